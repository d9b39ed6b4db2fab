import { BatteryPack } from '../decoding/battery-pack.ts';
import { type FieldColumn, FieldColumns } from '../decoding/field-columns.ts';
import { FrameFiller } from '../decoding/frame-filler.ts';
import type { MessageType } from '../decoding/message-type.ts';
import { noOptions } from '../decoding/no-options.ts';
import { headerStampMs } from '../decoding/read-field.ts';

const railColumns = (rail: string): readonly FieldColumn[] => [
  { field: `${rail}_temp`, signal: 'temperatureC' },
  { field: `${rail}_curr`, signal: 'currentA' },
  { field: `${rail}_volt`, signal: 'voltageV' },
];

/** The supply of each limb, its MOSFET's temperature; the head has a current only. */
const rails = [
  { part: 'waist', field: 'waist' },
  { part: 'armA', field: 'arm_a' },
  { part: 'armB', field: 'arm_b' },
  { part: 'legA', field: 'leg_a' },
  { part: 'legB', field: 'leg_b' },
  { part: 'head', field: 'head' },
  { part: 'bus', field: 'bus' },
].map(({ part, field }) => ({ part, columns: new FieldColumns(railColumns(field)) }));

const packColumns: readonly FieldColumn[] = [
  { field: 'battery_voltage', signal: 'voltageV' },
  { field: 'battery_current', signal: 'currentA' },
  { field: 'battery_power', unit: 'percent', signal: 'stateOfChargeRatio' },
];

/**
 * `bodyctrl_msgs/PowerStatus` of TienKung and UBTECH: temperature, current and, on ROS 2, voltage of the supply of each limb, and the
 * battery. The extremes since some unknown moment (`_max`, `_min`) are not read.
 */
export const powerStatus: MessageType = {
  name: 'bodyctrl_msgs/PowerStatus',
  optionsSchema: noOptions,
  bind(plan) {
    const { sourceId, periodMs } = plan;
    const parts = rails.map(({ part }) => part);
    const filler = new FrameFiller({
      component: 'controller',
      parts,
      signals: ['temperatureC', 'currentA', 'voltageV'],
      sourceId,
      periodMs,
    });
    const pack = new BatteryPack(plan, { columns: packColumns });
    return {
      layouts: [filler.layout, ...pack.layouts],
      observable: [],
      decode(message, time, out) {
        filler.begin(time, headerStampMs(message));
        rails.forEach(({ columns }, partIndex) => {
          columns.fill(filler, message, partIndex);
        });
        const frame = filler.frame();
        if (frame !== undefined) out.frame(frame);
        pack.decode(message, time, out);
      },
    };
  },
};
