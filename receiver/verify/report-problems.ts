import { Ajv } from 'ajv';
import { reportSchema } from '../../agent/evidence/report-schema.ts';
import { schemaProblems } from '../../agent/evidence/schema-problems.ts';

const validate = new Ajv({ allErrors: true, strictTypes: false }).compile(reportSchema);

/** What keeps a payload from being a ReportPayload, as `/json/pointer: text`; empty when nothing does. */
export function reportProblems(payload: unknown): readonly string[] {
  return validate(payload) ? [] : schemaProblems(validate.errors ?? []);
}
