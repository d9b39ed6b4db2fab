import { describe, expect, it } from 'vitest';
import { cobot, humanoid, illustrative } from '../../tests/support/assessment-fixture.ts';
import { atRest, goodSite, gradesOf, input, last, minutes } from '../../tests/support/environment-fixture.ts';
import { monoMs } from '../contract/time.ts';
import { openingEnvironment, stepEnvironment } from './environment-grade.ts';
import { environmentCoverageRatio, environmentText } from './environment-text.ts';
import { displayGrade } from './hours-by-grade.ts';

const escalating = { ...illustrative, environmentEscalation: true };
const gradeOf = (change: Parameters<typeof input>[0]) => stepEnvironment(openingEnvironment, input(change)).output.grade;

describe('R-1: the worst dimension', () => {
  it('R-1: is the grade, and the full vector and the binding dimension are always told', () => {
    const grade = gradeOf({ declared: { ...goodSite, corrosivity: 'C4', humanExposure: 'H2' } });
    expect(grade).toMatchObject({ e: 4, ePhys: 4, ePeople: 3, binding: 'D7' });
    expect(Object.keys(grade.dimensions)).toHaveLength(11);
  });

  it.each([
    [{ thermalRateMaxKPerMin: 2 }, 'D3', 4],
    [{ vibrationMaxMPerS: 0.005 }, 'D4', 4],
    [{ shocksMaxCount: 21 }, 'D5', 5],
    [{ wetting: true }, 'D2', 5],
  ] as const)('R-1: %j alone makes %s E%i', (change, dimension, e) => {
    expect(gradeOf({ declared: { ...goodSite, ...change } })).toMatchObject({ e, ePhys: e, ePeople: 2, binding: dimension });
  });
});

describe('R-2: escalation', () => {
  const three = { ...goodSite, corrosivity: 'C4', humanExposure: 'H3', specialHazard: 'height' } as const;

  it('R-2: is off by default', () => {
    expect(gradeOf({ declared: three, model: illustrative }).e).toBe(4);
  });

  it('R-2: adds one where three dimensions share the worst grade, to the overall grade alone', () => {
    expect(gradeOf({ declared: three, model: escalating })).toMatchObject({ e: 5, ePhys: 4, ePeople: 4 });
  });

  it('R-2: does not add with two, and never goes beyond E5', () => {
    expect(gradeOf({ declared: { ...three, specialHazard: 'none' }, model: escalating }).e).toBe(4);
    expect(gradeOf({ declared: { ...three, corrosivity: 'C5', humanExposure: 'H4', specialHazard: 'nuclear' }, model: escalating }).e).toBe(
      5,
    );
  });
});

describe('R-3: dwell', () => {
  const mild = last(minutes(80, () => ({ ambientC: 22 })));
  const hot = last(minutes(80, () => ({ ambientC: 42 })));

  it('R-3: worsens after ten minutes of the median beyond the bound', () => {
    const grades = gradesOf(
      'D1',
      minutes(30, () => ({ ambientC: 42 }), mild),
    );
    const first = grades.indexOf(3);
    expect(grades.slice(0, 13).every((grade) => grade === 1)).toBe(true);
    // Five minutes until the median of ten has turned, ten beyond the bound.
    expect(first).toBe(14);
  });

  it('R-3: eight minutes beyond the bound in every fifteen do not add up to ten', () => {
    const grades = gradesOf(
      'D1b',
      minutes(120, (minute) => ({ ambientC: minute % 15 < 8 ? 46 : 22 }), mild),
    );
    expect(new Set(grades)).toEqual(new Set([1]));
  });

  it('R-3: improves by one grade after sixty minutes inside the better bound minus 2 K, and no faster', () => {
    const grades = gradesOf(
      'D1',
      minutes(200, () => ({ ambientC: 22 }), hot),
    );
    const [second, third] = [grades.indexOf(2), grades.indexOf(1)];
    expect(second).toBeGreaterThanOrEqual(59);
    expect(third - second).toBe(60);
  });

  it('R-3: does not improve inside the bound while within the deadband', () => {
    expect(
      new Set(
        gradesOf(
          'D1',
          minutes(300, () => ({ ambientC: 38.5 }), hot),
        ),
      ),
    ).toEqual(new Set([3]));
  });

  it('R-3: one minute outside begins the hour anew', () => {
    const wet = last(minutes(80, () => ({ humidityRatio: 0.9 })));
    const grades = gradesOf(
      'D2',
      minutes(119, (minute) => ({ humidityRatio: minute > 40 && minute < 60 ? 0.9 : 0.5 }), wet),
    );
    expect(new Set(grades)).toEqual(new Set([3]));
  });

  it('R-3: wetting is E5 at once, between two minutes too', () => {
    const dry = last(minutes(20, () => ({ humidityRatio: 0.5, ambientC: 22 })));
    const atMs = (dry.state.evaluated?.atMs ?? 0) + 7_000;
    const step = stepEnvironment(dry.state, input({ nowMs: monoMs(atMs), humidityRatio: 0.5, eventCounts: { wetting: 1 } }));
    expect(step.output.grade.dimensions.D2).toEqual({ grade: 5, provenance: 'measured', value: 'wetting' });
    const after = gradesOf(
      'D2',
      minutes(70, () => ({ humidityRatio: 0.5, ambientC: 22 }), step),
    );
    expect(after.indexOf(4)).toBeGreaterThanOrEqual(58);
  });

  it('R-3: wetting without any sensor stands for an hour', () => {
    const step = stepEnvironment(openingEnvironment, input({ eventCounts: { wetting: 1 } }));
    const grades = gradesOf(
      'D2',
      minutes(70, () => ({}), step),
    );
    expect([step.output.grade.dimensions.D2?.grade, grades[58], grades[61]]).toEqual([5, 5, 3]);
  });

  it.each([
    ['D6', { ingressRequired: 'IP65' }, 4],
    ['D10', { specialHazard: 'hotWork' }, 4],
  ] as const)('R-3: a declared %s holds at once', (dimension, change, grade) => {
    const calm = last(minutes(30, () => ({ declared: goodSite })));
    const [next] = minutes(1, () => ({ declared: { ...goodSite, ...change } }), calm);
    expect(next?.output.grade.dimensions[dimension]?.grade).toBe(grade);
  });

  it('R-3: an evaluation between two minutes, for a sensor that has just come, is no minute of the others', () => {
    const before = last(minutes(15, () => ({ ambientC: 22 })));
    const betweenMs = (before.state.evaluated?.atMs ?? 0) + 5_000;
    const between = stepEnvironment(before.state, input({ nowMs: monoMs(betweenMs), ambientC: 22, humidityRatio: 0.5 }));
    expect(between.state.dwell.D1).toEqual(before.state.dwell.D1);
    expect(between.output.grade.dimensions.D2?.provenance).toBe('measured');
  });
});

