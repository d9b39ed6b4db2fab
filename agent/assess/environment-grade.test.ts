import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cobot, humanoid } from '../../tests/support/assessment-fixture.ts';
import type { DeclaredContext } from '../contract/declared-context.ts';
import type { Profile } from '../contract/profile.ts';
import { monoMs } from '../contract/time.ts';
import { unknown } from '../contract/unknown.ts';
import { type EnvironmentInput, type EnvironmentStep, openingEnvironment, stepEnvironment } from './environment-grade.ts';

const goodSite: DeclaredContext = {
  ambientMinC: 18,
  ambientMaxC: 28,
  humidityMinRatio: 0.35,
  humidityMaxRatio: 0.55,
  ingressRequired: 'IP20',
  corrosivity: 'C1',
  humanExposure: 'H0',
  terrain: 'fixedBase',
  specialHazard: 'none',
};

const unmeasured = {
  ambientC: unknown('notReported'),
  humidityRatio: unknown('notReported'),
  backgroundVibrationMPerS2: unknown('notReported'),
};
const input = (change: Partial<EnvironmentInput> = {}): EnvironmentInput => ({
  nowMs: monoMs(0),
  declared: undefined,
  profile: cobot,
  ...unmeasured,
  ...change,
});

/** One step a minute; returns every step. */
function minutes(count: number, change: (minute: number) => Partial<EnvironmentInput>, from?: EnvironmentStep): EnvironmentStep[] {
  const steps: EnvironmentStep[] = [];
  let state = from?.state ?? openingEnvironment;
  const startMs = from?.state.evaluated?.atMs ?? -60_000;
  for (let minute = 0; minute < count; minute += 1) {
    const step = stepEnvironment(state, input({ nowMs: monoMs(startMs + (minute + 1) * 60_000), ...change(minute) }));
    state = step.state;
    steps.push(step);
  }
  return steps;
}

const last = (steps: readonly EnvironmentStep[]): EnvironmentStep =>
  steps[steps.length - 1] ?? stepEnvironment(openingEnvironment, input());
const gradeOf = (declared: DeclaredContext | undefined, profile: Profile = cobot) =>
  stepEnvironment(openingEnvironment, input({ declared, profile })).output.grade;

describe('missing knowledge, rule R-5', () => {
  it('of everything is E3 for a robot that stays where it is', () => {
    expect(gradeOf(undefined)).toMatchObject({ e: 3, ePhys: 3, ePeople: 3, binding: 'D1' });
  });

  it('of human exposure is E4 for a robot that moves about', () => {
    expect(gradeOf(undefined, humanoid)).toMatchObject({ e: 4, ePhys: 3, ePeople: 4, binding: 'D8' });
  });

  it('gives a declared site at best E2: an unmeasured site is never E1', () => {
    const grade = gradeOf(goodSite);
    expect(grade).toMatchObject({ e: 2, ePhys: 2, ePeople: 2 });
    expect(Object.values(grade.dimensions).every(({ grade: g }) => g === 2)).toBe(true);
  });

  it.each(Object.keys(goodSite) as (keyof DeclaredContext)[])('of %s alone never makes a good site better', (key) => {
    const { [key]: _, ...rest } = goodSite;
    expect(gradeOf(rest).e).toBeGreaterThanOrEqual(gradeOf(goodSite).e);
  });

  it('takes a fixed base from the profile, as derived', () => {
    expect(gradeOf(undefined).dimensions.D9).toEqual({ grade: 2, provenance: 'derived', value: 'fixed' });
  });

  it('names every dimension it could not rate', () => {
    const unknowns = Object.entries(gradeOf(undefined).dimensions).filter(([, { provenance }]) => provenance === 'unknown');
    expect(unknowns.map(([name]) => name)).toEqual(['D1', 'D1b', 'D2', 'D3', 'D4', 'D6', 'D7', 'D8', 'D10']);
  });
});

describe('declared dimensions', () => {
  it.each([
    [{ ambientMaxC: 44 }, 'D1', 3],
    [{ ambientMinC: -20 }, 'D1', 4],
    [{ ambientMaxC: 52 }, 'D1b', 4],
    [{ ambientMinC: -10 }, 'D1b', 5],
    [{ humidityMaxRatio: 0.9 }, 'D2', 3],
    [{ humidityMaxRatio: 0.97 }, 'D2', 4],
    [{ ingressRequired: 'IP54' }, 'D6', 3],
    [{ ingressRequired: 'IP65' }, 'D6', 4],
    [{ ingressRequired: 'IP67' }, 'D6', 5],
    [{ ingressRequired: 'IPX5' }, 'D6', 4],
    [{ ingressRequired: 'IPXX' }, 'D6', 2],
    [{ corrosivity: 'C4' }, 'D7', 4],
    [{ humanExposure: 'H4' }, 'D8', 5],
    [{ terrain: 'outdoor' }, 'D9', 5],
    [{ specialHazard: 'nuclear' }, 'D10', 5],
  ] as const)('%j grades %s as E%i', (change, dimension, grade) => {
    expect(gradeOf({ ...goodSite, ...change }).dimensions[dimension]?.grade).toBe(grade);
  });

  it('leave ingress unknown when the robot’s own protection is not rated', () => {
    const untested: Profile = { ...cobot, ratings: { ingress: 'IPX4' } };
    expect(gradeOf(goodSite, untested).dimensions.D6).toMatchObject({ grade: 3, provenance: 'unknown' });
    const { ratings: _, ...unrated } = cobot;
    expect(gradeOf(goodSite, unrated as Profile).dimensions.D6).toMatchObject({ grade: 3, provenance: 'unknown' });
  });

  it('never grade a walking robot’s terrain better than walking, and say so', () => {
    const step = stepEnvironment(openingEnvironment, input({ declared: goodSite, profile: humanoid }));
    expect(step.output.grade.dimensions.D9).toMatchObject({ grade: 3, provenance: 'declared' });
    expect(step.output.findings).toEqual([
      { code: 'environment.declarationConflict', data: { dimension: 'D9', grade: 3, value: 'fixedBase' } },
    ]);
  });
});

describe('rule R-1', () => {
  it('the worst dimension wins and is named, and people and physics are kept apart', () => {
    expect(gradeOf({ ...goodSite, corrosivity: 'C5' })).toMatchObject({ e: 5, ePhys: 5, ePeople: 2, binding: 'D7' });
    expect(gradeOf({ ...goodSite, humanExposure: 'H3' })).toMatchObject({ e: 4, ePhys: 2, ePeople: 4, binding: 'D8' });
  });
});

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
    expect(second.state.readings.ambientC).toEqual({ value: 21, atMs: 1000 });
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
