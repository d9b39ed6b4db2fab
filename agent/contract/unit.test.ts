import { describe, expect, it } from 'vitest';
import { conversions } from './unit.ts';

const toHouse = (unit: string, raw: number): number => {
  const { factor, offset } = conversions[unit] ?? { factor: Number.NaN, offset: Number.NaN };
  return raw * factor + offset;
};

/** A raw value and what it is in house units, each from everyday knowledge and not from a factor. */
const statements: readonly (readonly [unit: string, raw: number, house: number, what: string])[] = [
  ['rad', 3.25, 3.25, 'itself'],
  ['mrad', 1570.796326794897, Math.PI / 2, 'a quarter turn'],
  ['deg', 180, Math.PI, 'half a turn'],
  ['turn', 1, 2 * Math.PI, 'a full turn'],
  ['rad/s', -2, -2, 'itself'],
  ['mrad/s', 500, 0.5, 'half a radian a second'],
  ['deg/s', 360, 2 * Math.PI, 'one turn a second'],
  ['rpm', 60, 2 * Math.PI, 'one turn a second'],
  ['turn/s', 1, 2 * Math.PI, 'one turn a second'],
  ['rad/s2', 4, 4, 'itself'],
  ['deg/s2', 90, Math.PI / 2, 'a quarter turn a second, every second'],
  ['N.m', 54, 54, 'itself'],
  ['mN.m', 54_000, 54, 'a shoulder of a UR3e'],
  ['A', 1.5, 1.5, 'itself'],
  ['mA', 1500, 1.5, 'one and a half amperes'],
  ['V', 48, 48, 'itself'],
  ['mV', 48_000, 48, 'a robot supply'],
  ['C', 21, 21, 'itself'],
  ['K', 273.15, 0, 'the freezing point of water'],
  ['K', 373.15, 100, 'the boiling point of water'],
  ['F', 32, 0, 'the freezing point of water'],
  ['F', 212, 100, 'the boiling point of water'],
  ['F', -40, -40, 'where both scales meet'],
  ['dC', 235, 23.5, 'a warm room'],
  ['ratio', 0.75, 0.75, 'itself'],
  ['percent', 100, 1, 'all of it'],
  ['permille', 250, 0.25, 'a quarter'],
  ['m', 2, 2, 'itself'],
  ['mm', 2000, 2, 'two metres'],
  ['m/s', 1.5, 1.5, 'itself'],
  ['mm/s', 250, 0.25, 'the reduced speed of a cobot'],
  ['m/s2', 3, 3, 'itself'],
  ['g', 1, 9.80665, 'standard gravity (ISO 80000-3)'],
  ['ms', 7, 7, 'itself'],
  ['s', 60, 60_000, 'a minute'],
  ['h', 24, 86_400_000, 'a day'],
  ['count', 12, 12, 'itself'],
  ['Ah', 9, 9, 'itself'],
  ['mAh', 9000, 9, 'the pack of a G1'],
  ['Wh', 5, 5, 'itself'],
  ['kWh', 1, 1000, 'a kilowatt for an hour'],
  ['J', 3600, 1, 'a watt for an hour'],
  ['W', 350, 350, 'itself'],
  ['kW', 0.35, 350, 'a cobot at work'],
  ['Pa', 50, 50, 'itself'],
  ['hPa', 1013.25, 101_325, 'standard atmosphere'],
  ['lx', 500, 500, 'itself'],
  ['N', 140, 140, 'itself'],
];

describe('unit conversions', () => {
  it.each(statements)('%s: %d is %d (%s)', (unit, raw, house) => {
    expect(toHouse(unit, raw)).toBeCloseTo(house, 9);
  });

  it('are all stated above: a new unit needs a statement of its own', () => {
    expect([...new Set(statements.map(([unit]) => unit))].sort()).toEqual(Object.keys(conversions).sort());
  });
});
