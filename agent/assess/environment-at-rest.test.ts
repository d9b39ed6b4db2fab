import { describe, expect, it } from 'vitest';
import { at, atRest, input, last, minutes } from '../../tests/support/environment-fixture.ts';
import { monoMs } from '../contract/time.ts';
import { stepEnvironment } from './environment-grade.ts';

describe('D4 and D5 while the robot works', () => {
  const settled = last(minutes(20, () => atRest));
  const working = { operatingMs: 60_000, windowMs: 60_000, hasInertialUnit: true };

  it('vibration stands while the unit speaks, for eight hours at most', () => {
    const steps = minutes(9 * 60, () => working, settled);
    expect([60, 470, 539].map((minute) => at(steps, minute).dimensions.D4?.provenance)).toEqual(['measured', 'measured', 'unknown']);
    expect(at(steps, 60).dimensions.D4).toEqual(settled.output.grade.dimensions.D4);
  });

  it('is lost with the unit after thirty minutes, as any reading', () => {
    const steps = minutes(40, () => ({ operatingMs: 60_000, windowMs: 60_000 }), settled);
    expect([28, 31].map((minute) => at(steps, minute).dimensions.D4?.provenance)).toEqual(['measured', 'unknown']);
    expect(at(steps, 31).dimensions.D5?.provenance).toBe('unknown');
  });

  it('what the robot shakes itself is neither vibration nor shock of the site', () => {
    const steps = minutes(60, () => ({ ...working, backgroundVibrationMPerS2: 9, peakMPerS2: 90, eventCounts: { impact: 1 } }), settled);
    expect(at(steps, 20).dimensions.D4).toEqual(settled.output.grade.dimensions.D4);
    expect(at(steps, 20).dimensions.D5).toMatchObject({ value: 0 });
  });

  it('none in less than eight hours of rest is no E1, and is then', () => {
    const steps = minutes(10 * 60, () => atRest);
    expect(at(steps, 5).dimensions.D5).toEqual({ grade: 2, provenance: 'measured', value: 0 });
    expect(at(steps, 7 * 60).dimensions.D5?.grade).toBe(2);
    expect(at(steps, 599).dimensions.D5?.grade).toBe(1);
  });

  it('shocks go on counting over a boot', () => {
    const shaken = last(minutes(30, (minute) => ({ ...atRest, peakMPerS2: minute % 5 === 0 ? 30 : 0.1 })));
    const booted = stepEnvironment(shaken.state, input({ nowMs: monoMs(1000), ...atRest, windowMs: 1000 }));
    expect(booted.output.grade.dimensions.D5).toEqual({ grade: 4, provenance: 'measured', value: 6 });
  });
});
