import type { FromSchema } from 'json-schema-to-ts';
import type { WitnessMessage } from '../../../agent/contract/message.ts';
import { unknown } from '../../../agent/contract/unknown.ts';
import { BatteryPack, currentSignSchema } from '../decoding/battery-pack.ts';
import type { FieldColumn } from '../decoding/field-columns.ts';
import type { MessageType, RosMessage } from '../decoding/message-type.ts';
import { numberOf } from '../decoding/read-field.ts';

const optionsSchema = { type: 'object', additionalProperties: false, properties: { currentSign: currentSignSchema } } as const;

/** Two firmwares name the same readings differently; the first name that is there is read. */
const spellings: Readonly<Record<string, readonly string[]>> = {
  voltage: ['bms_voltage', 'battery_pack_voltage'],
  current: ['bms_current', 'battery_current'],
  temperature: ['bms_temperature', 'battery_temperature'],
  charge: ['bms_remaining_capacity_percentage', 'battery_remaining_capacity_percentage'],
  cycles: ['bms_cycle_count', 'battery_cycle_count'],
  serial: ['bms_serial_number', 'battery_serial_number'],
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
 * Units follow from what those readers print; rails, capacities and status bits are not read. The pack says its serial number, so its cycles are
 * a witness of unmetered runs, said when they or the pack change.
 */
export const pmuState: MessageType = {
  name: 'aimdk_msgs/PmuState',
  optionsSchema,
  bind(plan) {
    const { currentSign } = plan.topic.decode as FromSchema<typeof optionsSchema>;
    const pack = new BatteryPack(plan, { columns, currentSign });
    let said = '';
    return {
      layouts: pack.layouts,
      observable: [],
      decode: (message, time, out) => {
        const read = spelled(message);
        pack.decode(read, time, out);
        const witness = cyclesOf(read, { sourceId: plan.sourceId, time });
        const words = JSON.stringify([witness?.serialNumber, witness?.value]);
        if (witness !== undefined && words !== said) out.message(witness);
        said = witness === undefined ? said : words;
      },
    };
  },
};

/** Undefined without a whole count; without a serial number it is a weak witness. */
function cyclesOf({ cycles, serial }: RosMessage, said: Pick<WitnessMessage, 'sourceId' | 'time'>): WitnessMessage | undefined {
  const value = numberOf(cycles);
  if (!Number.isSafeInteger(value) || value < 0) return undefined;
  const isNamed = typeof serial === 'string' && serial.trim() !== '';
  const serialNumber = isNamed ? serial.trim().slice(0, serialCharsMax) : unknown('notReported');
  return { kind: 'witness', ...said, component: 'battery', serialNumber, counter: 'cycleCount', value, stepSize: 1 };
}

/** A serial number longer than this is cut. */
const serialCharsMax = 64;

function spelled(message: RosMessage): RosMessage {
  const fields = Object.entries(spellings).map(([field, names]) => [field, message[names.find((name) => name in message) ?? '']]);
  return { ...Object.fromEntries(fields), header: message.header };
}
