import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from '../../tests/support/serial-frames.ts';
import { dalyChecksum, dynamixelCrc, jbdChecksum, modbusCrc } from './checksums.ts';

const whole = (bytes: Uint8Array, without = 0) => ({ begin: 0, end: bytes.length - without });

describe('checksums agree with frames of real devices', () => {
  it.each([
    ['01 03 02 0C D8', 0x1e_bd],
    ['01 03 02 14 50', 0x78_b7],
    ['01 03 02 00 42', 0x75_38],
    ['01 03 00 00 00 01', 0x0a_84],
    ['01 03 00 01 00 08', 0xcc_15],
    ['01 03 01 0E 00 06', 0xf7_a5],
    ['81 03 00 00 00 40', 0xfa_5b],
  ])('Modbus %s', (text, crc) => {
    expect(modbusCrc(hex(text), whole(hex(text)))).toBe(crc);
  });

  it.each([
    ['FF FF FD 00 01 03 00 01', 0x4e_19],
    ['FF FF FD 00 01 07 00 02 84 00 04 00', 0x15_1d],
    ['FF FF FD 00 FE 09 00 82 84 00 04 00 01 02', 0xfa_ce],
  ])('Dynamixel %s', (text, crc) => {
    expect(dynamixelCrc(hex(text), whole(hex(text)))).toBe(crc);
  });

  it('JBD and Daly', () => {
    expect(jbdChecksum(hex('DD A5 03 00'), { begin: 2, end: 4 })).toBe(0xff_fd);
    expect(jbdChecksum(hex('DD 04 00 08 0F 45 0F 3D 0F 37 0F 3D'), { begin: 2, end: 12 })).toBe(0xfe_c6);
    expect(dalyChecksum(hex('A5 40 90 08 00 00 00 00 00 00 00 00'), { begin: 0, end: 12 })).toBe(0x7d);
  });

  it('of "123456789" are the catalogued check values', () => {
    const digits = new TextEncoder().encode('123456789');
    expect(modbusCrc(digits, whole(digits))).toBe(0x4b_37);
    expect(dynamixelCrc(digits, whole(digits))).toBe(0xfe_e8);
  });
});

describe('every checksum (property)', () => {
  it.each([
    ['JBD', jbdChecksum],
    ['Daly', dalyChecksum],
    ['Modbus', modbusCrc],
    ['Dynamixel', dynamixelCrc],
  ])('%s sees any change of one byte, and nothing outside its range', (_, checksum) => {
    const bytes = fc.uint8Array({ minLength: 3, maxLength: 80 });
    fc.assert(
      fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (good, place, flip) => {
        const range = { begin: 1, end: good.length - 1 };
        const inside = Uint8Array.from(good);
        const at = 1 + (place % (good.length - 2));
        inside[at] = (inside[at] ?? 0) ^ flip;
        expect(checksum(inside, range)).not.toBe(checksum(good, range));
        const outside = Uint8Array.from(good);
        outside[0] = (outside[0] ?? 0) ^ flip;
        expect(checksum(outside, range)).toBe(checksum(good, range));
      }),
      { numRuns: 2000 },
    );
  });
});
