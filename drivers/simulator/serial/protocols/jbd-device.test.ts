import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect, decodedOf, hex, joined } from '../../../../tests/support/serial-frames.ts';
import { ask, askAll, askOne } from '../../../../tests/support/simulated-device.ts';
import { jbdChecksum } from '../../../serial-protocols/checksums.ts';
import { decodeJbdBasic, decodeJbdCells, decodeJbdLifetime, decodeJbdModel } from '../../../serial-protocols/jbd/decode-jbd.ts';
import { jbdFormat } from '../../../serial-protocols/jbd/jbd-format.ts';
import { jbdRequest } from '../../../serial-protocols/jbd/jbd-request.ts';
import { packCourse, packDefaults } from '../plant/pack-course.ts';
import { jbdDevice } from './jbd-device.ts';

const device = jbdDevice(packCourse(packDefaults));

function write(register: number, content: readonly number[]): Uint8Array {
  const frame = Uint8Array.of(0xdd, 0x5a, register, content.length, ...content, 0, 0, 0x77);
  const sum = jbdChecksum(frame, { begin: 2, end: frame.length - 3 });
  frame.set([sum >> 8, sum & 0xff], frame.length - 3);
  return frame;
}

describe('a simulated JBD pack', () => {
  it('answers with what it is, to the step of its registers (property)', () => {
    const pack = fc.record({
      seed: fc.integer({ min: 0, max: 0xff_ff_ff_ff }),
      cellCount: fc.integer({ min: 1, max: 32 }),
      sensorCount: fc.integer({ min: 0, max: 8 }),
      capacityAh: fc.integer({ min: 2, max: 300 }),
    });
    fc.assert(
      fc.property(pack, fc.integer({ min: 0, max: 86_400_000 }), (options, atMs) => {
        const course = packCourse(options);
        const truth = course(atMs);
        const basic = decodedOf(decodeJbdBasic(askOne(jbdDevice(course), jbdRequest('basic'), atMs)));
        expect(basic.voltageV).toBeCloseTo(truth.voltageV, 1);
        expect(Math.abs(Number(basic.currentA) - truth.currentA)).toBeLessThan(0.0051);
        expect(Math.abs(Number(basic.remainingAh) - truth.remainingAh)).toBeLessThan(0.0051);
        expect(Math.abs(Number(basic.stateOfChargeRatio) - truth.chargeRatio)).toBeLessThan(0.0051);
        expect([basic.designAh, basic.cycleCount, basic.cellCount]).toEqual([options.capacityAh, truth.cycleCount, options.cellCount]);
        expect(basic.temperaturesC).toHaveLength(options.sensorCount);
        basic.temperaturesC.forEach((celsius, index) => {
          expect(Math.abs(Number(celsius) - (truth.temperaturesC[index] ?? 0))).toBeLessThan(0.051);
        });
        const cells = decodedOf(decodeJbdCells(askOne(jbdDevice(course), jbdRequest('cells'), atMs)));
        expect(cells).toHaveLength(options.cellCount);
        cells.forEach((volts, index) => {
          expect(Math.abs(Number(volts) - (truth.cellVoltagesV[index] ?? 0))).toBeLessThan(0.00051);
        });
      }),
    );
  });

  it('answers the captured requests in the form of the captured answers', () => {
    const requests = hex('DD A5 03 00 FF FD 77 DD A5 04 00 FF FC 77 DD A5 05 00 FF FB 77 DD A5 AA 00 FF 56 77');
    const answers = askAll(device, requests);
    expect(answers.map(({ kind }) => kind)).toEqual(['answered', 'answered', 'answered', 'answered']);
    const frames = answers.flatMap((answer) => [...answer.frames]);
    expect(frames.map((frame) => frame[1])).toEqual([0x03, 0x04, 0x05, 0xaa]);
    expect(collect(jbdFormat, ...frames).counts).toMatchObject({ frameCount: 4, discardedBytes: 0 });
    expect(decodedOf(decodeJbdModel(frames[2] ?? new Uint8Array()))).toBe('SIMULATED-JBD');
    expect(decodedOf(decodeJbdLifetime(frames[3] ?? new Uint8Array()))).toMatchObject({ cellOvervoltageCount: 2, shortCircuitCount: 0 });
  });

  it('says the fault, and that its output is off', () => {
    const faulty = jbdDevice(packCourse({ ...packDefaults, faultFromMs: 1000 }));
    const at = (atMs: number) => decodedOf(decodeJbdBasic(askOne(faulty, jbdRequest('basic'), atMs)));
    expect(at(999)).toMatchObject({ faults: [], dischargeEnabled: true });
    expect(at(1000)).toMatchObject({ faults: [{ text: 'cell undervoltage' }], dischargeEnabled: false, chargeEnabled: true, currentA: 0 });
  });

  it.each([
    ['the switches', write(0xe1, [0, 2])],
    ['factory mode', write(0x00, [0x56, 0x78])],
    ['a register that can be read', write(0x03, [])],
  ])('takes no write of %s: it answers that there was an error', (_, request) => {
    const [answer] = askAll(device, request);
    expect(answer?.kind).toBe('writeRefused');
    expect(collect(jbdFormat, joined(answer?.frames ?? [])).frames.map((frame) => frame[2])).toEqual([0x80]);
  });

  it('knows no other register', () => {
    const [answer] = askAll(device, hex('DD A5 10 00 FF F0 77'));
    expect(answer?.kind).toBe('unknownRequest');
    expect(answer?.frames.map((frame) => frame[2])).toEqual([0x80]);
  });

  it('hears no request in a damaged one, in noise or in its own answers', () => {
    expect(askAll(device, hex('DD A5 03 00 FF FC 77'))).toEqual([]);
    expect(askAll(device, hex('77 DD DD 03 12 DD A5'))).toEqual([]);
    expect(askAll(device, joined(ask(device, jbdRequest('cells'))))).toEqual([]);
  });

  it('finds a request behind noise', () => {
    expect(askAll(device, joined([hex('00 77 DD'), jbdRequest('basic')]))).toHaveLength(1);
  });
});
