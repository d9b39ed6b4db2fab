import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goodAnswer, lineOf, questionFor, TestedDesk } from '../../../tests/support/serial-desk.ts';

describe('whatever comes back (properties)', () => {
  const options = { numRuns: 150 };
  const noise = fc.uint8Array({ maxLength: 200 }).map((bytes) => bytes.filter((byte) => byte !== 0xdd));
  const discardedBytes = ({ flaws }: TestedDesk): number =>
    flaws.filter(({ code }) => code === 'serial/bytes-discarded').reduce((sum, { text }) => sum + Number.parseInt(text, 10), 0);

  /** Asks once while these pieces come back; the values taken, and the bytes discarded. */
  async function askWith(pieces: readonly Uint8Array[]): Promise<{ values: unknown[]; discardedBytes: number }> {
    const values: unknown[] = [];
    const tested = new TestedDesk((_, send) => {
      for (const piece of pieces) send(piece);
    });
    await tested.settled(tested.desk.ask(lineOf('pack'), questionFor(values)));
    return { values, discardedBytes: discardedBytes(tested) };
  }

  it('the same values come out however the bytes are split', async () => {
    const cuts = fc
      .array(fc.integer({ min: 1, max: goodAnswer.length - 1 }), { maxLength: 6 })
      .map((list) => [...new Set(list)].sort((a, b) => a - b));
    await fc.assert(
      fc.asyncProperty(cuts, async (list) => {
        const places = [0, ...list, goodAnswer.length];
        const pieces = places.slice(1).map((end, index) => goodAnswer.subarray(places[index], end));
        expect(await askWith(pieces)).toEqual({ values: [15.6], discardedBytes: 0 });
      }),
      options,
    );
  });

  it('garbage gives no value, throws nothing, and every byte of it is counted', async () => {
    await fc.assert(
      fc.asyncProperty(noise, async (bytes) => {
        expect(await askWith([bytes])).toEqual({ values: [], discardedBytes: bytes.length });
      }),
      options,
    );
  });

  it('the answer behind noise is found', async () => {
    await fc.assert(
      fc.asyncProperty(noise, async (bytes) => {
        expect(await askWith([bytes, goodAnswer])).toEqual({ values: [15.6], discardedBytes: bytes.length });
      }),
      options,
    );
  });
});
