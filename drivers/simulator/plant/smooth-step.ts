/** `value` kept between two bounds. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** 0 below 0, 1 above 1, between them the quintic with no speed and no acceleration at either end. */
export function smoothStep(x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  return x * x * x * (10 + x * (6 * x - 15));
}

/** `from` moved towards `to` by at most `step`. */
export function approach(from: number, to: number, step: number): number {
  return from + clamp(to - from, -step, step);
}
