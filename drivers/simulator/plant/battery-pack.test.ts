import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BatteryInput,
  type BatteryPack,
  cellOpenCircuitV,
  openingBattery,
  packCapacityAh,
  packResistance,
  stepBattery,
} from './battery-pack.ts';

const load: BatteryInput = { powerW: 250, ambientC: 25, cellCount: 13, sagV: 0, resistanceRatio: 1, extraRiseC: 0 };

function drain(seconds: number, input: BatteryInput = load, start: BatteryPack = openingBattery(0.9, 25, 13)): BatteryPack[] {
  const packs = [start];
  for (let k = 0; k < seconds; k++) packs.push(stepBattery(packs.at(-1) ?? start, input, 1));
  return packs;
}

describe('a battery', () => {
  it('rises in voltage with its charge, from 3.0 to 4.18 V a cell', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (a, b) => {
        expect(cellOpenCircuitV(Math.min(a, b))).toBeLessThanOrEqual(cellOpenCircuitV(Math.max(a, b)));
      }),
    );
    expect([cellOpenCircuitV(0), cellOpenCircuitV(0.5), cellOpenCircuitV(1), cellOpenCircuitV(2)]).toEqual([3, 3.67, 4.18, 4.18]);
  });

  it('counts coulombs: charge lost is current times time over capacity', () => {
    const packs = drain(600);
    const drawnAs = packs.slice(1).reduce((sum, { currentA }) => sum - currentA, 0);
    const [first, last] = [packs[0], packs.at(-1)];
    expect((first?.chargeRatio ?? 0) - (last?.chargeRatio ?? 0)).toBeCloseTo(drawnAs / 3600 / packCapacityAh, 12);
  });

  it('falls in charge and voltage while it discharges; its current is negative', () => {
    const packs = drain(600);
    packs.slice(1).forEach(({ chargeRatio, currentA }, index) => {
      expect(chargeRatio).toBeLessThan(packs[index]?.chargeRatio ?? 0);
      expect(currentA).toBeLessThan(0);
    });
    expect(packs.at(-1)?.voltageV).toBeLessThan(packs[1]?.voltageV ?? 0);
  });

  it('sags under load by I·R, and by what faulty cells lack', () => {
    const pack = drain(1).at(-1);
    const openV = cellOpenCircuitV(pack?.chargeRatio ?? 0) * 13;
    expect(pack?.voltageV).toBeCloseTo(openV + (pack?.currentA ?? 0) * packResistance(25, 1), 9);
    expect(drain(1, { ...load, sagV: 0.3 }).at(-1)?.voltageV).toBeCloseTo((pack?.voltageV ?? 0) - 0.3, 9);
  });

  it('is more resistive in the cold and when it is worn', () => {
    expect(packResistance(5, 1)).toBeGreaterThan(packResistance(25, 1));
    expect(packResistance(25, 2)).toBeCloseTo(2 * packResistance(25, 1), 12);
  });

  it('warms by its own resistance, a few kelvin at this load, and by a fault', () => {
    const healthy = drain(3600).at(-1)?.temperatureC ?? 0;
    expect(healthy).toBeGreaterThan(25.5);
    expect(healthy).toBeLessThan(32);
    expect(drain(3600, { ...load, extraRiseC: 30 }).at(-1)?.temperatureC).toBeGreaterThan(healthy + 15);
  });

  it('goes to its charger below 15 % and works again from 95 % on', () => {
    const packs = drain(3 * 3600 + 1800);
    const charging = packs.map((pack) => pack.charging);
    const begun = charging.indexOf(true);
    const ended = charging.indexOf(false, begun);
    expect(packs[begun - 1]?.chargeRatio).toBeLessThan(0.15);
    expect(ended).toBeGreaterThan(begun);
    expect(packs[ended - 1]?.chargeRatio).toBeGreaterThanOrEqual(0.95);
    expect(packs[begun + 1]?.currentA).toBe(9);
    expect(Math.min(...packs.map((pack) => pack.chargeRatio))).toBeGreaterThan(0.14);
  });
});
