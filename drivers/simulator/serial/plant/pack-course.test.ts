import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packCourse, packDefaults } from './pack-course.ts';

const seeds = fc.integer({ min: 0, max: 0xff_ff_ff_ff });
const dayMs = 86_400_000;

describe('a simulated pack', () => {
  it('is the same at the same time, and another one for another seed', () => {
    const at = (seed: number) => packCourse({ ...packDefaults, seed })(12_345);
    expect(at(1)).toEqual(at(1));
    expect(at(1).cellVoltagesV).not.toEqual(at(2).cellVoltagesV);
  });

  it('has as many cells and sensors as asked for, and the voltage of its cells together', () => {
    const { cellVoltagesV, temperaturesC, voltageV } = packCourse({ ...packDefaults, cellCount: 4, sensorCount: 2 })(0);
    expect([cellVoltagesV.length, temperaturesC.length]).toEqual([4, 2]);
    expect(voltageV).toBeCloseTo(
      cellVoltagesV.reduce((sum, each) => sum + each, 0),
      9,
    );
  });

  it('changes its charge by the current that flows (property)', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: dayMs }), (seed, atMs) => {
        const course = packCourse({ ...packDefaults, seed });
        const [before, middle, after] = [course(atMs), course(atMs + 500), course(atMs + 1000)];
        const isTurning = new Set([before.status, middle.status, after.status]).size > 1;
        if (isTurning) return;
        expect((after.remainingAh - before.remainingAh) * 3600).toBeCloseTo(middle.currentA, 1);
      }),
    );
  });

  it('stays between low and full, is never colder than the room, and its sign says what it does (property)', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 30 * dayMs }), (seed, atMs) => {
        const { chargeRatio, cellVoltagesV, temperaturesC, currentA, status } = packCourse({ ...packDefaults, seed })(atMs);
        expect(chargeRatio).toBeGreaterThan(0.14);
        expect(chargeRatio).toBeLessThan(0.96);
        for (const volts of cellVoltagesV) expect(volts > 3 && volts < 4.3).toBe(true);
        for (const celsius of temperaturesC) expect(celsius >= 24 && celsius < 40).toBe(true);
        expect(status).toBe(currentA > 0 ? 'charging' : 'discharging');
      }),
    );
  });

  it('runs low, charges, and counts the cycle', () => {
    const course = packCourse(packDefaults);
    const hours = Array.from({ length: 24 }, (_, hour) => course(hour * 3_600_000));
    expect(new Set(hours.map(({ status }) => status))).toEqual(new Set(['charging', 'discharging']));
    expect((hours.at(-1)?.cycleCount ?? 0) - (hours[0]?.cycleCount ?? 0)).toBeGreaterThanOrEqual(9);
  });

  it('at a fault loses a cell and switches off, and keeps its charge from then on', () => {
    const course = packCourse({ ...packDefaults, faultFromMs: 10_000 });
    const before = course(9_999);
    const [at, later] = [course(10_000), course(90_000)];
    expect([before.hasFault, at.hasFault, at.currentA, at.status]).toEqual([false, true, 0, 'idle']);
    expect(at.cellVoltagesV[0]).toBeLessThan((before.cellVoltagesV[0] ?? 0) - 0.5);
    expect(at.cellVoltagesV[1]).toBeCloseTo(before.cellVoltagesV[1] ?? 0, 1);
    expect(later.chargeRatio).toBe(at.chargeRatio);
  });
});
