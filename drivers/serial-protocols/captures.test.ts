import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { collect, corruptions, decodedOf, hex, joined } from '../../tests/support/serial-frames.ts';
import { dalyModbusFormat } from './daly/daly-modbus-format.ts';
import { decodeDalyD2, decodeDalyP81 } from './daly/decode-daly-modbus.ts';
import { decodeJbdBasic, decodeJbdCells, decodeJbdLifetime, decodeJbdModel } from './jbd/decode-jbd.ts';
import { jbdFormat } from './jbd/jbd-format.ts';

const folder = new URL('../../../shared/data/bms-captures/', import.meta.url);
const linesOf = (file: string): string[] => readFileSync(new URL(file, folder), 'utf8').split('\n');
/** What came back from the device: behind `<<<`, or a line of `0x` bytes. */
const answersOf = (file: string): Uint8Array[] =>
  linesOf(file)
    .filter((line) => line.includes('<<<') || line.startsWith('0x'))
    .map((line) => hex(line.split('<<<').at(-1) ?? ''));
/** Both directions, as a tap on the bus hears them. */
const trafficOf = (file: string): Uint8Array[] =>
  linesOf(file)
    .filter((line) => line.includes('<<<') || line.includes('>>>'))
    .flatMap((line) => line.split(/<<<|>>>/).slice(1))
    .map(hex);
const sizeOf = (chunks: readonly Uint8Array[]): number => joined(chunks).length;

