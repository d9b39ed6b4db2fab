import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc16 } from './crc16.ts';
import { decodeAnswer } from './decode-answer.ts';
import { createMbapFramer } from './mbap-framer.ts';
import type { ResyncBuffer } from './resync-buffer.ts';
import { createRtuFramer } from './rtu-framer.ts';

interface Framing {
  readonly name: string;
  readonly bytesMax: number;
  readonly open: (onPdu: (pdu: Uint8Array) => void) => ResyncBuffer;
  readonly wrap: (pdu: Uint8Array, unitId: number) => Uint8Array;
}

const framings: readonly Framing[] = [
  {
    name: 'MBAP',
    bytesMax: 260,
    open: (onPdu) => createMbapFramer(({ pdu }) => onPdu(pdu)),
    wrap: (pdu, unitId) => Uint8Array.from([1, 2, 0, 0, 0, pdu.length + 1, unitId, ...pdu]),
  },
  {
    name: 'RTU',
    bytesMax: 256,
    open: (onPdu) => createRtuFramer(({ pdu }) => onPdu(pdu)),
    wrap: (pdu, unitId) => {
      const sum = crc16(Uint8Array.from([unitId, ...pdu]));
      return Uint8Array.from([unitId, ...pdu, sum & 0xff, sum >> 8]);
    },
  },
];

const registers = fc
  .tuple(fc.constantFrom(3, 4), fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 125 }))
  .map(([functionCode, bytes]) => Uint8Array.from([functionCode, bytes.length * 2, ...bytes, ...bytes]));
const exception = fc.tuple(fc.constantFrom(0x83, 0x84), fc.integer({ min: 1, max: 11 })).map((bytes) => Uint8Array.from(bytes));
const anyPdu = fc.oneof(registers, exception);
const unitId = fc.integer({ min: 1, max: 247 });
const chunks = fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 8 });
const settings = { numRuns: 2000 };

function collect(framing: Framing): { framer: ResyncBuffer; pdus: string[] } {
  const pdus: string[] = [];
  return { framer: framing.open((pdu) => pdus.push(hexOf(pdu))), pdus };
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

describe.each(framings)('the $name framer', (framing) => {
  it('finds the same frames however the bytes are split', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyPdu, unitId), { maxLength: 6 }), fc.array(fc.integer({ min: 1, max: 40 })), (answers, cuts) => {
        const stream = Uint8Array.from(answers.flatMap(([pdu, unit]) => [...framing.wrap(pdu, unit)]));
        const { framer, pdus } = collect(framing);
        let begin = 0;
        for (const length of [...cuts, stream.length]) {
          framer.push(stream.subarray(begin, begin + length));
          begin = Math.min(stream.length, begin + length);
        }
        expect(pdus).toEqual(answers.map(([pdu]) => hexOf(pdu)));
        expect(framer.discardedCount).toBe(0);
        expect(framer.heldBytes).toBe(0);
      }),
      settings,
    );
  });

  it('never throws on garbage, holds less than a frame, and accounts for every byte', () => {
    fc.assert(
      fc.property(chunks, (garbage) => {
        const { framer, pdus } = collect(framing);
        for (const bytes of garbage) {
          framer.push(bytes);
          expect(framer.heldBytes).toBeLessThan(framing.bytesMax);
        }
        framer.endOfBytes();
        expect(framer.heldBytes).toBe(0);
        const overhead = framing.wrap(new Uint8Array(0), 1).length;
        const framed = pdus.reduce((sum, pdu) => sum + pdu.length / 2 + overhead, 0);
        expect(framer.discardedCount + framed).toBe(garbage.reduce((sum, bytes) => sum + bytes.length, 0));
      }),
      settings,
    );
  });

  // The limit of it: noise that by chance is a whole frame, or (without a checksum) the head of one, swallows what follows in it.
  it('finds the next good frame after noise, at the latest when the bytes end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), anyPdu, unitId, (noise, pdu, unit) => {
        const { framer, pdus } = collect(framing);
        framer.push(noise);
        framer.push(framing.wrap(pdu, unit));
        framer.endOfBytes();
        expect(pdus).toContain(hexOf(pdu));
      }),
      settings,
    );
  });

  it('takes no answer to a write or to coils for a frame', () => {
    const { framer, pdus } = collect(framing);
    for (const functionCode of [1, 2, 5, 6, 15, 16, 0x86, 0x90]) framer.push(framing.wrap(Uint8Array.from([functionCode, 2, 0, 1]), 1));
    framer.endOfBytes();
    expect(pdus).toEqual([]);
    expect(framer.discardedCount).toBeGreaterThan(0);
  });
});

describe('captured RTU answers', () => {
  it.each([
    ['01 03 02 0C D8 BD 1E', 3288],
    ['01 03 02 14 50 B7 78', 5200],
    ['01 03 02 00 42 38 75', 66],
  ])('%s holds %i', (captured, value) => {
    const { framer, pdus } = collect(framings[1] as Framing);
    framer.push(bytesOf(captured));
    const answer = decodeAnswer(bytesOf(pdus[0] ?? ''), { table: 'holding', at: 0, count: 1 });
    expect(answer).toEqual({ kind: 'registers', registers: Uint16Array.of(value) });
  });

  it('are refused and counted with any one bit turned', () => {
    const good = bytesOf('01 03 02 0C D8 BD 1E');
    for (let bit = 0; bit < good.length * 8; bit++) {
      const { framer, pdus } = collect(framings[1] as Framing);
      const bad = good.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      framer.push(bad);
      framer.endOfBytes();
      expect(pdus, `bit ${bit}`).toEqual([]);
      expect(framer.discardedCount).toBe(good.length);
    }
  });

  it('are found behind the echo of the request', () => {
    const { framer, pdus } = collect(framings[1] as Framing);
    framer.push(bytesOf('01 03 00 00 00 01 84 0A 01 03 02 0C D8 BD 1E'));
    framer.endOfBytes();
    expect(pdus).toEqual(['03020cd8']);
  });
});
