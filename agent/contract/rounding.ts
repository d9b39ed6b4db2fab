/**
 * Rounding before canonical JSON (decisions A2): every non-integer in a record or report is rounded to the decimals below, because
 * `Math.exp` and friends differ in the last bit between processors. "Equal" and "recomputed" mean equal after this.
 */
export const decimals = { ratio: 6, ln: 6, index: 6, score: 3, rate: 9, value: 6 } as const;

/** `value` to so many decimals, half away from zero, never −0. Finite in, finite out. */
export function roundTo(value: number, decimalCount: number): number {
  const rounded = Number(`${Math.round(Number(`${Math.abs(value)}e${decimalCount}`))}e-${decimalCount}`);
  const safe = Number.isFinite(rounded) ? rounded : Number(Math.abs(value).toFixed(decimalCount));
  return value < 0 && safe !== 0 ? -safe : safe;
}
