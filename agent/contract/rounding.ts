/**
 * Rounding before canonical JSON (decisions A2): every non-integer in a record or report is rounded to the decimals below, because
 * `Math.exp` and friends differ in the last bit between processors. "Equal" and "recomputed" mean equal after this.
 */
export const decimals = { ratio: 6, ln: 6, index: 6, score: 3, rate: 9, value: 6 } as const;

const scales: readonly number[] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
/** Below this a product is off by less than `halfMargin` from that of the written number. */
const plainMax = 2 ** 40;
const halfMargin = 2 ** -10;

/** `value` to so many decimals, half away from zero as it is written in decimal, never −0. Finite in, finite out. */
export function roundTo(value: number, decimalCount: number): number {
  const rounded = roundedPlainly(Math.abs(value), decimalCount) ?? roundedAsWritten(Math.abs(value), decimalCount);
  return value < 0 && rounded !== 0 ? -rounded : rounded;
}

/** By arithmetic, twenty times as fast, where that cannot differ from the written number: undefined near a half and for what is large. */
function roundedPlainly(value: number, decimalCount: number): number | undefined {
  const scale = scales[decimalCount];
  if (scale === undefined) return undefined;
  const shifted = value * scale;
  const isPlain = shifted < plainMax && Math.abs(shifted - Math.floor(shifted) - 0.5) > halfMargin;
  return isPlain ? Math.round(shifted) / scale : undefined;
}

function roundedAsWritten(value: number, decimalCount: number): number {
  const shifted = movePoint(value, decimalCount);
  // Beyond 2^53 a number has no such decimals to lose, and rounding it would only move it.
  return shifted > Number.MAX_SAFE_INTEGER ? value : movePoint(Math.round(shifted), -decimalCount);
}

/** Moves the decimal point of the written number: a multiplication would make 1.005 × 100 less than 100.5. */
function movePoint(value: number, placeCount: number): number {
  const [digits = '', exponent = '0'] = String(value).split('e');
  return Number(`${digits}e${Number(exponent) + placeCount}`);
}
