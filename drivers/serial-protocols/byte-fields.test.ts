import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from '../../tests/support/serial-frames.ts';
import { hexOf, i16be, i16le, i32le, u8, u16be, u16le, u32be, wordsBe } from './byte-fields.ts';

describe('integers inside a frame', () => {
  it('are what DataView reads, anywhere (property)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 16 }), fc.nat(4), (bytes, at) => {
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
        expect([u8(bytes, at), u16be(bytes, at), i16be(bytes, at)]).toEqual([view.getUint8(at), view.getUint16(at), view.getInt16(at)]);
        expect([u16le(bytes, at), i16le(bytes, at)]).toEqual([view.getUint16(at, true), view.getInt16(at, true)]);
        expect([u32be(bytes, at), i32le(bytes, at)]).toEqual([view.getUint32(at), view.getInt32(at, true)]);
        expect(wordsBe(bytes, at, 2)).toEqual([view.getUint16(at), view.getUint16(at + 2)]);
      }),
    );
  });

  it('outside the frame are 0, never an error', () => {
    expect([u8(hex('01'), 1), u16be(hex('01'), 0), u32be(new Uint8Array(), 0), i32le(new Uint8Array(), -1)]).toEqual([0, 256, 0, 0]);
  });

  it('print as captures are written', () => {
    expect(hexOf(hex('0a FF 00'))).toBe('0A FF 00');
  });
});
