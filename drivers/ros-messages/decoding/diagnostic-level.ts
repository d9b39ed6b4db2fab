import { arrayOf, numberOf } from './read-field.ts';

const levelMax = 3;

/**
 * `level` of a diagnostic status: 0 ok, 1 warning, 2 error, 3 stale. It is a `byte`, which bridges write as a number, as a character with that
 * code, as a digit, or as a list of one. NaN for anything else.
 */
export function diagnosticLevel(value: unknown): number {
  const level = typeof value === 'string' ? levelOfText(value) : numberOf(arrayOf(value).length === 1 ? arrayOf(value)[0] : value);
  return Number.isInteger(level) && level >= 0 && level <= levelMax ? level : Number.NaN;
}

function levelOfText(text: string): number {
  if (text.length !== 1) return Number.NaN;
  return text >= '0' && text <= '9' ? Number(text) : text.charCodeAt(0);
}
