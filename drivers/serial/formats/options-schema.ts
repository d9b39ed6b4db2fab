import type { FromSchema } from 'json-schema-to-ts';
import { jsonLinesSchema } from '../../serial-protocols/json-lines/json-lines-schema.ts';

const positiveMs = { type: 'integer', minimum: 1, maximum: 600_000 } as const;
const few = { type: 'integer', minimum: 0, maximum: 64 } as const;
const text = { type: 'string', minLength: 1 } as const;

const unitId = { type: 'integer', minimum: 1, maximum: 247, description: 'modbusRtu: address on the bus.' } as const;
const baudRate = { type: 'integer', minimum: 300, maximum: 4_500_000, default: 9600, description: 'Bits per second, 8N1.' } as const;

const servo = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'joint'],
  properties: {
    id: { type: 'integer', minimum: 0, maximum: 252, description: 'Id of the servo.' },
    joint: { ...text, description: 'Joint of the profile that it drives.' },
    invert: { type: 'boolean', default: false, description: 'Whether the joint turns the other way round.' },
    offsetRad: { type: 'number', default: 0, description: 'Added to the angle of the servo, after inverting.' },
  },
} as const;

const device = {
  type: 'object',
  additionalProperties: false,
  required: ['protocol'],
  properties: {
    protocol: { enum: ['jbd', 'dalyUart', 'dalyModbus', 'dynamixel', 'modbusRtu', 'jsonLines'], description: 'What it speaks.' },
    pollMs: { ...positiveMs, minimum: 5, description: 'Time between the beginnings of two rounds; each protocol has its own default.' },
    timeoutMs: { ...positiveMs, description: 'How long an answer of this device may take; the limit of the bus when left out.' },
    part: { ...text, description: 'Packs: its name among the parts, `pack` when left out.' },
    cellCount: { ...few, description: 'Packs: cells in a row; without it cells are not read.' },
    sensorCount: { ...few, description: 'Packs: temperature sensors; without it only the hottest is in the totals.' },
    serialNumber: {
      ...text,
      description: 'Packs: as written on the pack, where it is never swapped; its cycle count is then a strong witness of unmetered runs.',
    },
    host: { enum: ['wire', 'bluetooth'], description: 'dalyUart: as whom it is asked.' },
    registers: { enum: ['d2Short', 'd2Full', 'p81'], description: 'dalyModbus: which registers it has; d2Full when left out.' },
    servos: { type: 'array', minItems: 1, maxItems: 64, items: servo, description: 'dynamixel: which servo drives which joint.' },
    currentAPerCount: {
      type: 'number',
      minimum: 0,
      description: 'dynamixel: A per unit of register 126, 0.00269 when left out (XM, XH430); 0 when the model has a load there.',
    },
    unitId,
    map: { ...text, description: 'modbusRtu: name of a register map that ships, or path of one ending in .yaml.' },
    joints: {
      type: 'array',
      minItems: 1,
      items: { type: 'string' },
      description: 'modbusRtu: joints of the profile in the order of the registers; without it all of them.',
    },
    acceptUnverified: { type: 'boolean', description: 'modbusRtu: also read entries marked unverified, because somebody compared them.' },
    fields: { ...jsonLinesSchema.properties.fields, description: 'jsonLines: which value of the object is which signal.' },
  },
} as const;

export const optionsSchema = {
  type: 'object',
  title: 'Serial port',
  additionalProperties: false,
  required: ['path', 'devices'],
  properties: {
    path: { ...text, description: 'The port; below /dev/serial/by-id it stays the same when devices are plugged in another order.' },
    baudRate,
    devices: { type: 'array', minItems: 1, maxItems: 32, items: device, description: 'What is on this port.' },
    timeoutMs: { ...positiveMs, default: 500, description: 'How long an answer may take.' },
    paceMs: { type: 'integer', minimum: 0, maximum: 60_000, default: 2, description: 'Quiet time of the bus before every request.' },
    retriesMax: {
      type: 'integer',
      minimum: 0,
      maximum: 10,
      default: 2,
      description: 'How often a question without answer is asked again.',
    },
    silenceMs: { ...positiveMs, default: 10_000, description: 'Without any answer for this long the port is opened anew.' },
  },
} as const;

export type SerialOptions = Readonly<FromSchema<typeof optionsSchema>>;
export type DeviceOptions = SerialOptions['devices'][number];
export type SerialProtocol = DeviceOptions['protocol'];
