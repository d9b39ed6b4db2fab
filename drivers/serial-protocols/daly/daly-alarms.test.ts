import { describe, expect, it } from 'vitest';
import { dalyFaults, dalyModbusAlarmOrder, dalyUartAlarmOrder } from './daly-alarms.ts';

const bytesWith = (index: number, byte: number): Uint8Array => Uint8Array.from({ length: 8 }, (_, at) => (at === index ? byte : 0));

/** Severity of bits 0…7 of each byte of reply 0x98: w(arning), e(rror), f(atal), i(nfo, reserved). */
const severities: readonly (readonly [group: string, letters: string])[] = [
  ['voltage', 'wewewewe'],
  ['temperature', 'wewewewe'],
  ['current', 'wewewewe'],
  ['difference', 'weweiiii'],
  ['switches', 'eeeeffee'],
  ['hardware', 'feeeeeee'],
  ['modules', 'eefwiiii'],
];

describe('the alarm bytes of Daly', () => {
  it.each(severities)('%s: level 1 warns, level 2 is an error, dead hardware is fatal', (group, letters) => {
    const faults = dalyFaults(bytesWith(dalyUartAlarmOrder.indexOf(group as 'voltage'), 0xff), dalyUartAlarmOrder);
    expect(faults.map(({ severity }) => severity[0]).join('')).toBe(letters);
    expect(faults.map(({ codeRaw }) => codeRaw)).toEqual(Array.from({ length: 8 }, (_, bit) => `${group}.bit${bit}`));
  });

  it('have the same groups in both protocols, in another order', () => {
    expect(dalyUartAlarmOrder).toEqual(severities.map(([group]) => group));
    expect(dalyModbusAlarmOrder).toEqual(['temperature', 'voltage', 'difference', 'current', 'hardware', 'switches']);
    const fault = dalyFaults(bytesWith(1, 1), dalyModbusAlarmOrder);
    expect(fault).toEqual(dalyFaults(bytesWith(0, 1), dalyUartAlarmOrder));
    expect(fault).toMatchObject([{ text: 'cell overvoltage, level 1', category: 'overvoltage' }]);
  });

  it('byte 7 of the UART reply is a code and no bits', () => {
    expect(dalyFaults(bytesWith(7, 0xff), dalyUartAlarmOrder)).toEqual([]);
  });
});
