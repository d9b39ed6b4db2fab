import { type FieldColumn, FieldColumns } from '../decoding/field-columns.ts';
import { FrameFiller } from '../decoding/frame-filler.ts';
import type { MessageType } from '../decoding/message-type.ts';
import { noOptions } from '../decoding/no-options.ts';
import { headerStampMs, numberOf } from '../decoding/read-field.ts';

const columnsOf = (battery: string): readonly FieldColumn[] => [
  { field: `${battery}_battery_voltage`, signal: 'voltageV' },
  { field: `${battery}_battery_current`, signal: 'currentA' },
  { field: `${battery}_battery_power`, unit: 'percent', signal: 'stateOfChargeRatio' },
];

/** In the order of the bits of `battery_installed` from the top: 2 is the large battery, 1 the small one. */
const batteries = [
  { part: 'master', bitValue: 2, columns: new FieldColumns(columnsOf('master')) },
  { part: 'little', bitValue: 1, columns: new FieldColumns(columnsOf('little')) },
] as const;

/**
 * `bodyctrl_msgs/PowerBatteryStatus` of TienKung and UBTECH: `battery_installed` says which of the two are there (0 none, 1 small,
 * 2 large, 3 both); what is not there has no reading, whatever numbers come for it. "Power" is the state of charge in percent.
 */
export const powerBatteryStatus: MessageType = {
  name: 'bodyctrl_msgs/PowerBatteryStatus',
  optionsSchema: noOptions,
  bind({ sourceId, periodMs }) {
    const parts = batteries.map(({ part }) => part);
    const signals = batteries[0].columns.signals;
    const filler = new FrameFiller({ component: 'battery', parts, signals, sourceId, periodMs });
    return {
      layouts: [filler.layout],
      observable: [],
      decode(message, time, out) {
        const installed = numberOf(message.battery_installed);
        filler.begin(time, headerStampMs(message));
        batteries.forEach(({ bitValue, columns }, partIndex) => {
          if (isInstalled(installed, bitValue)) columns.fill(filler, message, partIndex);
          else for (let index = 0; index < signals.length; index++) filler.markNotReported(index, partIndex);
        });
        const frame = filler.frame();
        if (frame !== undefined) out.frame(frame);
      },
    };
  },
};

/** A robot that does not say is read as if both were there. */
function isInstalled(installed: number, bitValue: number): boolean {
  return !Number.isInteger(installed) || installed < 0 || installed > 3 || (installed & bitValue) !== 0;
}
