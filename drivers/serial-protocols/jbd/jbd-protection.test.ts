import { describe, expect, it } from 'vitest';
import { faultsOfWord } from '../protocol-fault.ts';
import { jbdProtection } from './jbd-protection.ts';

describe('a bit of the JBD protection word', () => {
  it.each([
    [0, 'overvoltage', 'error', 'cell overvoltage'],
    [1, 'undervoltage', 'error', 'cell undervoltage'],
    [2, 'overvoltage', 'error', 'pack overvoltage'],
    [3, 'undervoltage', 'error', 'pack undervoltage'],
    [4, 'overTemperature', 'warning', 'overtemperature while charging'],
    [5, 'underTemperature', 'warning', 'undertemperature while charging'],
    [6, 'overTemperature', 'warning', 'overtemperature while discharging'],
    [7, 'underTemperature', 'warning', 'undertemperature while discharging'],
    [8, 'overcurrent', 'error', 'overcurrent while charging'],
    [9, 'overcurrent', 'error', 'overcurrent while discharging'],
    [10, 'shortCircuit', 'fatal', 'short circuit'],
    [11, 'powerStage', 'fatal', 'front-end circuit failed'],
    [12, 'battery', 'info', 'switches locked by software'],
    [13, 'battery', 'warning', 'charging took too long'],
    [14, 'other', 'info', 'reserved by the vendor'],
    [15, 'other', 'info', 'reserved by the vendor'],
  ])('%d is %s, %s: %s', (bit, ...meaning) => {
    const [category, severity, text] = meaning;
    expect(faultsOfWord(1 << bit, jbdProtection)).toEqual([
      {
        codeSpace: 'jbd.protection',
        codeRaw: `bit${bit}`,
        component: 'battery',
        part: { unknown: 'notReported' },
        active: true,
        category,
        severity,
        text,
      },
    ]);
  });

  it('keeps its code while others come and go; a clear word has no fault', () => {
    expect(faultsOfWord(0b110, jbdProtection).map(({ codeRaw }) => codeRaw)).toEqual(['bit1', 'bit2']);
    expect(faultsOfWord(0b100, jbdProtection).map(({ codeRaw }) => codeRaw)).toEqual(['bit2']);
    expect(faultsOfWord(0, jbdProtection)).toEqual([]);
    expect(faultsOfWord(0xff_ff, jbdProtection)).toHaveLength(16);
  });
});
