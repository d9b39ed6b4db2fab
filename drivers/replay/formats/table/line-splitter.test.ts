import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Line, LineSplitter, lineBytesMax } from './line-splitter.ts';

/** Everything a splitter makes of these chunks. */
function linesOf(chunks: readonly Uint8Array[]): Line[] {
  const splitter = new LineSplitter();
  const lines: Line[] = [];
  const drain = (): void => {
    for (let line = splitter.next(); line !== undefined; line = splitter.next()) lines.push(line);
  };
  for (const chunk of chunks) {
    splitter.push(chunk);
    drain();
  }
  splitter.end();
  drain();
  return lines;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textsOf = (text: string): string[] => linesOf([bytes(text)]).map((line) => line.text);

/** Cuts a byte array at the given places. */
function cut(whole: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (whole.length + 1)))].sort((a, b) => a - b);
  return [...ends, whole.length].map((end, endIndex) => whole.subarray(endIndex === 0 ? 0 : ends[endIndex - 1], end));
}

describe('the line splitter', () => {
  it('numbers lines from one and keeps blank ones', () => {
    expect(linesOf([bytes('a\n\nb\n')])).toEqual([
      { lineIndex: 1, text: 'a', kind: 'whole' },
      { lineIndex: 2, text: '', kind: 'whole' },
      { lineIndex: 3, text: 'b', kind: 'whole' },
    ]);
  });

  it('marks a last line without a newline', () => {
    expect(linesOf([bytes('a\nb')]).map((line) => line.kind)).toEqual(['whole', 'unterminated']);
  });

  it('gives nothing for nothing', () => {
    expect(linesOf([])).toEqual([]);
    expect(linesOf([new Uint8Array(0)])).toEqual([]);
  });

  it('takes off carriage returns and a byte order mark, the mark only at the start', () => {
    expect(textsOf('\uFEFFa,b\r\n1,2\r\n\uFEFFx\n')).toEqual(['a,b', '1,2', '\uFEFFx']);
  });

  it('puts characters together that were cut between two chunks', () => {
    const whole = bytes('Ω°温\n');
    expect(linesOf([...whole].map((byte) => Uint8Array.of(byte))).map((line) => line.text)).toEqual(['Ω°温']);
  });

  it('reads bytes that are no UTF-8 as replacement characters', () => {
    expect(linesOf([Uint8Array.of(0x31, 0xff, 0x0a)])).toEqual([{ lineIndex: 1, text: '1\uFFFD', kind: 'whole' }]);
  });

  it('drops the text of a line that is too long and goes on with the next', () => {
    const long = 'x'.repeat(lineBytesMax + 1);
    const expected = [
      { lineIndex: 1, text: '', kind: 'tooLong' },
      { lineIndex: 2, text: 'ok', kind: 'whole' },
    ];
    expect(linesOf([bytes(`${long}\nok\n`)])).toEqual(expected);
    expect(linesOf([bytes(long.slice(0, 40_000)), bytes(`${long.slice(40_000)}\nok\n`)])).toEqual(expected);
  });

  it('keeps a line of exactly the limit', () => {
    const [line] = linesOf([bytes(`${'x'.repeat(lineBytesMax)}\n`)]);
    expect(line?.kind).toBe('whole');
    expect(line?.text.length).toBe(lineBytesMax);
  });

  it('reports a last line that is too long and has no end', () => {
    expect(linesOf([bytes('x'.repeat(lineBytesMax + 1))]).map((line) => line.kind)).toEqual(['tooLong']);
  });

  it('gives the same lines however the bytes are cut', () => {
    const piece = fc.oneof(fc.constant('\n'), fc.constant('\r\n'), fc.string({ unit: 'grapheme', maxLength: 12 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.nat(), { maxLength: 12 }), (pieces, places) => {
        const whole = bytes(pieces.join(''));
        expect(linesOf(cut(whole, places))).toEqual(linesOf([whole]));
      }),
    );
  });

  it('never throws and never holds more than the limit, whatever comes', () => {
    const chunk = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.nat({ max: 70_000 }).map((length) => new Uint8Array(length).fill(0x78)),
    );
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 8 }), (chunks) => {
        const splitter = new LineSplitter();
        for (const each of chunks) {
          splitter.push(each);
          while (splitter.next() !== undefined) expect(splitter.heldBytes).toBeLessThanOrEqual(lineBytesMax);
          expect(splitter.heldBytes).toBeLessThanOrEqual(lineBytesMax);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('does not hold on to a chunk it was given: its owner may reuse it', () => {
    const splitter = new LineSplitter();
    const chunk = bytes('abc');
    splitter.push(chunk);
    expect(splitter.next()).toBeUndefined();
    chunk.fill(0x7a);
    splitter.push(bytes('d\n'));
    expect(splitter.next()?.text).toBe('abcd');
  });
});
