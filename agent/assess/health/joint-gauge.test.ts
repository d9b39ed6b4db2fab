import { describe, expect, it } from 'vitest';
import { streamOf } from '../../../tests/support/health-windows.ts';
import { jointValues } from './evaluated-values.ts';
import {
  heldMs,
  type JointRating,
  type JointReading,
  jointReadings,
  openingJointGauge,
  restartJointGauge,
  stepJointGauge,
} from './joint-gauge.ts';

describe('what a window says of a joint', () => {
  it('is the hotter of motor and winding, and how much turns and flows whichever way', () => {
    const stream = streamOf('joint', { a: { motorTemperatureC: 50, windingTemperatureC: 60 }, b: { torqueNm: -3, velocityRadPerS: -2 } });
    expect(jointReadings(stream)).toEqual([
      ['a', { temperatureC: 60 }],
      ['b', { torqueNm: 3, speedRadPerS: 2 }],
    ]);
  });

  it('leaves out a cell without a good sample, and the shell and the board', () => {
    const stream = streamOf('joint', { a: { motorTemperatureC: undefined, shellTemperatureC: 70, driverTemperatureC: 80 } });
    expect(jointReadings(stream)).toEqual([['a', {}]]);
  });

  it('holds until the next reading of a slow stream is due', () => {
    const stream = streamOf('joint', { a: { motorTemperatureC: 50 } });
    expect(heldMs(stream, 60_000)).toBe(60_000);
    expect(heldMs({ ...stream, layout: { ...stream.layout, periodMs: 120_000 } }, 1000)).toBe(120_000);
  });
});

describe('gauges that need a rating', () => {
  const run = (reading: JointReading, rating: JointRating, hours = 1) => {
    let gauge = openingJointGauge;
    for (let minute = 0; minute < hours * 60; minute += 1) gauge = stepJointGauge(gauge, reading, { rating, operatingMs: 60_000 });
    return gauge;
  };
  const load: JointReading = { torqueNm: 8, speedRadPerS: 3, currentA: 6.5 };
  const gear = { torqueNm: 10, speedRadPerS: 4, lifeL10H: 7000 };

  it('say nothing without it', () => {
    expect(run(load, {})).toEqual(openingJointGauge);
    expect(jointValues({ a: run(load, {}) }, 3_600_000)).toEqual([]);
  });

  it('keep the hottest thermal load, and the warmth for the next evaluation', () => {
    const gauge = run(load, { continuousCurrentA: 5 });
    expect(gauge.thermalRatio).toBeCloseTo(1.69 * (1 - Math.exp(-12)), 4);
    expect(jointValues({ a: gauge }, 3_600_000)).toEqual([{ component: 'a', indicator: 'J3', value: gauge.thermalRatio }]);
    expect(restartJointGauge(gauge)).toMatchObject({ thermalRatio: gauge.thermalRatio, thermalMaxRatio: gauge.thermalRatio, currentMs: 0 });
  });

  it('add consumed gear life up over all evaluations, second by second', () => {
    const gauge = run(load, { gear }, 100);
    expect(jointValues({ a: gauge }, 360_000_000)[0]).toMatchObject({ indicator: 'J10', value: expect.closeTo(0.005486, 6) });
    expect(restartJointGauge(gauge).gearLifeCount).toBe(gauge.gearLifeCount);
    expect(stepJointGauge(openingJointGauge, load, { rating: { gear }, operatingMs: 1000 }).gearLifeCount).toBeGreaterThan(1e3);
  });

  it('count as saturated only above nine tenths of the torque limit', () => {
    const rating = { torqueMaxNm: 10 };
    expect(run({ torqueNm: 9 }, rating).saturatedMs).toBe(0);
    expect(run({ torqueNm: 9.01 }, rating)).toMatchObject({ saturatedMs: 3_600_000, torqueMs: 3_600_000 });
    expect(run({ torqueNm: 9.01 }, { torqueMaxNm: 0 }).torqueMs).toBe(0);
  });
});
