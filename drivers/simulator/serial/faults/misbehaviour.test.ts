import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../../agent/configuration/read-document.ts';
import { joined } from '../../../../tests/support/serial-frames.ts';
import { mapShelf } from '../../../modbus/formats/map-shelf.ts';
import { dalyModbusRequest } from '../../../serial-protocols/daly/daly-modbus-request.ts';
import { dalyUartRequest } from '../../../serial-protocols/daly/daly-uart-request.ts';
import { dynamixelSyncRead } from '../../../serial-protocols/dynamixel/dynamixel-request.ts';
import { jbdRequest } from '../../../serial-protocols/jbd/jbd-request.ts';
import { rtuRequest } from '../../../serial-protocols/modbus/rtu-request.ts';
import { readSimulatedMap } from '../protocols/read-simulated-map.ts';
import type { SimulatedDevice } from '../protocols/simulated-device.ts';
import { createSimulatedDevice, type SimulatedProtocol } from '../protocols/simulated-devices.ts';
import { Misbehaviour } from './misbehaviour.ts';
import { type MisbehaviourName, type MisbehaviourOptions, misbehaviourOptions, misbehaviourSpecs } from './misbehaviour-options.ts';

const registerMap = await readSimulatedMap('ur-modbus', readDocument, mapShelf);
const asked: Readonly<Record<SimulatedProtocol, Uint8Array>> = {
  jbd: jbdRequest('basic'),
  dalyUart: dalyUartRequest('cells'),
  dalyModbus: dalyModbusRequest('d2Short'),
  dynamixel: dynamixelSyncRead([1, 2, 3, 4], 'motion'),
  jsonLines: new Uint8Array(),
  modbusRtu: rtuRequest({ table: 'holding', at: 270, count: 6 }, 1),
  modbusTcp: Uint8Array.of(0, 1, 0, 0, 0, 6, 1, 3, 1, 14, 0, 6),
};
const protocols = Object.entries(asked) as [SimulatedProtocol, Uint8Array][];
const jbd = createSimulatedDevice('jbd', { seed: 1 });

function answersOf(protocol: SimulatedProtocol, atMs: number): { device: SimulatedDevice; frames: readonly Uint8Array[] } {
  const device = createSimulatedDevice(protocol, { seed: 1, registerMap });
  const frames = protocol === 'jsonLines' ? device.spoken(atMs, atMs + 1000) : device.answer(asked[protocol], atMs).frames;
  return { device, frames };
}

function always(options: Partial<MisbehaviourOptions>): Misbehaviour {
  return new Misbehaviour(misbehaviourOptions(options), 1);
}

describe.each(protocols)('misbehaviour on a line of %s', (protocol, request) => {
  const ratio = fc.constantFrom(0, 0.01, 0.2, 1);
  const wild = fc.record({
    byteErrorRatio: fc.constantFrom(0, 0.01, 0.1),
    noiseRatio: ratio,
    wrongChecksumRatio: ratio,
    echoRatio: ratio,
    collisionRatio: ratio,
    halfRatio: ratio,
    silenceRatio: fc.constantFrom(0, 0.2),
  });

  it('never makes a reader take a value that is not the device’s (property, 500 lines of 10 answers)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xff_ff_ff_ff }), wild, (seed, options) => {
        const line = new Misbehaviour(misbehaviourOptions(options), seed);
        for (let turn = 0; turn < 10; turn += 1) {
          const { device, frames } = answersOf(protocol, turn * 1000);
          const { bytes } = line.distort(device, request, frames);
          const meant = frames.map(String);
          for (const taken of device.accepted(request, bytes)) expect(meant).toContain(String(taken));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('does nothing unless it is asked to', () => {
    const { device, frames } = answersOf(protocol, 0);
    expect(always({}).distort(device, request, frames)).toEqual({ bytes: joined(frames), lateMs: 0 });
  });

  it('is the same for the same seed', () => {
    const { device, frames } = answersOf(protocol, 0);
    const run = (seed: number) => {
      const line = new Misbehaviour(misbehaviourOptions({ byteErrorRatio: 0.05, noiseRatio: 0.5, halfRatio: 0.2 }), seed);
      return Array.from({ length: 8 }, () => [...line.distort(device, request, frames).bytes].join());
    };
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });
});

describe('one kind of misbehaviour alone', () => {
  const [frame = new Uint8Array()] = jbd.answer(asked.jbd, 0).frames;
  const once = (options: Partial<MisbehaviourOptions>) => {
    const line = always(options);
    return { ...line.distort(jbd, asked.jbd, [frame]), counts: line.counts };
  };

  it('silence: nothing comes', () => {
    expect(once({ silenceRatio: 1 })).toMatchObject({ bytes: new Uint8Array(), counts: { silentCount: 1 } });
  });

  it('slow: the answer comes whole, so much later', () => {
    expect(once({ slowRatio: 1, slowMs: 700 })).toMatchObject({ bytes: frame, lateMs: 700, counts: { lateCount: 1 } });
    expect(once({ slowRatio: 0, slowMs: 700 })).toMatchObject({ lateMs: 0, counts: { lateCount: 0 } });
  });

  it('echo: the request comes back first', () => {
    expect(once({ echoRatio: 1 })).toMatchObject({ bytes: joined([asked.jbd, frame]), counts: { echoedCount: 1, damagedFrameCount: 0 } });
  });

  it('noise: bytes before and behind, the answer whole between them', () => {
    const { bytes, counts } = once({ noiseRatio: 1 });
    expect(bytes.length).toBeGreaterThanOrEqual(frame.length + 2);
    expect(Buffer.from(bytes).includes(Buffer.from(frame))).toBe(true);
    expect(counts).toMatchObject({ noisyCount: 1, damagedFrameCount: 0 });
  });

  it.each(['wrongChecksumRatio', 'halfRatio', 'byteErrorRatio'] as const)('%s: no reader takes the answer', (name) => {
    const { bytes, counts } = once({ [name]: 1 });
    expect(bytes.length).toBeGreaterThan(0);
    expect(jbd.accepted(asked.jbd, bytes)).toEqual([]);
    expect(counts).toMatchObject({ damagedFrameCount: 1 });
  });

  it('collision: the bytes of two answers in turns', () => {
    const { bytes, counts } = once({ collisionRatio: 1 });
    expect(bytes).toHaveLength(2 * frame.length);
    expect(counts.damagedFrameCount).toBe(1);
  });

  it('damage no check would show is drawn again, counted, and in the end left out', () => {
    const board = createSimulatedDevice('jsonLines', { seed: 1 });
    const tricky: SimulatedDevice = { ...board, accepted: (_, bytes) => [bytes] };
    const line = always({ byteErrorRatio: 1 });
    expect(line.distort(tricky, new Uint8Array(), board.spoken(0, 1000)).bytes).toHaveLength(0);
    expect(line.counts).toMatchObject({ redrawnCount: 16, silentCount: 1, damagedFrameCount: 0 });
  });
});

describe('options of misbehaviour', () => {
  it('have limits around what is usual, and nothing goes wrong by default', () => {
    const usual = misbehaviourOptions();
    for (const [name, { low, high, value }] of Object.entries(misbehaviourSpecs)) {
      expect(low <= value && value <= high, name).toBe(true);
      expect(usual[name as MisbehaviourName]).toBe(value);
      if (name.endsWith('Ratio') || name === 'unplugEveryMs') expect(value).toBe(0);
    }
  });

  it('keep what is given', () => {
    expect(misbehaviourOptions({ noiseRatio: 0.5 })).toEqual({ ...misbehaviourOptions(), noiseRatio: 0.5 });
  });
});
