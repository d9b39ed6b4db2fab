import type { FromSchema } from 'json-schema-to-ts';
import type { Problem } from '../../../agent/contract/errors.ts';
import { signalSpec } from '../../../agent/contract/signal.ts';
import { conversions, unitsFor } from '../../../agent/contract/unit.ts';

/** What the lines of a simple board mean: one field per value that is read, all others are ignored. */
export const jsonLinesSchema = {
  type: 'object',
  title: 'JSON lines',
  description: 'A board that prints one JSON object per line.',
  additionalProperties: false,
  required: ['fields'],
  properties: {
    fields: {
      type: 'array',
      minItems: 1,
      maxItems: 256,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['path', 'component', 'signal', 'unit'],
        properties: {
          path: { type: 'string', minLength: 1, description: 'Where the number stands in the object, keys joined by dots: `pack.volts`.' },
          component: { type: 'string', description: 'Component of the signal, for example `battery`.' },
          part: { type: 'string', description: 'Which one of several, for example the joint.' },
          signal: { type: 'string', description: 'Signal in house units, for example `voltageV`.' },
          unit: { type: 'string', description: 'Unit the board uses, for example `mV`.' },
        },
      },
    },
  },
} as const;

export type JsonLinesOptions = FromSchema<typeof jsonLinesSchema>;
export type JsonLinesField = JsonLinesOptions['fields'][number];

/** Everything wrong with the fields that a schema cannot see: signals that do not exist and units that cannot become theirs. */
export function jsonLinesProblems(fields: readonly JsonLinesField[], place: string): Problem[] {
  return fields.flatMap(({ path, component, signal, unit }, index): Problem[] => {
    const where = `${place} fields[${index}] "${path}"`;
    const spec = signalSpec(component, signal);
    if (spec === undefined)
      return [{ place: where, value: `signal "${component}.${signal}"`, remedy: 'write a component and a signal of it' }];
    const isConvertible = Object.hasOwn(conversions, unit) && conversions[unit]?.to === spec.unit;
    const remedy = `write one of ${unitsFor(spec.unit).join(', ')}`;
    return isConvertible ? [] : [{ place: where, value: `unit "${unit}" cannot become ${spec.unit}`, remedy }];
  });
}
