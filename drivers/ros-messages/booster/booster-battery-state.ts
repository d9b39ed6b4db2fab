import type { FromSchema } from 'json-schema-to-ts';
import { BatteryPack, currentSignSchema } from '../decoding/battery-pack.ts';
import type { FieldColumn } from '../decoding/field-columns.ts';
import type { MessageType } from '../decoding/message-type.ts';

const optionsSchema = { type: 'object', additionalProperties: false, properties: { currentSign: currentSignSchema } } as const;

const columns: readonly FieldColumn[] = [
  { field: 'voltage', signal: 'voltageV' },
  { field: 'current', signal: 'currentA' },
  { field: 'soc', unit: 'percent', signal: 'stateOfChargeRatio' },
];

/** `booster_interface/BatteryState` of T1 and K1: V, A and percent. */
export const boosterBatteryState: MessageType = {
  name: 'booster_interface/BatteryState',
  optionsSchema,
  bind(plan) {
    const { currentSign } = plan.topic.decode as FromSchema<typeof optionsSchema>;
    const pack = new BatteryPack(plan, { columns, currentSign });
    return { layouts: pack.layouts, observable: [], decode: (message, time, out) => pack.decode(message, time, out) };
  },
};
