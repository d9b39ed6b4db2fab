import { arrayOf, numberOf } from './read-field.ts';

/** A list up to its last entry that is not zero: fixed arrays are zero-filled beyond the last cell or sensor. */
export function usedEntries(value: unknown): readonly unknown[] {
  const list = Array.from(arrayOf(value));
  return list.slice(0, list.findLastIndex((entry) => numberOf(entry) !== 0) + 1);
}
