import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteList } from './byte-list.ts';

describe('a list of bytes', () => {
  it.each([
    ['an array, as CBOR and CDR readers give it', [0, 6, 255]],
    ['a typed array', Uint8Array.of(0, 6, 255)],
    ['base64 text, as rosbridge writes uint8[] into JSON', 'AAb/'],
  ])('is read from %s', (_, value) => {
    expect(byteList(value)).toEqual([0, 6, 255]);
  });

  it.each([
    ['no field', undefined],
    ['text that is not base64', 'AA-/'],
    ['cut base64', 'AAb'],
    ['an object', { 0: 1 }],
    ['a very long text', 'A'.repeat(8192)],
  ])('is empty for %s', (_, value) => {
    expect(byteList(value)).toEqual([]);
  });

  it('keeps the place of an entry that is no number', () => {
    expect(byteList([1, null, 3])).toEqual([1, Number.NaN, 3]);
  });

  it('gives the same bytes as base64 and as an array', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(byteList(Buffer.from(bytes).toString('base64'))).toEqual([...bytes]);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(byteList(value).every((byte) => typeof byte === 'number')).toBe(true);
      }),
    );
  });
});
