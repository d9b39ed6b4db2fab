/**
 * One JSON Schema object gives type, default, check and manual (house rule 13). Declare it `as const`, derive the type with
 * `FromSchema` from json-schema-to-ts. Unknown keys are errors: every object says `additionalProperties: false`.
 */
export interface OptionsSchema {
  readonly type: 'object';
  readonly title?: string;
  readonly description?: string;
  readonly properties: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
  readonly additionalProperties: false;
  readonly $defs?: Readonly<Record<string, object>>;
}

/** Any JSON value that may stand in a record or report: no undefined, no NaN. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
