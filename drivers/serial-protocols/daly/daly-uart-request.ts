import { dalyChecksum } from '../checksums.ts';

/** The commands that are sent: all of them read. */
export const dalyUartCommands = {
  totals: 0x90,
  cellExtremes: 0x91,
  temperatureExtremes: 0x92,
  state: 0x93,
  counts: 0x94,
  cells: 0x95,
  temperatures: 0x96,
  balance: 0x97,
  alarms: 0x98,
} as const;
export type DalyUartCommand = keyof typeof dalyUartCommands;

/** A wire is asked at 0x40, a Bluetooth bridge at 0x80. */
export type DalyHost = 'wire' | 'bluetooth';

/** The read request `A5 host command 08 00…00 sum`; empty for a name that is no command. Source: facts/interfaces §3.2 (a). */
export function dalyUartRequest(command: DalyUartCommand, host: DalyHost = 'wire'): Uint8Array {
  if (!Object.hasOwn(dalyUartCommands, command)) return new Uint8Array();
  const request = Uint8Array.of(0xa5, host === 'bluetooth' ? 0x80 : 0x40, dalyUartCommands[command], 8, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  request[12] = dalyChecksum(request, { begin: 0, end: 12 });
  return request;
}
