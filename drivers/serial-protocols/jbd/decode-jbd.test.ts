import { describe, expect, it } from 'vitest';
import { collect, corruptions, decodedOf, hex, itKeepsTheFramerProperties, joined } from '../../../tests/support/serial-frames.ts';
import { jbdChecksum } from '../checksums.ts';
import { decodeJbdBasic, decodeJbdCells, decodeJbdLifetime, decodeJbdModel } from './decode-jbd.ts';
import { jbdBattery } from './jbd-battery.ts';
import { jbdFormat } from './jbd-format.ts';
import { jbdRequest } from './jbd-request.ts';

const basic = hex('DD 03 00 1D 06 18 00 00 01 F2 01 F4 00 00 2C 7C 00 00 00 00 00 00 80 64 03 04 03 0B 8B 0B 8A 0B 84 FA 8D 77');
const later = hex('DD 03 00 1D 06 17 00 00 01 F3 01 F4 00 00 2C 7C 00 00 00 00 00 00 80 64 03 04 03 0B 8D 0B 8C 0B 88 FA 85 77');
const overvolted = hex('DD 03 00 1D 05 94 00 00 6D 60 6D 60 00 08 2C 7C 00 00 00 00 00 01 80 64 02 04 03 0B 82 0B 7C 0B 77 FA 7C 77');
const locked = hex('DD 03 00 1D 06 0B 00 00 01 ED 01 F4 00 00 2C 7C 00 00 00 00 10 00 80 63 02 04 03 0B A0 0B 9D 0B 98 FA 55 77');
const cells = hex('DD 04 00 08 0F 45 0F 3D 0F 37 0F 3D FE C6 77');
const lifetime = hex('DD AA 00 18 00 00 00 00 00 00 00 7A 00 02 00 00 00 00 00 00 00 00 00 00 00 00 00 01 FF 6B 77');

function framed(text: string): Uint8Array {
  const frame = joined([hex(text), hex('00 00 77')]);
  const sum = jbdChecksum(frame, { begin: 2, end: frame.length - 3 });
  frame.set([sum >>> 8, sum & 0xff], frame.length - 3);
  return frame;
}

describe('a captured JBD reply', () => {
  it('of the basic register decodes to its stated value', () => {
    expect(decodedOf(decodeJbdBasic(basic))).toEqual({
      voltageV: 15.6,
      currentA: 0,
      stateOfChargeRatio: 1,
      remainingAh: 4.98,
      designAh: 5,
      cycleCount: 0,
      manufacturedOn: '2022-03-28',
      balanceBits: 0,
      protectionBits: 0,
      faults: [],
      softwareVersion: '8.0',
      chargeEnabled: true,
      dischargeEnabled: true,
      cellCount: 4,
      temperaturesC: [22.4, 22.3, 21.7],
    });
    expect(decodedOf(decodeJbdBasic(later))).toMatchObject({ voltageV: 15.59, remainingAh: 4.99, temperaturesC: [22.6, 22.5, 22.1] });
  });

  it('with a protection names the bit, its category and its severity', () => {
    expect(decodedOf(decodeJbdBasic(overvolted))).toMatchObject({
      voltageV: 14.28,
      remainingAh: 280,
      cycleCount: 8,
      protectionBits: 1,
      chargeEnabled: false,
      dischargeEnabled: true,
      temperaturesC: [21.5, 20.9, 20.4],
      faults: [{ codeSpace: 'jbd.protection', codeRaw: 'bit0', severity: 'error', category: 'overvoltage', component: 'battery' }],
    });
  });

  it('locked by software is no defect', () => {
    const { voltageV, stateOfChargeRatio, faults } = decodedOf(decodeJbdBasic(locked));
    expect([voltageV, stateOfChargeRatio]).toEqual([15.47, 0.99]);
    expect(faults).toMatchObject([{ codeRaw: 'bit12', severity: 'info' }]);
  });

  it('of cells and of the lifetime counts decode to their stated values', () => {
    expect(decodedOf(decodeJbdCells(cells))).toEqual([3.909, 3.901, 3.895, 3.901]);
    const counts = decodedOf(decodeJbdLifetime(lifetime));
    expect(counts).toMatchObject({ cellOvervoltageCount: 122, cellUndervoltageCount: 2, shortCircuitCount: 0, packUndervoltageCount: 0 });
    expect(Object.keys(counts)).toHaveLength(11);
  });
});

