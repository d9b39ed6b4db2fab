import { encode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cborOf } from '../../../tests/support/rosbridge-wire.ts';
import { decodeCbor } from './decode-cbor.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

describe('CBOR of a bridge', () => {
  it.each([
    ['d8 40 43 01 02 ff', Uint8Array.of(1, 2, 255)],
    ['d8 44 42 01 ff', Uint8ClampedArray.of(1, 255)],
    ['d8 45 44 01 00 ff ff', Uint16Array.of(1, 65_535)],
    ['d8 46 44 00 00 00 80', Uint32Array.of(2 ** 31)],
    ['d8 47 48 ff ff ff ff ff ff ff ff', BigUint64Array.of(2n ** 64n - 1n)],
    ['d8 48 42 01 ff', Int8Array.of(1, -1)],
    ['d8 4d 44 01 00 ff ff', Int16Array.of(1, -1)],
    ['d8 4e 44 fe ff ff ff', Int32Array.of(-2)],
    ['d8 4f 48 01 00 00 00 00 00 20 00', BigInt64Array.of(9_007_199_254_740_993n)],
    ['d8 55 44 00 00 c0 7f', Float32Array.of(Number.NaN)],
    ['d8 56 50 00 00 00 00 00 00 f0 3f 00 00 00 00 00 00 f0 ff', Float64Array.of(1, Number.NEGATIVE_INFINITY)],
    ['d8 56 40', new Float64Array(0)],
  ])('%s is a typed array, little endian', (text, expected) => {
    expect(decodeCbor(hex(text))).toEqual(expected);
  });

  it('keeps integers beyond 2^53 exact, and those below as numbers', () => {
    expect(decodeCbor(hex('1b 00 20 00 00 00 00 00 01'))).toBe(9_007_199_254_740_993n);
    expect(decodeCbor(hex('3b 00 20 00 00 00 00 00 00'))).toBe(-9_007_199_254_740_993n);
    expect(decodeCbor(hex('1a 00 0f 42 40'))).toBe(1_000_000);
  });

  it('keeps what is no number, in scalars too', () => {
    expect(decodeCbor(hex('f9 7e 00'))).toBeNaN();
    expect(decodeCbor(hex('fa 7f 80 00 00'))).toBe(Number.POSITIVE_INFINITY);
  });

  it('gives arrays of their own, not views into the message', () => {
    const message = hex('d8 55 44 00 00 80 3f');
    const array = decodeCbor(message) as Float32Array;
    message.fill(0);
    expect([array[0], array.byteOffset]).toEqual([1, 0]);
  });

  it.each([
    ['nothing', ''],
    ['a byte too many', '01 01'],
    ['an array cut short', '83 01 02'],
    ['a length that is not there', '5b 00 00 00 7f ff ff ff ff'],
    ['a list that is not there', '9b 00 00 00 7f ff ff ff ff'],
    ['keys that are no text', 'a1 01 02'],
    ['big endian', 'd8 41 42 00 01'],
    ['halves', 'd8 54 42 00 3c'],
    ['an odd length', 'd8 56 43 00 00 00'],
    ['a typed array of text', 'd8 56 61 61'],
    ['an unknown tag', 'd9 ff ff 00'],
    ['a break alone', 'ff'],
  ])('refuses %s', (_, text) => {
    expect(decodeCbor(hex(text))).toBeUndefined();
  });

  it('refuses lists in lists a hundred thousand deep without falling over', () => {
    expect(decodeCbor(new Uint8Array(100_000).fill(0x81))).toBeUndefined();
    const whole = new Uint8Array(100_001).fill(0x81);
    whole[100_000] = 0;
    expect(() => decodeCbor(whole)).not.toThrow();
  });

  it('does not let a key reach a prototype', () => {
    const value = decodeCbor(hex('a1 69 5f 5f 70 72 6f 74 6f 5f 5f a1 61 61 01')) as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect('a' in value).toBe(false);
  });

  it('reads what a bridge writes (property)', () => {
    const numbers = fc.array(fc.double(), { minLength: 1, maxLength: 20 });
    const texts = fc.array(fc.string(), { minLength: 1, maxLength: 5 });
    const messages = fc.record({
      position: numbers,
      name: texts,
      velocity: fc.constant([]),
      bytes: fc.uint8Array(),
      count: fc.maxSafeInteger(),
    });
    fc.assert(
      fc.property(messages, (message) => {
        expect(decodeCbor(cborOf(message))).toEqual({
          ...message,
          position: Float64Array.from(message.position),
          bytes: Uint8Array.from(message.bytes),
        });
      }),
    );
  });

  it('never throws and never throws away a sound value (property)', () => {
    const spoilt = fc.tuple(fc.object(), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 })).map(([value, changes]) => {
      const bytes = encode(JSON.parse(JSON.stringify(value)));
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      return bytes;
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), spoilt), (bytes) => {
        expect(() => decodeCbor(bytes)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const written = JSON.parse(JSON.stringify(value));
        expect(decodeCbor(encode(written))).toEqual(written);
      }),
    );
  });
});
