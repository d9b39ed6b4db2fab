import { InvariantError } from '../contract/errors.ts';
import type { Json } from '../contract/schema.ts';
import { canonicalJson } from './canonical-json.ts';
import { parseStrictJson, type StrictJson } from './parse-strict.ts';

/** A text that was read strictly, and whether it is the canonical JSON of its value. */
export type ReadJson =
  | { readonly ok: true; readonly value: Json; readonly isCanonical: boolean }
  | Extract<StrictJson, { readonly ok: false }>;

/**
 * Reads a text that ought to be canonical as the strict parser would, a canonical one several times as fast. A text that comes out the same
 * when its value is written canonically has no duplicate key, no −0, no lone surrogate, no number that is not finite and no nesting beyond
 * the limit: any of them is written otherwise or not at all. What is left to look for are integers beyond 2^53 − 1. Never throws.
 */
export function readStrictJson(text: string): ReadJson {
  const value = canonicalValue(text);
  if (value !== undefined) return { ok: true, value, isCanonical: true };
  const parsed = parseStrictJson(text);
  return parsed.ok ? { ...parsed, isCanonical: false } : parsed;
}

/** Undefined when the text is not the canonical JSON of a value that the strict parser takes. */
function canonicalValue(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return canonicalJson(value) === text && !holdsUnsafeInteger(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof InvariantError) return undefined;
    throw error;
  }
}

function holdsUnsafeInteger(value: Json): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) ? value.some(holdsUnsafeInteger) : Object.values(value).some(holdsUnsafeInteger);
}
