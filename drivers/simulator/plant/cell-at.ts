/** The number at this place of a column. Every caller stays inside, so 0 beyond the end is never read; it satisfies the compiler. */
export function cellAt(column: Float64Array, index: number): number {
  return column[index] ?? 0;
}
