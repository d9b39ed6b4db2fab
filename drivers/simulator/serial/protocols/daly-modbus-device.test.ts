import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect, decodedOf } from '../../../../tests/support/serial-frames.ts';
import { askAll, askOne } from '../../../../tests/support/simulated-device.ts';
import { dalyModbusFormat } from '../../../serial-protocols/daly/daly-modbus-format.ts';
import { dalyModbusRequest } from '../../../serial-protocols/daly/daly-modbus-request.ts';
import { type DalyModbusReading, decodeDalyD2, decodeDalyP81 } from '../../../serial-protocols/daly/decode-daly-modbus.ts';
import { type PackCourse, packCourse, packDefaults } from '../plant/pack-course.ts';
import { dalyModbusDevice } from './daly-modbus-device.ts';
import { rtuFrame } from './rtu-request-format.ts';

const readers: Readonly<Record<string, (course: PackCourse, atMs: number) => DalyModbusReading>> = {
  d2Full: (course, atMs) => decodedOf(decodeDalyD2(askOne(dalyModbusDevice(course, 'd2'), dalyModbusRequest('d2Full'), atMs), 'd2Full')),
  d2Short: (course, atMs) => decodedOf(decodeDalyD2(askOne(dalyModbusDevice(course, 'd2'), dalyModbusRequest('d2Short'), atMs), 'd2Short')),
  p81: (course, atMs) => {
    const device = dalyModbusDevice(course, 'p81');
    const [cells, status] = [askOne(device, dalyModbusRequest('p81Cells'), atMs), askOne(device, dalyModbusRequest('p81Status'), atMs)];
    return decodedOf(decodeDalyP81(cells, status));
  },
};

describe.each(Object.entries(readers))('a simulated Daly pack with Modbus, %s', (name, read) => {
  it('answers with what it is, to the step of its registers (property)', () => {
    const pack = fc.record({
      seed: fc.integer({ min: 0, max: 0xff_ff_ff_ff }),
      cellCount: fc.integer({ min: 1, max: 32 }),
      sensorCount: fc.integer({ min: 1, max: 8 }),
      capacityAh: fc.integer({ min: 2, max: 300 }),
    });
    fc.assert(
      fc.property(pack, fc.integer({ min: 0, max: 86_400_000 }), (options, atMs) => {
        const truth = packCourse(options)(atMs);
        const reading = read(packCourse(options), atMs);
        expect(Math.abs(Number(reading.voltageV) - truth.voltageV)).toBeLessThan(0.051);
        expect(Math.abs(Number(reading.currentA) - truth.currentA)).toBeLessThan(0.051);
        expect(Math.abs(Number(reading.stateOfChargeRatio) - truth.chargeRatio)).toBeLessThan(0.00051);
        expect(Math.abs(Number(reading.remainingAh) - truth.remainingAh)).toBeLessThan(0.051);
        expect(reading).toMatchObject({ status: truth.status, cycleCount: truth.cycleCount, faults: [], dischargeEnabled: true });
        expect(reading.cellVoltagesV).toHaveLength(options.cellCount);
        expect(reading.temperaturesC).toHaveLength(options.sensorCount);
        reading.cellVoltagesV.forEach((volts, index) => {
          expect(Math.abs(Number(volts) - (truth.cellVoltagesV[index] ?? 0))).toBeLessThan(0.00051);
        });
        reading.temperaturesC.forEach((celsius, index) => {
          expect(Math.abs(Number(celsius) - (truth.temperaturesC[index] ?? 0))).toBeLessThan(0.51);
        });
      }),
    );
  });

  it('has warm switches where its block reaches them', () => {
    const reading = read(packCourse(packDefaults), 0);
    if (name === 'd2Short') expect(reading.switchTemperatureC).toEqual({ unknown: 'notReported' });
    else expect(reading.switchTemperatureC).toBeGreaterThan(20);
  });

  it('says the fault where its alarms are known', () => {
    const reading = read(packCourse({ ...packDefaults, faultFromMs: 0 }), 0);
    expect(reading).toMatchObject({ dischargeEnabled: false, currentA: 0, status: 'idle' });
    expect(reading.faults.map(({ text }) => text)).toEqual(name === 'p81' ? [] : ['cell undervoltage, level 2']);
  });
});

describe('a Daly pack with Modbus', () => {
  const device = dalyModbusDevice(packCourse(packDefaults), 'd2');

  it.each([
    ['one register', [0x06, 0x00, 0xa6, 0x00, 0x00], 0x86],
    ['several', [0x10, 0x00, 0xa6, 0x00, 0x01, 0x02, 0x00, 0x00], 0x90],
  ])('takes no write of %s: it refuses with exception 1', (_, pdu, functionByte) => {
    const [answer] = askAll(device, rtuFrame(0xd2, pdu));
    expect(answer?.kind).toBe('writeRefused');
    expect(answer?.frames.map((frame) => [...frame.subarray(0, 3)])).toEqual([[0xd2, functionByte, 1]]);
  });

  it('has no registers behind its last one', () => {
    const [answer] = askAll(device, rtuFrame(0xd2, [3, 0, 0x4f, 0, 2]));
    expect(answer).toMatchObject({ kind: 'unknownRequest' });
    expect(collect(dalyModbusFormat, ...(answer?.frames ?? [])).frames.map((frame) => [...frame.subarray(0, 3)])).toEqual([
      [0xd2, 0x83, 2],
    ]);
  });

  it('does not answer when the other kind is asked', () => {
    expect(askAll(device, dalyModbusRequest('p81Cells'))).toEqual([]);
  });
});
