/**
 * Rounding before canonical JSON (decisions A2): every non-integer in a record or report is rounded to the decimals below, because
 * `Math.exp` and friends differ in the last bit between processors. "Equal" and "recomputed" mean equal after this.
 */
export const decimals = { ratio: 6, ln: 6, index: 6, score: 3, rate: 9, value: 6 } as const;

/** `value` to so many decimals, half away from zero as it is written in decimal, never −0. Finite in, finite out. */
export function roundTo(value: number, decimalCount: number): number {
  const shifted = movePoint(Math.abs(value), decimalCount);
  // Beyond 2^53 a number has no such decimals to lose, and rounding it would only move it.
  if (shifted > Number.MAX_SAFE_INTEGER) return value;
  const rounded = movePoint(Math.round(shifted), -decimalCount);
  return value < 0 && rounded !== 0 ? -rounded : rounded;
}

/** Moves the decimal point of the written number: a multiplication would make 1.005 × 100 less than 100.5. */
function movePoint(value: number, placeCount: number): number {
  const [digits = '', exponent = '0'] = String(value).split('e');
  return Number(`${digits}e${Number(exponent) + placeCount}`);
}
