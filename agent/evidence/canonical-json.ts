import { InvariantError } from '../contract/errors.ts';
import type { Json } from '../contract/schema.ts';

/** Arrays and objects within one another; the strict parser refuses more, so nothing deeper is ever signed. */
export const jsonDepthMax = 64;

/**
 * Canonical JSON (RFC 8785): keys in UTF-16 order, numbers as ECMAScript prints them, no white space.
 * Throws InvariantError for what JSON cannot say (NaN, infinity, undefined, lone surrogates) and beyond `jsonDepthMax`.
 */
export function canonicalJson(value: Json): string {
  return writeValue(value, 0);
}

function writeValue(value: Json, depthCount: number): string {
  if (depthCount > jsonDepthMax) throw refusal(`is nested deeper than ${jsonDepthMax}`);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return writeNumber(value);
  if (typeof value === 'string') return writeString(value);
  if (isArray(value)) return `[${value.map((item) => writeValue(item, depthCount + 1)).join(',')}]`;
  if (typeof value === 'object') return writeObject(value, depthCount);
  throw refusal(`is ${typeof value}`);
}

function writeObject(value: Readonly<Record<string, Json>>, depthCount: number): string {
  const members = Object.keys(value)
    .sort()
    .map((key) => `${writeString(key)}:${writeValue(value[key] as Json, depthCount + 1)}`);
  return `{${members.join(',')}}`;
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw refusal(`is ${value}`);
  return JSON.stringify(value);
}

function writeString(value: string): string {
  if (!value.isWellFormed()) throw refusal('holds a lone surrogate');
  return JSON.stringify(value);
}

// Array.isArray does not narrow readonly arrays out of a union.
function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function refusal(what: string): InvariantError {
  return new InvariantError('evidence/not-json', `A value to be made canonical ${what}; round or replace it before it is recorded`);
}
