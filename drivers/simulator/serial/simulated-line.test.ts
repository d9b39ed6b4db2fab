import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect, joined } from '../../../tests/support/serial-frames.ts';
import { dalyUartFormat } from '../../serial-protocols/daly/daly-uart-format.ts';
import { dalyUartRequest } from '../../serial-protocols/daly/daly-uart-request.ts';
import { jbdFormat } from '../../serial-protocols/jbd/jbd-format.ts';
import { jbdRequest } from '../../serial-protocols/jbd/jbd-request.ts';
import { createSimulatedDevice } from './protocols/simulated-devices.ts';
import { SimulatedLine } from './simulated-line.ts';

const jbd = createSimulatedDevice('jbd', { seed: 1 });
const daly = createSimulatedDevice('dalyUart', { seed: 1 });
const board = createSimulatedDevice('jsonLines', { seed: 1 });
const request = jbdRequest('basic');
const emitted = (emissions: readonly { bytes: Uint8Array }[]): Uint8Array => joined(emissions.map(({ bytes }) => bytes));

describe('a simulated line', () => {
  it('answers the same however the requests are split (property)', () => {
    const asked = joined([request, jbdRequest('cells'), jbdRequest('lifetime')]);
    const whole = emitted(new SimulatedLine([jbd], { seed: 1 }).receive(asked, 0));
    expect(collect(jbdFormat, whole).counts).toMatchObject({ frameCount: 3, discardedBytes: 0 });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 8 }), (sizes) => {
        const line = new SimulatedLine([jbd], { seed: 1 });
        const ends = sizes.map((_, index) => sizes.slice(0, index + 1).reduce((sum, size) => sum + size, 0));
        const parts = [0, ...ends].map((from, index) => asked.subarray(from, ends[index] ?? asked.length));
        expect(joined(parts.map((part) => emitted(line.receive(part, 0))))).toEqual(whole);
      }),
    );
  });

  it('never throws and answers nothing to garbage (property)', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 10 }), (chunks) => {
        const line = new SimulatedLine([jbd, daly, board], { seed: 1 });
        for (const [index, chunk] of chunks.entries()) expect(line.receive(chunk, index)).toEqual([]);
        expect(line.counts).toMatchObject({ answered: 0, writeRefused: 0 });
      }),
    );
  });

  it('carries several devices: each answers what is meant for it', () => {
    const line = new SimulatedLine([jbd, daly], { seed: 1 });
    expect(collect(jbdFormat, emitted(line.receive(request, 0))).counts.frameCount).toBe(1);
    expect(collect(dalyUartFormat, emitted(line.receive(dalyUartRequest('cells'), 10))).counts.frameCount).toBe(5);
    expect(line.counts).toMatchObject({ answered: 2, unknownRequest: 0 });
  });

  it('forgets half a request when the line falls silent', () => {
    const line = new SimulatedLine([jbd], { seed: 1 });
    line.receive(request.subarray(0, 5), 0);
    expect(line.receive(request, 100)).toHaveLength(1);
    const patient = new SimulatedLine([jbd], { seed: 1 });
    patient.receive(request.subarray(0, 5), 0);
    expect(patient.receive(request.subarray(5), 40)).toHaveLength(1);
  });

  it('sends no faster than its bit rate, one answer after the other', () => {
    const line = new SimulatedLine([jbd], { seed: 1, bitsPerS: 9600 });
    const [first, second] = line.receive(joined([request, request]), 1000);
    const sendingMs = ((first?.bytes.length ?? 0) * 10_000) / 9600;
    expect(first?.atMs).toBeCloseTo(1000 + sendingMs, 6);
    expect(second?.atMs).toBeCloseTo(1000 + 2 * sendingMs, 6);
    expect(line.receive(request, 5000)[0]?.atMs).toBeCloseTo(5000 + sendingMs, 6);
  });

  it('holds a late answer back', () => {
    const line = new SimulatedLine([jbd], { seed: 1, misbehaviour: { slowRatio: 1, slowMs: 800 } });
    expect(line.receive(request, 100)[0]?.atMs).toBe(900);
  });

  it('says unasked what a board prints, and counts it', () => {
    const line = new SimulatedLine([board], { seed: 1 });
    expect(line.speak(0, 3000)).toHaveLength(3);
    expect(line.speak(3000, 3999)).toEqual([]);
    expect(line.counts.spoken).toBe(3);
  });

  it('counts a write that it refused', () => {
    const line = new SimulatedLine([jbd], { seed: 1 });
    const write = Uint8Array.of(0xdd, 0x5a, 0xe1, 2, 0, 0, 0xff, 0x1d, 0x77);
    expect(line.receive(write, 0)).toHaveLength(1);
    expect(line.counts).toMatchObject({ answered: 0, writeRefused: 1 });
  });

  it('emits nothing for an answer that was lost', () => {
    const line = new SimulatedLine([jbd], { seed: 1, misbehaviour: { silenceRatio: 1 } });
    expect(line.receive(request, 0)).toEqual([]);
    expect([line.counts.answered, line.misbehaviour.counts.silentCount]).toEqual([1, 1]);
  });
});
