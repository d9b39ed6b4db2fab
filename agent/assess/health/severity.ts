/** Where an indicator begins to count, is half way, and is at its worst; falling values say that low is bad. */
export type Thresholds = readonly [a: number, b: number, c: number];

/**
 * sev(x; a, b, c) of the risk model §4, 0…1: 0 up to a, half at b, 1 from c on, straight in between. With a > b > c it is the mirror, for
 * which low is bad.
 */
export function severity(value: number, [a, b, c]: Thresholds): number {
  const sign = a > c ? -1 : 1;
  const past = (from: number, to: number): number => (sign * (value - from)) / (sign * (to - from));
  if (sign * value <= sign * a) return 0;
  if (sign * value <= sign * b) return past(a, b) / 2;
  return Math.min(1, 0.5 + past(b, c) / 2);
}
