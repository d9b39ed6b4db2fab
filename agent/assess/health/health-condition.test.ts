import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { healthCourse, jointsAt, streamOf, torqueProfile } from '../../../tests/support/health-windows.ts';
import { type HealthCondition, healthIndicators } from '../../contract/health.ts';
import { isUnknown, unknown } from '../../contract/unknown.ts';
import { healthCondition } from './health-condition.ts';
import { openingHealth } from './health-watch.ts';

type Streams = Parameters<typeof healthCourse>[0];

/** The condition after so many minutes of these streams. */
function conditionAfter(streams: Streams, minuteCount: number, profile = torqueProfile): HealthCondition {
  const { state, published } = healthCourse(streams, minuteCount, { profile });
  return healthCondition(state, published.at(-1), profile);
}
const standingOf = ({ indicators }: HealthCondition, indicator: string) => indicators.find((one) => one.indicator === indicator);

const ratedProfile = {
  ...torqueProfile,
  joints: torqueProfile.joints.map((joint) => ({
    ...joint,
    continuousCurrentA: 2,
    gear: { torqueNm: 5, speedRadPerS: 1, lifeL10H: 7000 },
    ratingSource: 'data sheet 3, table 2',
  })),
};

describe('the condition of a running robot', () => {
  it('before the first evaluation is unknown because it still learns, and says how long that takes', () => {
    const condition = healthCondition(openingHealth, undefined, torqueProfile);
    expect(condition.index).toEqual(unknown('learning'));
    expect(condition.textEn).toContain('ten minutes of operation');
    expect(standingOf(condition, 'J1')).toMatchObject({ evaluatedCount: 0, unknown: [{ reason: 'learning', componentCount: 2 }] });
  });

  it('of a robot that no sensor speaks of stays unknown, for another reason', () => {
    const condition = conditionAfter(() => jointsAt(undefined, undefined), 10);
    expect(condition.index).toEqual(unknown('notReported'));
    expect(condition.textZh).toContain('传感器');
    expect(standingOf(condition, 'J1')?.unknown).toEqual([{ reason: 'notReported', componentCount: 2 }]);
  });

  it('says of each indicator how many components it is known of, and why not of the rest', () => {
    const condition = conditionAfter(() => jointsAt(30, undefined, 3), 10);
    expect(condition.index).toBe(80);
    expect(standingOf(condition, 'J1')).toMatchObject({
      componentCount: 2,
      evaluatedCount: 1,
      unknown: [{ reason: 'notReported', componentCount: 1 }],
      textEn: 'J1 motor temperature: known of 1 of 2; 1 × no sensor, or one that is silent or not believed',
    });
    expect(standingOf(condition, 'J4')).toMatchObject({ evaluatedCount: 2, unknown: [] });
    expect(standingOf(condition, 'J10')).toMatchObject({
      unknown: [{ reason: 'notDeclared', componentCount: 2 }],
      textZh: 'J10 减速器寿命消耗：2中已知0；2 × 机型文件未给出额定值',
    });
  });

  it('has I²t and gear life as soon as a profile states the ratings with their source', () => {
    const loaded: Streams = () => [streamOf('joint', { j0: { currentA: 1, torqueNm: 2, velocityRadPerS: 1 } })];
    const condition = conditionAfter(loaded, 10, ratedProfile);
    expect(standingOf(condition, 'J3')).toMatchObject({ evaluatedCount: 1, unknown: [{ reason: 'notReported', componentCount: 1 }] });
    expect(standingOf(condition, 'J10')).toMatchObject({ evaluatedCount: 1 });
    expect(standingOf(conditionAfter(loaded, 10), 'J3')).toMatchObject({ evaluatedCount: 0 });
  });

  it('moves with an overloaded winding only where its continuous current is stated', () => {
    const overloaded: Streams = () => [streamOf('joint', { j0: { currentA: 2.6, motorTemperatureC: 30 } })];
    const condition = conditionAfter(overloaded, 30, ratedProfile);
    expect(condition.readings[0]).toMatchObject({ component: 'j0', indicator: 'J3', level: 'ALARM' });
    expect(condition.readings[0]?.textEn).toMatch(/^Joint j0: thermal load \(I²t\) 1\d\d %, ALARM, index 0$/);
    expect(conditionAfter(overloaded, 30).readings).toEqual([]);
  });

  it('tells cells that were never at rest from a pack that says nothing', () => {
    const pack = streamOf('battery', { pack: { currentA: 5, fullChargeAh: 10 }, c1: { cellVoltageV: 3.6 }, c2: { cellVoltageV: 3.7 } });
    expect(
      standingOf(
        conditionAfter(() => [pack], 10),
        'B3',
      )?.unknown,
    ).toEqual([{ reason: 'notObserved', componentCount: 1 }]);
    expect(
      standingOf(
        conditionAfter(() => jointsAt(30, 30), 10),
        'B3',
      )?.unknown,
    ).toEqual([{ reason: 'notReported', componentCount: 1 }]);
  });
});

describe('its advice', () => {
  it('stands as long as the level does, with the text that was recorded', () => {
    const hot = healthCourse(() => jointsAt(80, 30), 10);
    const condition = healthCondition(hot.state, hot.published.at(-1), torqueProfile);
    const [recorded] = hot.advice;
    expect(condition.advice).toEqual([
      { component: 'j0', indicator: 'J1', level: 'WARN', textEn: recorded?.textEn, textZh: recorded?.textZh },
    ]);
    expect(conditionAfter((minute) => jointsAt(minute < 10 ? 80 : 30, 30), 20).advice).toEqual([]);
  });

  it('goes on when the sensor falls silent, and the reading says so', () => {
    const condition = conditionAfter((minute) => jointsAt(minute < 10 ? 80 : undefined, 30), 20);
    expect(condition.advice).toHaveLength(1);
    expect(condition.readings[0]).toMatchObject({ component: 'j0' });
    expect(condition.readings[0]?.textEn).toContain('its sensor is silent since');
    expect(condition.readings[0]?.textZh).toContain('此后传感器静默');
  });
});

describe('every condition', () => {
  const temperature = fc.option(fc.integer({ min: 15, max: 110 }), { nil: undefined });

  it('counts each component of each indicator once, in both languages', () => {
    fc.assert(
      fc.property(temperature, temperature, fc.integer({ min: 0, max: 25 }), (j0C, j1C, minuteCount) => {
        const condition = conditionAfter(() => jointsAt(j0C, j1C), minuteCount);
        expect(condition.indicators.map(({ indicator }) => indicator)).toEqual(healthIndicators);
        for (const { componentCount, evaluatedCount, unknown: gaps, textEn, textZh } of condition.indicators) {
          expect(gaps.reduce((sum, gap) => sum + gap.componentCount, evaluatedCount)).toBe(componentCount);
          expect(`${textEn}${textZh}`).not.toMatch(/undefined|NaN/);
        }
        expect(isUnknown(condition.index)).toBe(minuteCount < 10 || (j0C === undefined && j1C === undefined));
      }),
      { numRuns: 40 },
    );
  });
});
