import { describe, expect, it } from 'vitest';
import { goodSite, gradesOf, input, last, minutes } from '../../tests/support/environment-fixture.ts';
import { monoMs } from '../contract/time.ts';
import { openingEnvironment, stepEnvironment } from './environment-grade.ts';

const gradeOf = (change: Parameters<typeof input>[0]) => stepEnvironment(openingEnvironment, input(change)).output.grade;

describe('R-7: age and plausibility', () => {
  it('R-7: a value older than ten minutes is stale: its grade is held and moves neither way', () => {
    const nearly = last(minutes(9, () => ({ humidityRatio: 0.9 }), last(minutes(40, () => ({ humidityRatio: 0.5 })))));
    const grades = gradesOf(
      'D2',
      minutes(29, () => ({}), nearly),
    );
    const held = grades.slice(12);
    expect(new Set(held).size).toBe(1);
    const improving = last(minutes(50, () => ({ humidityRatio: 0.5 }), last(minutes(80, () => ({ humidityRatio: 0.9 })))));
    expect(
      gradesOf(
        'D2',
        minutes(29, () => ({}), improving),
      ).at(-1),
    ).toBe(3);
  });

  it('R-7: a stale minute breaks the hour of improvement', () => {
    const improving = last(minutes(62, () => ({ humidityRatio: 0.5 }), last(minutes(80, () => ({ humidityRatio: 0.9 })))));
    const silent = last(minutes(15, () => ({}), improving));
    expect(silent.state.dwell.D2?.betterMinuteCount).toBe(0);
  });

  it('R-7: older than thirty minutes it is unknown', () => {
    const known = last(minutes(3, () => ({ humidityRatio: 0.5 })));
    const steps = minutes(33, () => ({}), known);
    expect([29, 30].map((minute) => steps[minute]?.output.grade.dimensions.D2?.provenance)).toEqual(['measured', 'unknown']);
    expect(steps[30]?.output.findings).toEqual([{ code: 'environment.sensorLost', data: { dimension: 'D2', grade: 1 } }]);
  });

  const sixHours = 6 * 60;

  it('R-7: a fine sensor that says exactly the same for six hours is not believed, and said to be suspect once', () => {
    const steps = minutes(sixHours + 120, () => ({ ambientC: 22.4375 }));
    expect(steps[sixHours - 1]?.output.grade.dimensions.D1?.provenance).toBe('measured');
    expect(last(steps).output.grade.dimensions.D1?.provenance).toBe('unknown');
    expect(steps.flatMap(({ output }) => output.findings)).toEqual([
      { code: 'sensor.suspect', data: { input: 'ambientC', reason: 'stuck', value: 22.4375 } },
    ]);
    const [back] = minutes(1, () => ({ ambientC: 22.5 }), last(steps));
    expect(back?.output.grade.dimensions.D1).toMatchObject({ grade: 1, provenance: 'measured' });
  });

  it('R-7: a coarse display may stand for hours, and a fine sensor that moves is no more suspect than that', () => {
    for (const course of [() => ({ ambientC: 22.5 }), (minute: number) => ({ ambientC: 22.4375 + (minute % 300 === 0 ? 0.0625 : 0) })]) {
      const { output } = last(minutes(sixHours + 60, course));
      expect(output.grade.dimensions.D1?.provenance).toBe('measured');
    }
  });

  it.each([
    [7, 22, 'measured'],
    [37, 22, 'measured'],
    [37.1, 22, 'derived'],
    [6.9, 22, 'derived'],
  ])('R-7: an ambient sensor at %d °C beside a cold board of %d °C is %s', (ambientC, boardC, provenance) => {
    const first = stepEnvironment(openingEnvironment, input({ ambientC, boardC }));
    expect(first.output.grade.dimensions.D1?.provenance).toBe(provenance);
    expect(first.output.findings.map(({ code }) => code)).toEqual(provenance === 'derived' ? ['sensor.suspect'] : []);
  });

  it('R-7: a suspicion from a cold start outlasts boots until another cold start clears it', () => {
    const first = stepEnvironment(openingEnvironment, input({ nowMs: monoMs(60_000), ambientC: 45, boardC: 20 }));
    const warm = stepEnvironment(first.state, input({ nowMs: monoMs(1000), ambientC: 45 }));
    expect(warm.output.grade.dimensions.D1?.provenance).toBe('unknown');
    const cleared = stepEnvironment(warm.state, input({ nowMs: monoMs(0), ambientC: 21, boardC: 20 }));
    expect(cleared.output.grade.dimensions.D1?.provenance).toBe('measured');
  });

  it.each([
    [22, 2],
    [34.9, 2],
    [35.1, 3],
    [9.9, 3],
    [41, 4],
  ])('R-7: a cold board of %d °C alone derives D1 as E%i: ±5 K to the worse side, never better than E2', (boardC, grade) => {
    expect(gradeOf({ boardC }).dimensions.D1).toEqual({ grade, provenance: 'derived', value: `${boardC} ± 5 °C` });
  });

  it('R-7: a derived temperature stands behind a declaration, and is unknown after thirty minutes', () => {
    expect(gradeOf({ boardC: 60, declared: goodSite }).dimensions.D1).toMatchObject({ grade: 2, provenance: 'declared' });
    const steps = minutes(33, (minute) => (minute === 0 ? { boardC: 22 } : {}));
    expect([30, 31].map((minute) => steps[minute]?.output.grade.dimensions.D1?.provenance)).toEqual(['derived', 'unknown']);
  });
});