describe.skipIf(!existsSync(folder))('captures of real packs (shared/data/bms-captures)', () => {
  it('JBD-SP04S034: every byte is a frame or an echo', () => {
    const { frames, counts } = collect(jbdFormat, ...trafficOf('jbd/JBD-SP04S034-L4S-200A-B-U.txt'));
    expect(counts).toMatchObject({ frameCount: 6, echoCount: 6, discardedBytes: 0 });
    const [first, , cells, , model, lifetime] = frames;
    expect(decodedOf(decodeJbdBasic(first ?? new Uint8Array()))).toMatchObject({ voltageV: 15.6, temperaturesC: [22.4, 22.3, 21.7] });
    expect(decodedOf(decodeJbdCells(cells ?? new Uint8Array()))).toEqual([3.909, 3.901, 3.895, 3.901]);
    expect(decodedOf(decodeJbdModel(model ?? new Uint8Array()))).toBe('JBD-SP04S034-L4S-200A-B-U');
    expect(decodedOf(decodeJbdLifetime(lifetime ?? new Uint8Array()))).toMatchObject({ cellOvervoltageCount: 122 });
  });

  it('JBD-SP25S003: a pack at 0 V; the sixteenth cell reads 0 mV and is unknown', () => {
    const { frames, counts } = collect(jbdFormat, ...trafficOf('jbd/JBD-SP25S003-L16S-100A-100A-B.txt'));
    expect(counts.discardedBytes).toBe(0);
    const basic = decodedOf(decodeJbdBasic(frames[0] ?? new Uint8Array()));
    expect(basic).toMatchObject({ voltageV: 0, designAh: 100, manufacturedOn: '2022-02-16', softwareVersion: '2.0', cellCount: 16 });
    expect(basic).toMatchObject({ chargeEnabled: true, dischargeEnabled: false, temperaturesC: [] });
    const cells = decodedOf(decodeJbdCells(frames[1] ?? new Uint8Array()));
    expect(cells).toEqual([...Array(15).fill(3.6), { unknown: 'outOfRange' }]);
  });

  it('JBD-DP04S007: newer firmware appends bytes; the masked reply is skipped and counted', () => {
    const chunks = trafficOf('jbd/JBD-DP04S007L4S100A-BLE.txt');
    const { frames, counts } = collect(jbdFormat, ...chunks);
    const basic = decodedOf(decodeJbdBasic(frames[0] ?? new Uint8Array()));
    expect(basic).toMatchObject({ voltageV: 13.75, remainingAh: 191.67, stateOfChargeRatio: 0.96, temperaturesC: [26.2] });
    expect(counts).toMatchObject({ frameCount: 1, echoCount: 2 });
    expect(counts.discardedBytes).toBe(sizeOf(chunks) - sizeOf(frames) - 2 * 7);
  });

  it('JBD-UP16S020 speaks another protocol: nothing is taken, everything is counted', () => {
    const chunks = trafficOf('jbd/JBD-UP16S020-two-devices.txt');
    const { frames, counts } = collect(jbdFormat, ...chunks);
    expect(frames).toEqual([]);
    expect(counts.discardedBytes).toBe(sizeOf(chunks));
    expect(sizeOf(chunks)).toBeGreaterThan(5000);
  });

  it('Daly D2 with 80 registers: discharging is negative, 16 cells, no alarm', () => {
    const { frames, counts } = collect(dalyModbusFormat, ...answersOf('daly/daly_bms_blue_series_80_registers.txt'));
    expect(counts.discardedBytes).toBe(0);
    const readings = frames.map((frame) => decodedOf(decodeDalyD2(frame, 'd2Full')));
    expect(readings[0]).toMatchObject({ voltageV: 52.5, currentA: -2.5, currentRawA: -2.5, currentSignBasis: 'stateFlag' });
    expect(readings[0]).toMatchObject({ stateOfChargeRatio: 0.561, remainingAh: 117.8, cycleCount: 60, temperaturesC: [13, 13, 13, 13] });
    expect(readings[0]?.cellVoltagesV).toHaveLength(16);
    expect(readings[0]).toMatchObject({ chargeEnabled: true, dischargeEnabled: true, faults: [], switchTemperatureC: 15 });
    expect(readings[1]).toMatchObject({ currentA: -3.1, stateOfChargeRatio: 0.53, remainingAh: 111.3, cycleCount: 57 });
  });

  it('Daly D2 with 24 cells: an idle pack has no sign of its own', () => {
    const { frames, counts } = collect(dalyModbusFormat, ...answersOf('daly/daly_bms_24cells.txt'));
    expect(counts).toMatchObject({ frameCount: 2, discardedBytes: 0 });
    const reading = decodedOf(decodeDalyD2(frames[0] ?? new Uint8Array(), 'd2Short'));
    expect(reading).toMatchObject({ voltageV: 79, currentA: 0, currentSignBasis: 'unverified', temperaturesC: [16, 14, 16, 16] });
    expect(reading.cellVoltagesV).toHaveLength(24);
  });

  it('Daly 81: a long session to its end; the first round decodes to its stated values', () => {
    const chunks = trafficOf('daly/ess-dl-bms-41_260321_0323.txt');
    const { frames, counts } = collect(dalyModbusFormat, ...chunks);
    expect(counts.discardedBytes).toBe(sizeOf(chunks) - sizeOf(frames) - 8 * counts.echoCount);
    expect(counts).toMatchObject({ frameCount: 110, echoCount: 110, discardedBytes: 0 });
    const reading = decodedOf(decodeDalyP81(frames[0] ?? new Uint8Array(), frames[1] ?? new Uint8Array()));
    expect(reading).toMatchObject({ voltageV: 53, currentA: -8.9, currentSignBasis: 'stateFlag', stateOfChargeRatio: 0.864 });
    expect(reading).toMatchObject({ temperaturesC: [22, 22, 22, 22], remainingAh: 271.2, cycleCount: 7, status: 'discharging' });
    expect(reading).toMatchObject({ switchTemperatureC: 24, boardTemperatureC: 30 });
    expect(reading.cellVoltagesV).toHaveLength(16);
  });

  it('every corrupted byte of a captured Daly reply is rejected', () => {
    for (const good of answersOf('daly/daly_bms_blue_series_80_registers.txt').slice(0, 1)) {
      for (const bad of corruptions(good)) {
        expect(collect(dalyModbusFormat, bad).frames.filter((frame) => decodeDalyD2(frame, 'd2Full').ok)).toEqual([]);
      }
    }
  });
});
