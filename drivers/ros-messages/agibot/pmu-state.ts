import type { FromSchema } from 'json-schema-to-ts';
import { BatteryPack, currentSignSchema } from '../decoding/battery-pack.ts';
import type { FieldColumn } from '../decoding/field-columns.ts';
import type { MessageType, RosMessage } from '../decoding/message-type.ts';

const optionsSchema = { type: 'object', additionalProperties: false, properties: { currentSign: currentSignSchema } } as const;

/** Two firmwares name the same readings differently; the first name that is there is read. */
const spellings: Readonly<Record<string, readonly string[]>> = {
  voltage: ['bms_voltage', 'battery_pack_voltage'],
  current: ['bms_current', 'battery_current'],
  temperature: ['bms_temperature', 'battery_temperature'],
  charge: ['bms_remaining_capacity_percentage', 'battery_remaining_capacity_percentage'],
  cycles: ['bms_cycle_count', 'battery_cycle_count'],
};

const columns: readonly FieldColumn[] = [
  { field: 'voltage', signal: 'voltageV' },
  { field: 'current', signal: 'currentA' },
  { field: 'temperature', signal: 'temperatureC' },
  { field: 'charge', unit: 'percent', signal: 'stateOfChargeRatio' },
  { field: 'cycles', signal: 'cycleCount' },
];

/**
 * `aimdk_msgs/PmuState` of the AgiBot X2, as far as two public readers of it agree: voltage, current, temperature, charge and cycles.
 * Units follow from what those readers print; rails, capacities and status bits are not read.
 */
export const pmuState: MessageType = {
  name: 'aimdk_msgs/PmuState',
  optionsSchema,
  bind(plan) {
    const { currentSign } = plan.topic.decode as FromSchema<typeof optionsSchema>;
    const pack = new BatteryPack(plan, { columns, currentSign });
    return { layouts: pack.layouts, observable: [], decode: (message, time, out) => pack.decode(spelled(message), time, out) };
  },
};

function spelled(message: RosMessage): RosMessage {
  const fields = Object.entries(spellings).map(([field, names]) => [field, message[names.find((name) => name in message) ?? '']]);
  return { ...Object.fromEntries(fields), header: message.header };
}
