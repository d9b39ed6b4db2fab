import type { Problem } from '../../../agent/contract/errors.ts';
import type { OptionsSchema } from '../../../agent/contract/schema.ts';

interface Property {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
}

/** What a profile writes under `decode`, with the defaults of the decoder filled in, and what is wrong with it at the top level. */
export function checkDecode(
  written: Readonly<Record<string, unknown>>,
  schema: OptionsSchema,
  place: string,
): { readonly decode: Record<string, unknown>; readonly problems: readonly Problem[] } {
  const properties: Readonly<Record<string, Property>> = schema.properties;
  const known = Object.keys(properties);
  const unknownKeys = Object.keys(written)
    .filter((key) => !known.includes(key))
    .map((key) => ({ place: `${place}.${key}`, value: 'no option of this decoder', remedy: listed(known) }));
  const missing = (schema.required ?? [])
    .filter((key) => written[key] === undefined)
    .map((key) => ({ place: `${place}.${key}`, value: 'is missing', remedy: `add "${key}:"` }));
  const wrong = known.flatMap((key) => wrongValue(`${place}.${key}`, written[key], properties[key] ?? {}));
  return { decode: { ...defaultsOf(properties), ...written }, problems: [...unknownKeys, ...missing, ...wrong] };
}

function wrongValue(place: string, value: unknown, property: Property): Problem[] {
  if (value === undefined) return [];
  if (property.enum !== undefined && !property.enum.includes(value)) {
    return [{ place, value: JSON.stringify(value), remedy: `write one of ${property.enum.join(', ')}` }];
  }
  if (property.type === undefined || isOfType(value, property.type)) return [];
  return [{ place, value: JSON.stringify(value), remedy: `write a value of type ${property.type}` }];
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

function defaultsOf(properties: Readonly<Record<string, Property>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, property]) => (property.default === undefined ? [] : [[key, property.default]])),
  );
}

function listed(known: readonly string[]): string {
  return known.length === 0 ? 'take it out' : `take it out, or write one of ${known.join(', ')}`;
}
