const digitCount = 6;

/** Six significant digits: what a saved reference keeps, so that it reads back as the very numbers that were used. */
export function significant(value: number): number {
  return Number(value.toPrecision(digitCount));
}
