import type { FromSchema } from 'json-schema-to-ts';

export const optionsSchema = {
  type: 'object',
  title: 'Sensors of the host',
  additionalProperties: false,
  properties: {
    root: {
      type: 'string',
      minLength: 1,
      default: '/',
      description: 'Folder that has sys/class; another one than / for a container or a test.',
    },
    periodMs: { type: 'integer', minimum: 1000, maximum: 600_000, default: 10_000, description: 'Time between two rounds.' },
  },
} as const;

export type HostOptions = Readonly<FromSchema<typeof optionsSchema>>;