describe('R-4: hours by grade', () => {
  const hour = 3_600_000;

  it.each([
    [[95, 0, 5, 0, 0], 1],
    [[94, 1, 5, 0, 0], 2],
    [[94, 0, 6, 0, 0], 3],
    [[0, 94.9, 0, 0, 5.1], 5],
    [[0, 95, 0, 0, 5], 2],
  ] as const)('R-4: of %j hours the displayed grade is E%i', ([e1, e2, e3, e4, e5], grade) => {
    expect(displayGrade([e1 * hour, e2 * hour, e3 * hour, e4 * hour, e5 * hour], 3)).toBe(grade);
  });
});

describe('R-5: a missing sensor', () => {
  it.each(['D1', 'D1b', 'D2', 'D3', 'D4', 'D5'] as const)('R-5: %s declared only is at best E2, and neither is E3', (dimension) => {
    expect(gradeOf({ declared: goodSite }).dimensions[dimension]).toMatchObject({ grade: 2, provenance: 'declared' });
    expect(gradeOf({}).dimensions[dimension]).toMatchObject({ grade: 3, provenance: 'unknown' });
  });

  it('R-5: unknown exposure is E4 for a robot that moves about, E3 for one that does not', () => {
    expect(gradeOf({ profile: humanoid }).dimensions.D8).toMatchObject({ grade: 4, provenance: 'unknown' });
    expect(gradeOf({ profile: cobot }).dimensions.D8).toMatchObject({ grade: 3, provenance: 'unknown' });
  });

  it('R-5: every fallback lowers the coverage of the environment', () => {
    const measured = { ambientC: 22, humidityRatio: 0.5, ...atRest };
    const coverages = [{ ...measured, declared: goodSite }, { ambientC: 22, declared: goodSite }, { declared: goodSite }, {}].map(
      (change) => environmentCoverageRatio(gradeOf(change)),
    );
    expect(coverages).toEqual([...coverages].sort((a, b) => b - a));
    expect(new Set(coverages).size).toBe(4);
    expect(environmentCoverageRatio(gradeOf({ profile: humanoid }))).toBe(0);
  });
});

describe('R-6: measured against declared', () => {
  it.each([
    ['D3', { thermalRateMaxKPerMin: 0.5 }, (minute: number) => ({ ambientC: 10 + minute * 2.5 })],
    ['D4', { vibrationMaxMPerS: 0.001 }, () => ({ ...atRest, backgroundVibrationMPerS2: 0.8 })],
    ['D5', { shocksMaxCount: 0 }, (minute: number) => ({ ...atRest, peakMPerS2: minute % 2 === 0 ? 25 : 0.1 })],
  ] as const)('R-6: %s measured worse wins and is one finding', (dimension, change, course) => {
    const steps = minutes(30, (minute) => ({ ...course(minute), declared: { ...goodSite, ...change } }));
    expect(last(steps).output.grade.dimensions[dimension]?.provenance).toBe('measured');
    const found = steps.flatMap(({ output }) => output.findings).filter(({ data }) => data.dimension === dimension);
    expect(found.map(({ code }) => code)).toEqual(['environment.declarationConflict']);
  });

  it('R-6: measured better does not: the declaration stays', () => {
    const declared = { ...goodSite, vibrationMaxMPerS: 0.006, shocksMaxCount: 12 };
    const { output } = last(minutes(700, () => ({ ...atRest, declared })));
    expect(output.grade.dimensions.D4).toMatchObject({ grade: 4, provenance: 'declared' });
    expect(output.grade.dimensions.D5).toMatchObject({ grade: 4, provenance: 'declared' });
  });
});

describe('R-8: the stage', () => {
  it('R-8: stands beside the grade and does not change it', () => {
    const texts = (['pilotTest', 'commercial'] as const).map((lifecycleStage) => {
      const declared = { ...goodSite, lifecycleStage };
      return environmentText(gradeOf({ declared }), { declared });
    });
    expect(texts[0]).toMatch(/^E2 in stage pilotTest \(binding: D1 ambient temperature 18…28 °C, declared, unsigned; /);
    expect(texts[1]).toBe(texts[0]?.replace('pilotTest', 'commercial'));
  });
});
