import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cobot, humanoid } from '../../tests/support/assessment-fixture.ts';
import { goodSite, input, last, minutes } from '../../tests/support/environment-fixture.ts';
import { monoMs } from '../contract/time.ts';
import { openingEnvironment, stepEnvironment } from './environment-grade.ts';

describe('measured temperature', () => {
  it('is taken at once at start', () => {
    const { output } = stepEnvironment(openingEnvironment, input({ ambientC: 43 }));
    expect(output.grade.dimensions.D1).toEqual({ grade: 3, provenance: 'measured', value: 43 });
    expect(output.grade.dimensions.D1b).toEqual({ grade: 1, provenance: 'measured', value: 7 });
  });

  it('is taken at once when it first becomes known, not a minute later', () => {
    const [start] = minutes(1, () => ({}));
    const step = stepEnvironment(start?.state ?? openingEnvironment, input({ nowMs: monoMs(1000), ambientC: 20 }));
    expect(step.output.grade.dimensions.D1).toMatchObject({ grade: 1, provenance: 'measured' });
  });

  it('worsens only after it was sustained', () => {
    const cool = last(minutes(20, () => ({ ambientC: 22 })));
    const hot = minutes(30, () => ({ ambientC: 44 }), cool);
    const grades = hot.map(({ output }) => output.grade.dimensions.D1?.grade);
    expect(grades[8]).toBe(1);
    expect(grades[29]).toBe(3);
  });

  it('is a median: a single spike changes nothing', () => {
    const steps = minutes(60, (minute) => ({ ambientC: minute === 30 ? 90 : 22 }));
    expect(steps.every(({ output }) => output.grade.dimensions.D1?.grade === 1)).toBe(true);
  });

  it('that changes fast is D3', () => {
    const steps = minutes(40, (minute) => ({ ambientC: 16 + minute * 0.3 + (minute > 15 ? (minute - 15) * 1.5 : 0) }));
    expect(last(steps).output.grade.dimensions.D3).toMatchObject({ grade: 4, provenance: 'measured' });
  });

  it('holds for 30 minutes without a reading, then is lost, and the declaration stands', () => {
    const known = last(minutes(3, () => ({ ambientC: 44, declared: goodSite })));
    const silent = minutes(40, () => ({ declared: goodSite }), known);
    const provenances = silent.map(({ output }) => output.grade.dimensions.D1?.provenance);
    expect([provenances[28], provenances[31]]).toEqual(['measured', 'declared']);
    const lost = silent.flatMap(({ output }) => output.findings);
    expect(lost.map(({ code, data }) => `${code} ${data.dimension}`)).toEqual([
      'environment.sensorLost D1',
      'environment.sensorLost D1b',
      'environment.sensorLost D3',
    ]);
  });

  it('takes its value without dwell after it was unknown', () => {
    const before = last(minutes(40, (minute) => (minute < 3 ? { ambientC: 50 } : {})));
    const [back] = minutes(1, () => ({ ambientC: 22 }), before);
    expect(back?.output.grade.dimensions.D1).toMatchObject({ grade: 1, provenance: 'measured' });
  });

  it('takes its value without dwell after a reboot, when the monotonic clock begins anew', () => {
    const before = last(minutes(60, () => ({ ambientC: 50 })));
    const { output } = stepEnvironment(before.state, input({ nowMs: monoMs(5), ambientC: 22 }));
    expect(output.grade.dimensions.D1?.grade).toBe(1);
  });
});

describe('measured against declared, rule R-6', () => {
  it('measured worse wins, and the conflict is one finding while it lasts', () => {
    const steps = minutes(60, () => ({ ambientC: 48, declared: goodSite }));
    expect(last(steps).output.grade.dimensions.D1).toMatchObject({ grade: 4, provenance: 'measured' });
    const conflicts = steps.flatMap(({ output }) => output.findings);
    expect(conflicts).toEqual([
      { code: 'environment.declarationConflict', data: { dimension: 'D1', grade: 4, value: 48 } },
      { code: 'environment.declarationConflict', data: { dimension: 'D1b', grade: 2, value: 2 } },
    ]);
  });

  it('measured better does not: the declaration stays until it is declared anew', () => {
    const harsh = { ...goodSite, ambientMaxC: 50 };
    const { output } = last(minutes(200, () => ({ ambientC: 22, declared: harsh })));
    expect(output.grade.dimensions.D1).toMatchObject({ grade: 4, provenance: 'declared' });
    expect(output.findings).toEqual([]);
  });

  it('measured as declared may be E1', () => {
    const { output } = last(minutes(2, () => ({ ambientC: 22, humidityRatio: 0.5, declared: goodSite })));
    expect([output.grade.dimensions.D1?.grade, output.grade.dimensions.D2?.grade]).toEqual([1, 1]);
  });
});

describe('the hot path', () => {
  it('returns the same grade object within the minute', () => {
    const first = stepEnvironment(openingEnvironment, input({ ambientC: 20 }));
    const second = stepEnvironment(first.state, input({ nowMs: monoMs(1000), ambientC: 21 }));
    expect(second.output.grade).toBe(first.output.grade);
    expect(second.state.readings.ambientC).toEqual({ value: 21, atMs: 1000, sameSinceMs: 1000 });
  });

  it('returns the same state when nothing is measured', () => {
    const first = stepEnvironment(openingEnvironment, input());
    expect(stepEnvironment(first.state, input({ nowMs: monoMs(1000) })).state).toBe(first.state);
  });
});

describe('properties', () => {
  const measured = fc.record({
    ambientC: fc.double({ min: -40, max: 80, noNaN: true }),
    humidityRatio: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  it('a state saved as JSON and read back goes on the same way', () => {
    fc.assert(
      fc.property(fc.array(measured, { minLength: 2, maxLength: 40 }), fc.nat(39), (trace, cut) => {
        const straight = last(minutes(trace.length, (minute) => trace[minute] ?? {}));
        const at = Math.min(cut, trace.length - 1) + 1;
        const before = last(minutes(at, (minute) => trace[minute] ?? {}));
        const reread = { ...before, state: JSON.parse(JSON.stringify(before.state)) };
        const after = minutes(trace.length - at, (minute) => trace[at + minute] ?? {}, reread);
        expect((after.length > 0 ? last(after) : before).output.grade).toEqual(straight.output.grade);
      }),
      { numRuns: 50 },
    );
  });

  it('the overall grade is the worst of people and physics and the binding dimension has it', () => {
    fc.assert(
      fc.property(measured, fc.constantFrom(undefined, goodSite), fc.constantFrom(cobot, humanoid), (now, declared, profile) => {
        const { grade } = stepEnvironment(openingEnvironment, input({ ...now, declared, profile })).output;
        expect(grade.e).toBe(Math.max(grade.ePhys, grade.ePeople));
        expect(grade.dimensions[grade.binding]?.grade).toBe(grade.e);
      }),
    );
  });
});
