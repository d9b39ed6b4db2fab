import { Ajv } from 'ajv';
import type { FromSchema } from 'json-schema-to-ts';
import { parse } from 'yaml';
import { ConfigError } from '../../agent/contract/errors.ts';
import { schemaProblems } from '../../agent/evidence/schema-problems.ts';
import { parseUtcDay } from './utc-month.ts';

const count = { type: 'integer', minimum: 0, maximum: 1_000_000 } as const;

const inspectionsSchema = {
  type: 'array',
  title: 'Inspections',
  description: 'What people found when they looked at anomaly alarms. Only a tariff with anomaly: confirmedByInspection reads it.',
  maxItems: 100_000,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['agentId', 'inspectedOn', 'inspectedBy', 'inspectedAlarmCount', 'confirmedAlarmCount'],
    properties: {
      agentId: { type: 'string', minLength: 1 },
      inspectedOn: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
      inspectedBy: { type: 'string', minLength: 1, maxLength: 256, description: 'A role or organisation.' },
      inspectedAlarmCount: { ...count, minimum: 1 },
      confirmedAlarmCount: count,
    },
  },
} as const;

/** One inspection of alarms on one robot. */
export type Inspection = FromSchema<typeof inspectionsSchema>[number];

/** Reads a list of inspections from YAML or JSON. Throws ConfigError with every problem. */
export function readInspections(place: string, text: string): readonly Inspection[] {
  const value = parsed(place, text);
  const validate = new Ajv({ allErrors: true }).compile<Inspection[]>(inspectionsSchema);
  if (!validate(value)) throw refusal(place, schemaProblems(validate.errors ?? [], 'an inspection'));
  const wrong = value.flatMap(({ inspectedAlarmCount, confirmedAlarmCount, inspectedOn }, index) => [
    ...(confirmedAlarmCount > inspectedAlarmCount ? [`/${index}: more alarms confirmed than inspected`] : []),
    ...(parseUtcDay(inspectedOn) === undefined ? [`/${index}/inspectedOn: ${inspectedOn} is no day`] : []),
  ]);
  if (wrong.length > 0) throw refusal(place, wrong);
  return value;
}

/** Share of inspected alarms that were confirmed in all inspections before this moment, 0…1; 0 without any. */
export function confirmedRatioAt(inspections: readonly Inspection[], atMs: number): number {
  const done = inspections.filter(({ inspectedOn }) => (parseUtcDay(inspectedOn) ?? atMs) < atMs);
  const inspectedCount = done.reduce((sum, { inspectedAlarmCount }) => sum + inspectedAlarmCount, 0);
  return inspectedCount === 0 ? 0 : done.reduce((sum, { confirmedAlarmCount }) => sum + confirmedAlarmCount, 0) / inspectedCount;
}

function parsed(place: string, text: string): unknown {
  try {
    return parse(text) ?? [];
  } catch (error) {
    throw refusal(place, [error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)]);
  }
}

function refusal(place: string, texts: readonly string[]): ConfigError {
  const remedy = 'write agentId, inspectedOn, inspectedBy, inspectedAlarmCount and confirmedAlarmCount of each inspection';
  return new ConfigError(
    'receiver/inspections',
    texts.map((value) => ({ place, value, remedy })),
  );
}
