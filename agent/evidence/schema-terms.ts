import type { Json } from '../contract/schema.ts';
import type { Knowable, UnknownReason } from '../contract/unknown.ts';

/**
 * A JSON Schema that says which contract type it describes. `describes` exists for the type checker only and makes the type exact in
 * both directions: a schema of `number` cannot stand where the contract says `Knowable<number>`.
 */
export interface SchemaOf<T> {
  readonly [keyword: string]: unknown;
  readonly describes?: (value: T) => T;
}

/** Longest text in a report, characters. */
export const textCharsMax = 2_000;
/** Longest name or version word, characters. */
export const wordCharsMax = 256;

type Members<T> = { readonly [K in keyof T]-?: SchemaOf<T[K]> };

/** Exactly these members, all required. */
export function object<T>(properties: Members<T>): SchemaOf<T> {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

/** Exactly these members, all required, and any of the optional ones. */
export function objectWith<T, O extends keyof T>(properties: Members<Omit<T, O>>, optional: Members<Required<Pick<T, O>>>): SchemaOf<T> {
  const all = { ...properties, ...optional };
  return { type: 'object', properties: all, required: Object.keys(properties), additionalProperties: false };
}

/** Any of these members, none required, no other. */
export function partialObject<K extends string, V>(names: readonly K[], value: SchemaOf<V>): SchemaOf<Readonly<Partial<Record<K, V>>>> {
  return { type: 'object', properties: Object.fromEntries(names.map((name) => [name, value])), additionalProperties: false };
}

/** Exactly one value for each of these names. */
export function recordOf<K extends string, V>(names: readonly K[], value: SchemaOf<V>): SchemaOf<Readonly<Record<K, V>>> {
  const properties = Object.fromEntries(names.map((name) => [name, value]));
  return { type: 'object', properties, required: names, additionalProperties: false };
}

/** Values under names that the schema does not know in advance. */
export function mapOf<V>(value: SchemaOf<V>): SchemaOf<Readonly<Record<string, V>>> {
  return { type: 'object', propertyNames: { minLength: 1, maxLength: wordCharsMax }, additionalProperties: value };
}

export function arrayOf<T>(items: SchemaOf<T>, itemCountMax: number): SchemaOf<readonly T[]> {
  return { type: 'array', items, maxItems: itemCountMax };
}

export function oneOf<const T extends string | number | boolean>(values: readonly T[]): SchemaOf<T> {
  return { enum: values };
}

export function nullable<T>(value: SchemaOf<T>): SchemaOf<T | null> {
  return { anyOf: [value, { type: 'null' }] };
}

/** The value, or `{"unknown":"reason"}`. */
export function knowable<T>(value: SchemaOf<T>): SchemaOf<Knowable<T>> {
  return { anyOf: [value, unknownSchema] };
}

/** Either of two kinds of value. */
export function either<A, B>(first: SchemaOf<A>, second: SchemaOf<B>): SchemaOf<A | B> {
  return { anyOf: [first, second] };
}

export function numberIn(minimum: number, maximum: number): SchemaOf<number> {
  return { type: 'number', minimum, maximum };
}

/** A whole number from 0 to 2^53 − 1: counts, milliseconds, sequence numbers. */
export const whole: SchemaOf<number> = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
export const flag: SchemaOf<boolean> = { type: 'boolean' };
export const finite: SchemaOf<number> = { type: 'number' };
export const ratio = numberIn(0, 1);
export const text: SchemaOf<string> = { type: 'string', maxLength: textCharsMax };
export const word: SchemaOf<string> = { type: 'string', minLength: 1, maxLength: wordCharsMax };
export const json: SchemaOf<Json> = {};
export const jsonObject: SchemaOf<Readonly<Record<string, Json>>> = { type: 'object' };

export function textLike(pattern: string, description: string): SchemaOf<string> {
  return { type: 'string', pattern, description };
}

export const sha256Text = textLike('^sha256:[0-9a-f]{64}$', 'sha256: and 64 lower-case hex digits');
export const hexHash = textLike('^[0-9a-f]{64}$', '64 lower-case hex digits');
export const thumbprintText = textLike('^[A-Za-z0-9_-]{43}$', 'an RFC 7638 thumbprint');
export const utcText = textLike('^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$', 'a UTC time with milliseconds');

const unknownReasons: Readonly<Record<UnknownReason, true>> = {
  notReported: true,
  missing: true,
  outOfRange: true,
  stale: true,
  notObserved: true,
  notDeclared: true,
  notRated: true,
  learning: true,
  insufficientData: true,
};

const unknownSchema = {
  type: 'object',
  properties: { unknown: { enum: Object.keys(unknownReasons) } },
  required: ['unknown'],
  additionalProperties: false,
};
