import type { FromSchema } from 'json-schema-to-ts';
import { tenantPattern } from '../ingest/topics.ts';
import { logLevels } from '../platform/logger.ts';

/** The receiver's configuration: one schema gives type, defaults, check and manual. */
export const receiverSchema = {
  type: 'object',
  title: 'Receiver configuration',
  additionalProperties: false,
  required: ['broker', 'tenants', 'store', 'key'],
  properties: {
    broker: {
      type: 'object',
      additionalProperties: false,
      required: ['url'],
      properties: {
        url: {
          type: 'string',
          pattern: '^(mqtt|ws)s?://.+',
          description: 'mqtt:// or mqtts:// (ws://, wss://) and the address of the broker.',
        },
        username: { type: 'string', minLength: 1, description: 'Needs passwordFile.' },
        passwordFile: { type: 'string', minLength: 1, description: 'File whose first line is the password; never in this document.' },
        caFile: { type: 'string', minLength: 1, description: 'Authorities to believe, PEM; those of the system when left out.' },
      },
    },
    tenants: {
      type: 'array',
      minItems: 1,
      maxItems: 256,
      description: 'Whose robots this receiver listens to; a tenant is a level of the topic names.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: {
          name: { type: 'string', pattern: tenantPattern },
          demo: { type: 'boolean', default: false, description: 'Takes simulated and replayed reports too; never for insured robots.' },
        },
      },
    },
    store: { type: 'string', minLength: 1, description: 'SQLite file, made when absent; beside this document unless absolute.' },
    key: { type: 'string', minLength: 1, description: 'Key that signs receipts, from `key init`; beside this document unless absolute.' },
    log: {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: { level: { enum: logLevels, default: 'info', description: 'Least important line that is written.' } },
    },
  },
} as const;

export type ReceiverConfiguration = FromSchema<typeof receiverSchema>;
