import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMbapFramer } from './mbap-framer.ts';
import type { ResyncBuffer } from './resync-buffer.ts';

const bytesMax = 260;
const wrap = (pdu: Uint8Array, unitId: number): Uint8Array => Uint8Array.from([1, 2, 0, 0, 0, pdu.length + 1, unitId, ...pdu]);

const registers = fc
  .tuple(fc.constantFrom(3, 4), fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 125 }))
  .map(([functionCode, bytes]) => Uint8Array.from([functionCode, bytes.length * 2, ...bytes, ...bytes]));
const exception = fc.tuple(fc.constantFrom(0x83, 0x84), fc.integer({ min: 1, max: 11 })).map((bytes) => Uint8Array.from(bytes));
const anyPdu = fc.oneof(registers, exception);
const unitId = fc.integer({ min: 1, max: 247 });
const chunks = fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 8 });
const settings = { numRuns: 2000 };

function collect(): { framer: ResyncBuffer; pdus: string[] } {
  const pdus: string[] = [];
  return { framer: createMbapFramer(({ pdu }) => pdus.push(hexOf(pdu))), pdus };
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('the MBAP framer', () => {
  it('finds the same frames however the bytes are split', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyPdu, unitId), { maxLength: 6 }), fc.array(fc.integer({ min: 1, max: 40 })), (answers, cuts) => {
        const stream = Uint8Array.from(answers.flatMap(([pdu, unit]) => [...wrap(pdu, unit)]));
        const { framer, pdus } = collect();
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
        const { framer, pdus } = collect();
        for (const bytes of garbage) {
          framer.push(bytes);
          expect(framer.heldBytes).toBeLessThan(bytesMax);
        }
        framer.endOfBytes();
        expect(framer.heldBytes).toBe(0);
        const overhead = wrap(new Uint8Array(0), 1).length;
        const framed = pdus.reduce((sum, pdu) => sum + pdu.length / 2 + overhead, 0);
        expect(framer.discardedCount + framed).toBe(garbage.reduce((sum, bytes) => sum + bytes.length, 0));
      }),
      settings,
    );
  });

  // The limit of it: noise that by chance is a whole frame, or the head of one, swallows what follows in it.
  it('finds the next good frame after noise, at the latest when the bytes end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), anyPdu, unitId, (noise, pdu, unit) => {
        const { framer, pdus } = collect();
        framer.push(noise);
        framer.push(wrap(pdu, unit));
        framer.endOfBytes();
        expect(pdus).toContain(hexOf(pdu));
      }),
      settings,
    );
  });

  it('takes no answer to a write or to coils for a frame', () => {
    const { framer, pdus } = collect();
    for (const functionCode of [1, 2, 5, 6, 15, 16, 0x86, 0x90]) framer.push(wrap(Uint8Array.from([functionCode, 2, 0, 1]), 1));
    framer.endOfBytes();
    expect(pdus).toEqual([]);
    expect(framer.discardedCount).toBeGreaterThan(0);
  });
});
