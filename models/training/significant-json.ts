import { significant } from '../../agent/assess/watch/significant.ts';

/** The same with every number to six significant digits: what is committed is what is used. */
export function significantJson<T>(value: T): T {
  if (typeof value === 'number') return (Number.isInteger(value) ? value : significant(value)) as T;
  if (Array.isArray(value)) return value.map(significantJson) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, significantJson(inner)])) as T;
}
