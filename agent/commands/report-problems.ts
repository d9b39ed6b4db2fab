import { Ajv, type ErrorObject } from 'ajv';
import { reportSchema } from '../report/report-schema.ts';

const validate = new Ajv({ allErrors: true, strictTypes: false }).compile(reportSchema);

/** Problems named one by one; a payload with more is wrong as a whole. */
const problemsMax = 20;

/** What keeps a payload from being a ReportPayload, as `/json/pointer: text`; empty when nothing does. */
export function reportProblems(payload: unknown): readonly string[] {
  if (validate(payload)) return [];
  // The branches of an anyOf say what is wrong; the anyOf itself only repeats it.
  const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'anyOf');
  return errors.slice(0, problemsMax).map(sentence);
}

function sentence({ instancePath, message, params }: ErrorObject): string {
  const foreign = params.additionalProperty as string | undefined;
  const allowed = params.allowedValues as readonly unknown[] | undefined;
  if (foreign !== undefined) return `${instancePath}/${foreign}: no such member in a report`;
  return `${instancePath || '/'}: ${message ?? 'not allowed'}${allowed === undefined ? '' : `: ${allowed.join(', ')}`}`;
}
