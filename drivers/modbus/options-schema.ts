import type { FromSchema } from 'json-schema-to-ts';

const positiveMs = { type: 'integer', minimum: 1, maximum: 600_000 } as const;
const unitId = { type: 'integer', minimum: 0, maximum: 255, default: 1, description: 'Modbus unit; many controllers take any.' } as const;

export const optionsSchema = {
  type: 'object',
  title: 'Modbus TCP',
  additionalProperties: false,
  required: ['host', 'units'],
  properties: {
    host: { type: 'string', minLength: 1, description: 'Name or address of the controller or gateway.' },
    port: { type: 'integer', minimum: 1, maximum: 65535, default: 502, description: 'TCP port.' },
    units: {
      type: 'array',
      minItems: 1,
      maxItems: 64,
      description: 'The devices behind this port.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['map'],
        properties: {
          unitId,
          map: { type: 'string', minLength: 1, description: 'Name of a register map that ships, or path of one ending in .yaml.' },
          joints: {
            type: 'array',
            minItems: 1,
            items: { type: 'string' },
            description: 'Joints of the profile in the order of the registers; without it all of them.',
          },
          acceptUnverified: {
            type: 'boolean',
            default: false,
            description: 'Also read entries marked unverified: somebody has compared them with what the robot itself shows.',
          },
        },
      },
    },
    pollMs: { ...positiveMs, minimum: 10, default: 1000, description: 'Time between the beginnings of two rounds.' },
    timeoutMs: { ...positiveMs, default: 1000, description: 'How long one answer may take.' },
    connectMs: { ...positiveMs, default: 3000, description: 'How long connecting may take.' },
    paceMs: { type: 'integer', minimum: 0, maximum: 60_000, default: 5, description: 'Quiet time before every request.' },
    retriesMax: {
      type: 'integer',
      minimum: 0,
      maximum: 10,
      default: 1,
      description: 'How often a question without an answer is asked again.',
    },
    silenceMs: { ...positiveMs, default: 10_000, description: 'Without any answer for this long the connection is made anew.' },
  },
} as const;

export type ModbusOptions = Readonly<FromSchema<typeof optionsSchema>>;
export type UnitOptions = ModbusOptions['units'][number];
