/** What a list of numbers looks like; the spread is that of the whole population. */
export interface Moments {
  readonly mean: number;
  readonly sd: number;
  readonly min: number;
  readonly max: number;
}

export function momentsOf(values: readonly number[]): Moments {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const [min, max] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
  return { mean, sd: Math.sqrt(variance), min, max };
}

/** Pearson's correlation of two lists of one length, −1 … 1. */
export function correlationOf(first: readonly number[], second: readonly number[]): number {
  const [a, b] = [momentsOf(first), momentsOf(second)];
  const products = first.map((value, index) => (value - a.mean) * ((second[index] ?? 0) - b.mean));
  return momentsOf(products).mean / (a.sd * b.sd);
}

/** Every number less the one before it. */
export function stepsOf(values: readonly number[]): number[] {
  return values.slice(1).map((value, index) => value - (values[index] ?? 0));
}
