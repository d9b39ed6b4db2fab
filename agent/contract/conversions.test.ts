import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signals, type Unit } from './signal.ts';
import { conversions, unitsFor } from './unit.ts';

const factorOf = (unit: string): number => conversions[unit]?.factor ?? Number.NaN;

describe('the units that can become a house unit', () => {
  it.each<[Unit, readonly string[]]>([
    ['C', ['C', 'K', 'F', 'dC']],
    ['rad', ['rad', 'mrad', 'deg', 'turn']],
    ['ratio', ['ratio', 'percent', 'permille']],
    ['m/s2', ['m/s2', 'g']],
    ['lx', ['lx']],
  ])('for %s are %j', (unit, expected) => {
    expect(unitsFor(unit)).toEqual(expected);
  });

  it('contain at least the unit itself for every signal', () => {
    const units = Object.values(signals).flatMap((group) => Object.values(group).map(({ unit }) => unit));
    for (const unit of units) expect(unitsFor(unit)).toContain(unit);
  });
});

describe('the table of conversions', () => {
  it('keeps the order of values: no factor is zero or negative (property)', () => {
    const reading = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(conversions)), reading, reading, (unit, a, b) => {
        fc.pre(Math.abs(a - b) > 1e-6);
        expect(Math.sign(factorOf(unit) * a - factorOf(unit) * b)).toBe(Math.sign(a - b));
      }),
    );
  });

  it('leaves a house unit as it is', () => {
    const houseUnits = new Set(Object.values(conversions).map(({ to }) => to));
    for (const unit of houseUnits) expect(conversions[unit]).toEqual({ to: unit, factor: 1, offset: 0 });
  });

  it('has an offset for temperatures only', () => {
    const shifted = Object.keys(conversions).filter((name) => conversions[name]?.offset !== 0);
    expect(shifted).toEqual(['K', 'F']);
  });
});
