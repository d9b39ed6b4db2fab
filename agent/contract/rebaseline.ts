import type { FromSchema } from 'json-schema-to-ts';

/** A signed order to learn the robot anew, because it is not the same any more: the old reference goes, and that is a record. */
export const rebaselineSchema = {
  type: 'object',
  title: 'Order to learn anew',
  description: 'Signed by the owner, the integrator or the lessor; followed once.',
  additionalProperties: false,
  required: ['relearn', 'orderedAt'],
  properties: {
    relearn: {
      enum: ['maintenance', 'componentReplaced', 'toolChange', 'firmware', 'otherTask', 'networkAdded'],
      description: 'What changed the robot.',
    },
    orderedAt: {
      type: 'string',
      pattern: '^\\d{4}-\\d{2}-\\d{2}$',
      description: 'Day of the order, YYYY-MM-DD: another day makes it another order.',
    },
    note: { type: 'string', maxLength: 200, description: 'For the record.' },
  },
} as const;

export type RebaselineDocument = FromSchema<typeof rebaselineSchema>;
