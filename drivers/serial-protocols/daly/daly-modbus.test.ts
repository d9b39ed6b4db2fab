import { describe, expect, it } from 'vitest';
import { collect, corruptions, decodedOf, hex, itKeepsTheFramerProperties, joined } from '../../../tests/support/serial-frames.ts';
import { modbusCrc } from '../checksums.ts';
import { dalyModbusFormat } from './daly-modbus-format.ts';
import { dalyModbusRequest } from './daly-modbus-request.ts';
import { decodeDalyD2, decodeDalyP81 } from './decode-daly-modbus.ts';

/** A reply of `registerCount` registers, all 0 but the given ones, framed as the device would. */
function framed(address: number, registerCount: number, registers: Readonly<Record<number, number>>): Uint8Array {
  const frame = new Uint8Array(2 * registerCount + 5);
  frame.set([address, 0x03, 2 * registerCount]);
  const view = new DataView(frame.buffer);
  for (const [index, word] of Object.entries(registers)) view.setUint16(3 + 2 * Number(index), word);
  view.setUint16(frame.length - 2, modbusCrc(frame, { begin: 0, end: frame.length - 2 }), true);
  return frame;
}

const eightCells = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [index, 3390]));
const rest = { 32: 61, 33: 50, 40: 271, 41: 30_000, 42: 500, 48: 1000, 49: 8, 50: 1, 51: 3, 53: 1, 54: 1 };
const short = framed(0xd2, 62, { ...eightCells, ...rest });
const alarmed = (...words: readonly number[]): Uint8Array =>
  framed(0xd2, 62, { ...eightCells, ...rest, ...Object.fromEntries(words.map((word, index) => [0x3a + index, word])) });
const p81Cells = framed(0x51, 64, { 0: 3317, 1: 3316, 48: 62, 49: 62, 56: 530, 57: 29_911, 58: 864, 60: 2, 61: 1 });
const p81Status = (status: number): Uint8Array => framed(0x51, 62, { 7: status, 10: 2712, 11: 7, 17: 1, 18: 0, 25: 64, 26: 0xff });

describe('a D2 reply', () => {
  it('decodes in house units, lists cut at the declared counts', () => {
    expect(decodedOf(decodeDalyD2(short, 'd2Short'))).toEqual({
      voltageV: 27.1,
      currentA: 0,
      currentRawA: 0,
      currentSignBasis: 'unverified',
      stateOfChargeRatio: 0.5,
      remainingAh: 100,
      designAh: { unknown: 'notReported' },
      cycleCount: 3,
      cellVoltagesV: Array(8).fill(3.39),
      temperaturesC: [21],
      status: 'idle',
      chargeEnabled: true,
      dischargeEnabled: true,
      alarmRaw: '00 00 00 00 00 00 00 00',
      faults: [],
      switchTemperatureC: { unknown: 'notReported' },
      boardTemperatureC: { unknown: 'notReported' },
    });
  });

  it.each([
    [[0x0100], 'temperature.bit0'],
    [[0x0001], 'voltage.bit0'],
    [[0, 0x0100], 'difference.bit0'],
    [[0, 0x0800], 'difference.bit3'],
    [[0, 0x0001], 'current.bit0'],
    [[0, 0, 0x0100], 'hardware.bit0'],
    [[0, 0, 0x0001], 'switches.bit0'],
  ] as const)('with alarm words %j has %s, in the order of this protocol', (words, codeRaw) => {
    expect(decodedOf(decodeDalyD2(alarmed(...words), 'd2Short')).faults.map((fault) => fault.codeRaw)).toEqual([codeRaw]);
  });

  it('with states and flags nobody defined says unknown', () => {
    const odd = decodedOf(decodeDalyD2(framed(0xd2, 80, { 47: 9, 53: 2, 41: 30_025, 66: 55, 67: 0 }), 'd2Full'));
    expect(odd.status).toEqual({ unknown: 'outOfRange' });
    expect(odd.chargeEnabled).toEqual({ unknown: 'outOfRange' });
    expect(odd).toMatchObject({ currentA: 2.5, currentSignBasis: 'unverified', switchTemperatureC: 15 });
    expect(odd.boardTemperatureC).toEqual({ unknown: 'notReported' });
  });
});

describe('a pair of 81 replies', () => {
  it('takes the sign from the state of the second block', () => {
    const reading = decodedOf(decodeDalyP81(p81Cells, p81Status(2)));
    expect(reading).toMatchObject({
      voltageV: 53,
      currentA: -8.9,
      currentRawA: -8.9,
      currentSignBasis: 'stateFlag',
      cellVoltagesV: [3.317, 3.316],
      temperaturesC: [22],
      remainingAh: 271.2,
      cycleCount: 7,
      chargeEnabled: true,
      dischargeEnabled: false,
      switchTemperatureC: 24,
      boardTemperatureC: { unknown: 'notReported' },
      alarmRaw: { unknown: 'notReported' },
    });
    expect(decodedOf(decodeDalyP81(p81Cells, p81Status(1))).currentA).toBe(8.9);
  });

  it('is rejected when one is not what was asked for', () => {
    expect(decodeDalyP81(p81Status(2), p81Cells)).toEqual({ ok: false, reason: 'length' });
    expect(decodeDalyP81(p81Cells, p81Cells)).toEqual({ ok: false, reason: 'length' });
    expect(decodeDalyP81(short, p81Status(2))).toEqual({ ok: false, reason: 'notRequested' });
    expect(decodeDalyD2(short, 'd2Full')).toEqual({ ok: false, reason: 'length' });
  });
});

describe('a refusal', () => {
  it('is a frame, and decodes to a rejection', () => {
    const refusal = framed(0xd2, 0, {});
    refusal.set([0xd2, 0x83, 0x02]);
    new DataView(refusal.buffer).setUint16(3, modbusCrc(refusal, { begin: 0, end: 3 }), true);
    expect(collect(dalyModbusFormat, refusal).frames).toEqual([refusal]);
    expect(decodeDalyD2(refusal, 'd2Short')).toEqual({ ok: false, reason: 'deviceError' });
  });
});

describe('a request', () => {
  it.each([
    ['p81Cells', '81 03 00 00 00 40 5B FA'],
    ['p81Status', '81 03 00 41 00 3E 8B CE'],
  ] as const)('of %s is the captured one', (block, text) => {
    expect(dalyModbusRequest(block)).toEqual(hex(text));
  });

  it('heard back is an echo, of either device', () => {
    const bytes = joined([dalyModbusRequest('d2Short'), short, dalyModbusRequest('p81Cells'), p81Cells]);
    const { frames, counts } = collect(dalyModbusFormat, bytes);
    expect(frames).toEqual([short, p81Cells]);
    expect(counts).toMatchObject({ echoCount: 2, discardedBytes: 0 });
  });
});

describe('every single-byte corruption', () => {
  it.each([
    ['D2', short],
    ['81', p81Cells],
  ])('of a %s reply is rejected and counted', (_, good) => {
    for (const bad of corruptions(good)) {
      const { frames, counts } = collect(dalyModbusFormat, bad);
      expect(frames).toEqual([]);
      expect(counts.discardedBytes).toBeGreaterThan(0);
    }
  });
});

itKeepsTheFramerProperties(dalyModbusFormat, [short, p81Cells, p81Status(2)]);
