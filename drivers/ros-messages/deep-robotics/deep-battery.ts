import type { FromSchema } from 'json-schema-to-ts';
import { classesOf } from '../decoding/fault-watch.ts';
import { FaultWords } from '../decoding/fault-words.ts';
import { FieldColumns } from '../decoding/field-columns.ts';
import { FrameFiller } from '../decoding/frame-filler.ts';
import type { MessageType, RosMessage } from '../decoding/message-type.ts';
import { arrayOf, headerStampMs, messageOf, numberOf } from '../decoding/read-field.ts';
import { deepBatteryTable } from './battery-table.ts';

const packCountMax = 4;

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    packCount: { type: 'integer', minimum: 1, maximum: packCountMax, default: 1, description: 'Battery packs of the robot.' },
  },
} as const;

/** Voltage, current and capacity come in steps of 10 mV, 10 mA and 10 mAh, as in the JBD reply 0x03. */
const hundredthRatio = 0.01;
const columns = new FieldColumns([
  { field: 'voltage', factor: hundredthRatio, signal: 'voltageV' },
  { field: 'current', factor: hundredthRatio, signal: 'currentA' },
  { field: 'remaining_capacity', factor: hundredthRatio, signal: 'remainingAh' },
  { field: 'cycles', signal: 'cycleCount' },
  { field: 'battery_level', unit: 'percent', signal: 'stateOfChargeRatio' },
]);

/** `drdds/BatteryData` of DEEP Robotics: one entry per pack under `data`, field for field the JBD reply 0x03 (+ = charging). */
export const deepBattery: MessageType = {
  name: 'drdds/BatteryData',
  optionsSchema,
  bind({ sourceId, periodMs, topic }) {
    const { packCount = 1 } = topic.decode as FromSchema<typeof optionsSchema>;
    const parts = packCount === 1 ? ['pack'] : Array.from({ length: Math.min(packCount, packCountMax) }, (_, index) => `pack${index + 1}`);
    const filler = new FrameFiller({ component: 'battery', parts, signals: columns.signals, sourceId, periodMs });
    const words = new FaultWords(sourceId, { table: deepBatteryTable, parts });
    return {
      layouts: [filler.layout],
      observable: classesOf([deepBatteryTable]),
      decode(message, time, out) {
        const packs = packsOf(message);
        filler.begin(time, headerStampMs(message));
        parts.forEach((_, partIndex) => {
          const pack = messageOf(packs[partIndex]);
          columns.fill(filler, pack, partIndex);
          words.read(partIndex, numberOf(pack.protected_state), { time, out });
        });
        const frame = filler.frame();
        if (frame !== undefined) out.frame(frame);
      },
    };
  },
};

/** Some versions write one pack without a list around it. */
function packsOf({ data }: RosMessage): ArrayLike<unknown> {
  const list = arrayOf(data);
  return list.length > 0 ? list : [data];
}
