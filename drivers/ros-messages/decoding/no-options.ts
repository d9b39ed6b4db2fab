import type { OptionsSchema } from '../../../agent/contract/schema.ts';

/** For a decoder that needs to be told nothing. */
export const noOptions: OptionsSchema = { type: 'object', additionalProperties: false, properties: {} };
