import { type Component, signalSpec } from '../../../agent/contract/signal.ts';
import { conversions } from '../../../agent/contract/unit.ts';
import { type Knowable, unknown } from '../../../agent/contract/unknown.ts';
import { accepted, type Decoded, rejected } from '../decoded.ts';
import { gatedValue } from '../gated-value.ts';
import type { JsonLinesField } from './json-lines-schema.ts';

/** The values of a line in house units, in the order of the fields; a line that is no JSON object is rejected with `notJson`. */
export function decodeJsonLine(line: string, fields: readonly JsonLinesField[]): Decoded<readonly Knowable<number>[]> {
  const object = parsed(line);
  if (!isObject(object)) return rejected('notJson');
  return accepted(fields.map((field) => valueOfField(object, field)));
}

function valueOfField(object: object, { path, component, signal, unit }: JsonLinesField): Knowable<number> {
  const raw = path.split('.').reduce(ownValue, object as unknown);
  if (raw === undefined) return unknown('missing');
  if (raw === null) return unknown('notReported');
  const conversion = Object.hasOwn(conversions, unit) ? conversions[unit] : undefined;
  if (conversion === undefined || conversion.to !== signalSpec(component, signal)?.unit) return unknown('notReported');
  if (typeof raw !== 'number') return unknown('outOfRange');
  return gatedValue(component as Component, signal, raw * conversion.factor + conversion.offset);
}

function ownValue(holder: unknown, key: string): unknown {
  return isObject(holder) && Object.hasOwn(holder, key) ? (holder as Readonly<Record<string, unknown>>)[key] : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
