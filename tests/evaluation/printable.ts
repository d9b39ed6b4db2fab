const decimalCount = 4;

/** The same for JSON: numbers to four decimals, what is not finite as null (a missed delay, a figure without faults). */
export function printable(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? Number(value.toFixed(decimalCount)) : null;
  if (Array.isArray(value)) return value.map(printable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, printable(inner)]));
}
