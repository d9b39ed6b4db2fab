/** What a JSON Schema validator says of one place; the members of Ajv's ErrorObject that matter here. */
export interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Problems named one by one; a document with more is wrong as a whole. */
export const schemaProblemsMax = 20;

/** The validator's errors as `/json/pointer: text`, one sentence each, at most `schemaProblemsMax`. */
export function schemaProblems(errors: readonly SchemaError[], document = 'a report'): readonly string[] {
  // The branches of an anyOf say what is wrong; the anyOf itself only repeats it.
  return errors
    .filter(({ keyword }) => keyword !== 'anyOf')
    .slice(0, schemaProblemsMax)
    .map((error) => sentence(error, document));
}

function sentence({ instancePath, message, params }: SchemaError, document: string): string {
  const foreign = params.additionalProperty as string | undefined;
  const allowed = params.allowedValues as readonly unknown[] | undefined;
  if (foreign !== undefined) return `${instancePath}/${foreign}: no such member in ${document}`;
  return `${instancePath || '/'}: ${message ?? 'not allowed'}${allowed === undefined ? '' : `: ${allowed.join(', ')}`}`;
}
