import { describe, expect, it } from 'vitest';
import { i16le, i32le, u8, u16le } from '../../../serial-protocols/byte-fields.ts';
import type { JointMoment } from '../plant/joint-course.ts';
import { DYNAMIXEL_TABLE_BYTES, dynamixelTable } from './dynamixel-table.ts';

const moment: JointMoment = {
  positionRad: -Math.PI,
  velocityRadPerS: -1,
  currentA: 0.269,
  torqueNm: 0.6,
  voltageV: 11.94,
  temperatureC: 36.4,
  hasFault: false,
};

describe('the control table of a simulated servo', () => {
  const table = dynamixelTable(3, moment);

  it('says what servo it is, and its factory limits', () => {
    expect(table).toHaveLength(DYNAMIXEL_TABLE_BYTES);
    expect([u16le(table, 0), u8(table, 6), u8(table, 7)]).toEqual([1030, 38, 3]);
    expect([u8(table, 31), u16le(table, 32), u16le(table, 34), u16le(table, 38)]).toEqual([80, 160, 95, 1193]);
    expect([i32le(table, 48), i32le(table, 52), u8(table, 63)]).toEqual([4095, 0, 0x34]);
  });

  it('says what it does at this moment', () => {
    expect([i16le(table, 126), i32le(table, 128), i32le(table, 132)]).toEqual([100, -42, -2048]);
    expect([u16le(table, 144), u8(table, 146), u8(table, 122), u8(table, 70)]).toEqual([119, 36, 1, 0]);
  });

  it('says that it stands still, and that it is too hot', () => {
    const hot = dynamixelTable(3, { ...moment, velocityRadPerS: 0, temperatureC: 82, hasFault: true });
    expect([u8(hot, 122), u8(hot, 70), u8(hot, 146)]).toEqual([0, 4, 82]);
  });
});
