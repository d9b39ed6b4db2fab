import type { FromSchema } from 'json-schema-to-ts';
import { BatteryPack, currentSignSchema } from '../decoding/battery-pack.ts';
import type { FieldColumn } from '../decoding/field-columns.ts';
import type { MessageType } from '../decoding/message-type.ts';

/** Slots of the message; a pack uses fewer. */
const cellSlotCount = 40;
const sensorSlotCount = 12;

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    cellCount: {
      type: 'integer',
      minimum: 1,
      maximum: cellSlotCount,
      default: cellSlotCount,
      description: 'Cells of the pack; the slots beyond are not read.',
    },
    sensorCount: {
      type: 'integer',
      minimum: 1,
      maximum: sensorSlotCount,
      default: sensorSlotCount,
      description: 'Temperature sensors of the pack; the slots beyond are not read.',
    },
    currentSign: currentSignSchema,
  },
} as const;

const columns: readonly FieldColumn[] = [
  { field: 'bmsvoltage', at: 0, unit: 'mV', signal: 'voltageV' },
  { field: 'current', unit: 'mA', signal: 'currentA' },
  { field: 'soc', unit: 'percent', signal: 'stateOfChargeRatio' },
  { field: 'soh', unit: 'percent', signal: 'stateOfHealthRatio' },
  { field: 'cycle', signal: 'cycleCount' },
];

/**
 * `unitree_hg/BmsState` of G1 and H1-2: mV, mA, percent, zero-filled beyond the last cell and sensor. The bits of `bmsstate` are not
 * public and not read; the sign of the current could not be verified (one report shows −2.1 A while charging).
 */
export const hgBmsState: MessageType = {
  name: 'unitree_hg/BmsState',
  optionsSchema,
  bind(plan) {
    const options = plan.topic.decode as FromSchema<typeof optionsSchema>;
    const pack = new BatteryPack(plan, {
      columns,
      currentSign: options.currentSign,
      cells: { field: 'cell_vol', countMax: Math.min(options.cellCount ?? cellSlotCount, cellSlotCount) },
      sensors: { field: 'temperature', countMax: Math.min(options.sensorCount ?? sensorSlotCount, sensorSlotCount) },
    });
    return { layouts: pack.layouts, observable: [], decode: (message, time, out) => pack.decode(message, time, out) };
  },
};