describe('a JBD reply', () => {
  it('may discharge: the current is signed, + = charging', () => {
    const discharging = framed('DD 03 00 17 05 94 FF 38 6D 60 6D 60 00 08 2C 7C 00 00 00 00 00 00 80 64 03 04 00');
    expect(decodedOf(decodeJbdBasic(discharging)).currentA).toBe(-2);
  });

  it('of newer firmware is longer, of too few bytes for its sensors is rejected', () => {
    const head = '05 94 00 00 6D 60 6D 60 00 08 2C 7C 00 00 00 00 00 00 80 64 03 04 01';
    expect(decodedOf(decodeJbdBasic(framed(`DD 03 00 1D ${head} 0B 82 00 00 00 00`))).temperaturesC).toEqual([21.5]);
    expect(decodeJbdBasic(framed(`DD 03 00 17 ${head}`))).toEqual({ ok: false, reason: 'length' });
  });

  it('with values that cannot be true says unknown, not a number', () => {
    const absurd = decodedOf(
      decodeJbdBasic(framed('DD 03 00 19 FF FF 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 20 FF 03 04 01 FF FF')),
    );
    expect(absurd.stateOfChargeRatio).toEqual({ unknown: 'outOfRange' });
    expect(absurd.temperaturesC).toEqual([{ unknown: 'outOfRange' }]);
    expect(absurd.manufacturedOn).toEqual({ unknown: 'outOfRange' });
    expect(decodedOf(decodeJbdCells(framed('DD 04 00 04 0F 45 00 00')))).toEqual([3.909, { unknown: 'outOfRange' }]);
  });

  it('is rejected when it answers something else, has the wrong length or is a refusal', () => {
    expect(decodeJbdCells(basic)).toEqual({ ok: false, reason: 'notRequested' });
    expect(decodeJbdBasic(framed('DD 03 80 00'))).toEqual({ ok: false, reason: 'deviceError' });
    expect(decodeJbdCells(framed('DD 04 00 03 0F 45 0F'))).toEqual({ ok: false, reason: 'length' });
    expect(decodeJbdLifetime(framed('DD AA 00 02 00 00'))).toEqual({ ok: false, reason: 'length' });
    expect(decodeJbdBasic(new Uint8Array())).toEqual({ ok: false, reason: 'length' });
  });

  it('of the model is its printable text', () => {
    expect(decodedOf(decodeJbdModel(framed('DD 05 00 05 4A 42 44 00 2D')))).toBe('JBD-');
  });

  it('becomes a battery reading, cells cut at the declared count', () => {
    const reading = jbdBattery(decodedOf(decodeJbdBasic(overvolted)), [3.5, 3.6, 3.5, 3.5, 9]);
    expect(reading).toMatchObject({
      currentSignBasis: 'vendorDoc',
      cellVoltagesV: [3.5, 3.6, 3.5, 3.5],
      alarmRaw: '0001',
      voltageV: 14.28,
    });
  });
});

describe('every single-byte corruption', () => {
  it.each([
    ['basic', basic, decodeJbdBasic],
    ['later', later, decodeJbdBasic],
    ['overvolted', overvolted, decodeJbdBasic],
    ['locked', locked, decodeJbdBasic],
    ['cells', cells, decodeJbdCells],
    ['lifetime', lifetime, decodeJbdLifetime],
  ] as const)('of %s is rejected and counted', (_, good, decode) => {
    for (const bad of corruptions(good)) {
      const { frames, counts } = collect(jbdFormat, bad);
      const acceptedFrames = frames.filter((frame) => decode(frame).ok);
      expect(acceptedFrames).toEqual([]);
      // The register stands outside the checksum: such a frame passes the framer and is rejected as not requested.
      expect(counts.discardedBytes + frames.length).toBeGreaterThan(0);
      expect(frames.every((frame) => frame[1] !== good[1])).toBe(true);
    }
  });

  it('is survived by the next frame, as are truncation and noise in front', () => {
    expect(collect(jbdFormat, joined([basic.slice(0, 20), basic])).frames).toEqual([basic]);
    expect(collect(jbdFormat, joined([hex('77 DD'), basic])).frames).toEqual([basic]);
  });

  it('does not touch echoes: our own request heard back is counted as one', () => {
    const { frames, counts } = collect(jbdFormat, joined([jbdRequest('basic'), basic]));
    expect(frames).toEqual([basic]);
    expect(counts).toMatchObject({ echoCount: 1, discardedBytes: 0 });
  });
});

itKeepsTheFramerProperties(jbdFormat, [basic, cells, lifetime]);
