const digitsMin = 6;
const digitsMax = 9;

/**
 * The shortest decimal that is the same float32: 48.1 for 48.099998474121094, which is what JSON makes of a float32. A number that is
 * no float32, or no number, stays as it is.
 */
export function shortestFloat32(value: number): number {
  if (Math.fround(value) !== value || Number.isInteger(value)) return value;
  for (let digits = digitsMin; digits < digitsMax; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return shorter;
  }
  return Number(value.toPrecision(digitsMax));
}
