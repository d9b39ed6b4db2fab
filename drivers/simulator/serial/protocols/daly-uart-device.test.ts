import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect, decodedOf, hex, joined } from '../../../../tests/support/serial-frames.ts';
import { ask, askAll, askOne, decodedAll } from '../../../../tests/support/simulated-device.ts';
import { dalyChecksum } from '../../../serial-protocols/checksums.ts';
import { dalyUartBattery } from '../../../serial-protocols/daly/daly-uart-battery.ts';
import { dalyUartFormat } from '../../../serial-protocols/daly/daly-uart-format.ts';
import { type DalyUartCommand, dalyUartCommands, dalyUartRequest } from '../../../serial-protocols/daly/daly-uart-request.ts';
import { decodeDalyUart } from '../../../serial-protocols/daly/decode-daly-uart.ts';
import { type PackCourse, packCourse, packDefaults } from '../plant/pack-course.ts';
import { dalyUartDevice } from './daly-uart-device.ts';

const commands = Object.keys(dalyUartCommands) as DalyUartCommand[];

function roundOf(course: PackCourse, atMs: number) {
  const device = dalyUartDevice(course);
  return dalyUartBattery(commands.flatMap((command) => decodedAll(ask(device, dalyUartRequest(command), atMs), decodeDalyUart)));
}

function command(byte: number): Uint8Array {
  const request = Uint8Array.of(0xa5, 0x40, byte, 8, 1, 0, 0, 0, 0, 0, 0, 0, 0);
  request[12] = dalyChecksum(request, { begin: 0, end: 12 });
  return request;
}

describe('a simulated Daly pack', () => {
  it('answers a round with what it is, to the step of its replies (property)', () => {
    const pack = fc.record({
      seed: fc.integer({ min: 0, max: 0xff_ff_ff_ff }),
      cellCount: fc.integer({ min: 1, max: 48 }),
      sensorCount: fc.integer({ min: 1, max: 16 }),
      capacityAh: fc.integer({ min: 2, max: 300 }),
    });
    fc.assert(
      fc.property(pack, fc.integer({ min: 0, max: 86_400_000 }), (options, atMs) => {
        const truth = packCourse(options)(atMs);
        const battery = roundOf(packCourse(options), atMs);
        expect(Math.abs(Number(battery.voltageV) - truth.voltageV)).toBeLessThan(0.051);
        expect(Math.abs(Number(battery.currentA) - truth.currentA)).toBeLessThan(0.051);
        expect(Math.abs(Number(battery.stateOfChargeRatio) - truth.chargeRatio)).toBeLessThan(0.00051);
        expect(Math.abs(Number(battery.remainingAh) - truth.remainingAh)).toBeLessThan(0.00051);
        expect(battery).toMatchObject({ status: truth.status, currentSignBasis: 'stateFlag', cycleCount: truth.cycleCount, faults: [] });
        expect(battery.cellVoltagesV).toHaveLength(options.cellCount);
        expect(battery.temperaturesC).toHaveLength(options.sensorCount);
        battery.cellVoltagesV.forEach((volts, index) => {
          expect(Math.abs(Number(volts) - (truth.cellVoltagesV[index] ?? 0))).toBeLessThan(0.00051);
        });
        battery.temperaturesC.forEach((celsius, index) => {
          expect(Math.abs(Number(celsius) - (truth.temperaturesC[index] ?? 0))).toBeLessThan(0.51);
        });
      }),
    );
  });

  it('signs its current by the document: + = discharging', () => {
    const atWork = packCourse(packDefaults)(0);
    const totals = decodedOf(decodeDalyUart(askOne(dalyUartDevice(packCourse(packDefaults)), dalyUartRequest('totals'))));
    expect(atWork.status).toBe('discharging');
    expect(totals.kind === 'totals' && Number(totals.currentRawA) > 0).toBe(true);
  });

  it('says which cell is highest and which is lowest', () => {
    const { cellVoltagesV } = packCourse(packDefaults)(0);
    const extremes = decodedOf(decodeDalyUart(askOne(dalyUartDevice(packCourse(packDefaults)), dalyUartRequest('cellExtremes'))));
    expect(extremes).toMatchObject({
      highest: { partIndex: cellVoltagesV.indexOf(Math.max(...cellVoltagesV)) + 1 },
      lowest: { partIndex: cellVoltagesV.indexOf(Math.min(...cellVoltagesV)) + 1 },
    });
  });

  it('answers the captured request, by wire and by Bluetooth, in the form of the captured answer', () => {
    const device = dalyUartDevice(packCourse(packDefaults));
    for (const request of [hex('A5 40 90 08 00 00 00 00 00 00 00 00 7D'), dalyUartRequest('totals', 'bluetooth')]) {
      const frame = askOne(device, request);
      expect([...frame.subarray(0, 4)]).toEqual([0xa5, 0x01, 0x90, 0x08]);
      expect(collect(dalyUartFormat, frame).counts).toMatchObject({ frameCount: 1, discardedBytes: 0 });
    }
  });

  it('says the fault in the alarm reply, and that its output is off', () => {
    const battery = roundOf(packCourse({ ...packDefaults, faultFromMs: 0 }), 0);
    expect(battery).toMatchObject({
      faults: [{ text: 'cell undervoltage, level 2' }],
      dischargeEnabled: false,
      status: 'idle',
      currentA: 0,
    });
  });

  it.each([0xd9, 0xda, 0x00, 0x10, 0x21])('takes no write: %i is met with silence, and counted', (byte) => {
    expect(askAll(dalyUartDevice(packCourse(packDefaults)), command(byte))).toEqual([{ kind: 'writeRefused', frames: [] }]);
  });

  it.each([0x50, 0x57, 0x9f])('does not know the reading command %i', (byte) => {
    expect(askAll(dalyUartDevice(packCourse(packDefaults)), command(byte))).toEqual([{ kind: 'unknownRequest', frames: [] }]);
  });

  it('hears no request in its own answers or in a damaged one', () => {
    const device = dalyUartDevice(packCourse(packDefaults));
    expect(askAll(device, joined(ask(device, dalyUartRequest('cells'))))).toEqual([]);
    expect(askAll(device, hex('A5 40 90 08 00 00 00 00 00 00 00 00 7C'))).toEqual([]);
  });
});
