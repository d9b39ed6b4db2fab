import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect, corruptions, hex, itKeepsTheFramerProperties, joined } from '../../../tests/support/serial-frames.ts';
import { modbusCrc } from '../checksums.ts';
import { decodeAnswer } from './decode-answer.ts';
import { rtuFormat } from './rtu-format.ts';
import { rtuRequest } from './rtu-request.ts';

const captured = [hex('01 03 02 0C D8 BD 1E'), hex('01 03 02 14 50 B7 78'), hex('01 03 02 00 42 38 75')];

function framed(...content: readonly number[]): Uint8Array {
  const bytes = Uint8Array.of(...content, 0, 0);
  const sum = modbusCrc(bytes, { begin: 0, end: content.length });
  bytes.set([sum & 0xff, sum >> 8], content.length);
  return bytes;
}

const refusal = framed(7, 0x83, 2);
const long = framed(17, 4, 250, ...Array.from({ length: 250 }, (_, index) => index));

describe('captured RTU answers', () => {
  it.each([
    [captured[0], 3288],
    [captured[1], 5200],
    [captured[2], 66],
  ])('hold their stated register', (bytes = new Uint8Array(), value) => {
    const [frame = new Uint8Array()] = collect(rtuFormat, bytes).frames;
    const answer = decodeAnswer(frame.subarray(1, -2), { table: 'holding', at: 0, count: 1 });
    expect(answer).toEqual({ kind: 'registers', registers: Uint16Array.of(value) });
  });

  it('are refused and counted with any one byte changed', () => {
    for (const good of captured) {
      for (const bad of corruptions(good)) {
        const { frames, counts } = collect(rtuFormat, bad);
        expect(frames).toEqual([]);
        expect(counts.discardedBytes).toBe(good.length);
      }
    }
  });
});

describe('an RTU bus', () => {
  it.each([hex('01 03 00 00 00 01 84 0A'), hex('01 03 00 01 00 08 15 CC'), hex('01 03 01 0E 00 06 A5 F7')])(
    'on which the own request comes back: it is an echo, and the answer behind it is found (case %#)',
    (request) => {
      expect(collect(rtuFormat, joined([request, captured[0] ?? request])).counts).toMatchObject({
        echoCount: 1,
        frameCount: 1,
        discardedBytes: 0,
      });
    },
  );

  it('knows every request it may make as an echo (property)', () => {
    const count = fc.integer({ min: 2, max: 125 });
    fc.assert(
      fc.property(fc.constantFrom('holding', 'input'), fc.nat(65_000), count, (table, at, registers) => {
        const { frames, counts } = collect(rtuFormat, rtuRequest({ table, at, count: registers }, 1));
        expect([frames, counts.echoCount, counts.discardedBytes]).toEqual([[], 1, 0]);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives refusals and the longest answers as frames', () => {
    expect(collect(rtuFormat, refusal, long).frames).toEqual([refusal, long]);
  });

  it.each([1, 2, 5, 6, 15, 16, 0x86, 0x90])('takes no answer to function %i for a frame: nobody here asks it', (functionCode) => {
    const bytes = framed(1, functionCode, 2, 0, 1);
    expect(collect(rtuFormat, bytes)).toMatchObject({ frames: [], counts: { echoCount: 0, discardedBytes: bytes.length } });
  });
});

itKeepsTheFramerProperties(rtuFormat, [...captured, refusal]);
