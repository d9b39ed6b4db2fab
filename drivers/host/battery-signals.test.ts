import { describe, expect, it } from 'vitest';
import { signalSpec } from '../../agent/contract/signal.ts';
import { batterySignals, batteryValue, serialNumberOf } from './battery-signals.ts';

const signalOf = (file: string) => {
  const found = batterySignals.find((signal) => signal.file === file);
  if (found === undefined) throw new Error(`no file ${file}`);
  return found;
};

describe('the files of a battery', () => {
  it('are signals of the contract, each once', () => {
    expect(batterySignals.map(({ signal }) => signalSpec('battery', signal)).every((spec) => spec !== undefined)).toBe(true);
    expect(new Set(batterySignals.map(({ signal }) => signal)).size).toBe(batterySignals.length);
  });

  it.each([
    ['voltage_now', 25_213_000, 25.213],
    ['capacity', 100, 1],
    ['charge_full', 9_000_000, 9],
    ['cycle_count', 7, 7],
    ['temp', 253, 25.3],
    ['temp', -51, -5.1],
  ])('%s %d is %d', (file, raw, value) => {
    expect(batteryValue(signalOf(file), raw, undefined)).toBe(value);
  });

  it.each([
    ['Discharging', 1_000_000, -1],
    ['Discharging', -1_000_000, -1],
    ['Charging', -1_000_000, 1],
    ['Full', -20_000, -0.02],
    [undefined, 1_000_000, 1],
  ])('a current while %s of %d µA is %d A', (status, raw, value) => {
    expect(batteryValue(signalOf('current_now'), raw, status)).toBe(value);
  });
});

describe('a serial number', () => {
  it.each([
    [' 0A41\n', '0A41'],
    ['00912', '00912'],
    ['0000', undefined],
    ['None', undefined],
    ['To be filled by O.E.M.', undefined],
    ['ÿÿÿÿ', undefined],
    ['x'.repeat(80), undefined],
    [undefined, undefined],
  ])('%j is %s', (text, serial) => {
    expect(serialNumberOf(text)).toBe(serial);
  });
});
