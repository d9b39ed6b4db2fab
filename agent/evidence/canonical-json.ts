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
  if (typeof value === 'string') return writeString(value);
  if (typeof value === 'number') return writeNumber(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (isArray(value)) return writeArray(value, depthCount);
  if (typeof value === 'object') return writeObject(value, depthCount);
  throw refusal(`is ${typeof value}`);
}

function writeArray(items: readonly Json[], depthCount: number): string {
  let text = '';
  let mark = '';
  for (const item of items) {
    text += mark + writeValue(item, depthCount + 1);
    mark = ',';
  }
  return `[${text}]`;
}

function writeObject(value: Readonly<Record<string, Json>>, depthCount: number): string {
  let text = '';
  let mark = '';
  for (const key of orderedKeys(value)) {
    text += `${mark}${writeString(key)}:${writeValue(value[key] as Json, depthCount + 1)}`;
    mark = ',';
  }
  return `{${text}}`;
}

/** Mostly they stand in order already, and looking is quicker than sorting; `<` and `sort` both go by UTF-16 units. */
function orderedKeys(value: object): string[] {
  const keys = Object.keys(value);
  for (let place = 1; place < keys.length; place++) {
    if (String(keys[place - 1]) > String(keys[place])) return keys.sort();
  }
  return keys;
}

/** As ECMAScript prints it, which is what RFC 8785 §3.2.2.3 wants; −0 is printed 0. */
function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw refusal(`is ${value}`);
  return String(value);
}

/** Printable ASCII without quote and backslash: almost every text of ours, which stands as it is. */
const plain = /^[ !#-[\]-~]*$/;

function writeString(value: string): string {
  if (plain.test(value)) return `"${value}"`;
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
