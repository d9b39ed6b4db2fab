import { Ajv, type ValidateFunction } from 'ajv';
import { assessmentStateSchema, exposureStretchSchema, healthIndicesSchema, meterTickSchema } from '../assess/assessment-state-schema.ts';
import type { LedgerRecord } from '../contract/record.ts';
import { schemaProblems } from '../evidence/schema-problems.ts';

const ajv = new Ajv({ allErrors: true, strictTypes: false });
const validateState = ajv.compile(assessmentStateSchema);
const validateRecord: Readonly<Record<string, ValidateFunction>> = {
  'assessment.exposure': ajv.compile(exposureStretchSchema),
  'health.indices': ajv.compile(healthIndicesSchema),
  'meter.tick': ajv.compile(meterTickSchema),
};

/** What keeps a value from being an assessment state, as `/json/pointer: text`; empty when nothing does. */
export function stateProblems(value: unknown): readonly string[] {
  return validateState(value) ? [] : schemaProblems(validateState.errors ?? [], 'an assessment state');
}

/** What keeps a record that recomputation adds up from being one; empty for every other type. */
export function recordProblems({ type, data }: Pick<LedgerRecord, 'type' | 'data'>): readonly string[] {
  const validate = validateRecord[type];
  return validate === undefined || validate(data) ? [] : schemaProblems(validate.errors ?? [], `a ${type}`);
}
