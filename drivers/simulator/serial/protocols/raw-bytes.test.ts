import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { i16be, i16le, i32le, u16be, u16le, u32be } from '../../../serial-protocols/byte-fields.ts';
import { be16, be32, countOf, le16, le32 } from './raw-bytes.ts';

const bytes = (list: readonly number[]): Uint8Array => Uint8Array.from(list);

describe('integers as bytes', () => {
  it('are what the readers read back (property)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xff_ff }), fc.integer({ min: -0x80_00, max: 0x7f_ff }), (positive, signed) => {
        expect([u16be(bytes(be16(positive)), 0), u16le(bytes(le16(positive)), 0)]).toEqual([positive, positive]);
        expect([i16be(bytes(be16(signed)), 0), i16le(bytes(le16(signed)), 0)]).toEqual([signed, signed]);
      }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xff_ff_ff_ff }),
        fc.integer({ min: -0x80_00_00_00, max: 0x7f_ff_ff_ff }),
        (positive, signed) => {
          expect(u32be(bytes(be32(positive)), 0)).toBe(positive);
          expect(i32le(bytes(le32(signed)), 0)).toBe(signed);
        },
      ),
    );
  });

  it('are exactly as many bytes', () => {
    expect([be16(1), be32(1), le16(1), le32(1)]).toEqual([
      [0, 1],
      [0, 0, 0, 1],
      [1, 0],
      [1, 0, 0, 0],
    ]);
  });
});

describe('the count of a value', () => {
  it('is the nearest step, and not below its least', () => {
    expect([countOf(1.04, 0.1), countOf(1.06, 0.1), countOf(-1, 0.1), countOf(-1, 0.1, -100)]).toEqual([10, 11, 0, -10]);
  });
});
