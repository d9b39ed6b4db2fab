import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { healthCourse, jointsAt, streamOf, torqueProfile } from '../../../tests/support/health-windows.ts';
import { isWorse } from './health-level.ts';

describe('the condition of a robot', () => {
  it('is evaluated once per ten minutes of operating time, and unknown before', () => {
    expect(healthCourse(() => jointsAt(30, 30), 9).published).toEqual([]);
    expect(healthCourse(() => jointsAt(30, 30), 10).published).toEqual([
      { index: 80, component: null, level: 'INFO', knownCount: 2, unknownCount: 0, readings: [] },
    ]);
  });

  it('stays unknown while no sensor says anything of a component', () => {
    expect(healthCourse(() => jointsAt(undefined, undefined), 60).published).toEqual([]);
    expect(healthCourse(() => [], 60).published).toEqual([]);
    expect(healthCourse(() => [streamOf('joint', { tail: { motorTemperatureC: 99 } })], 60).published).toEqual([]);
  });

  it('does not believe a sensor that was silent for most of the time', () => {
    expect(healthCourse((minute) => jointsAt(minute < 4 ? 99 : undefined, 30), 10).published[0]).toMatchObject({
      index: 80,
      knownCount: 1,
    });
  });

  it('is the worst critical component by name', () => {
    const { published } = healthCourse(() => jointsAt(70, 80), 10);
    expect(published.at(-1)).toEqual({
      index: 25,
      component: 'j1',
      level: 'WARN',
      knownCount: 2,
      unknownCount: 0,
      readings: [
        { component: 'j1', indicator: 'J1', level: 'WARN', index: 25, value: 80, isHeld: false },
        { component: 'j0', indicator: 'J1', level: 'NOTICE', index: expect.closeTo(66.6667, 3), value: 70, isHeld: false },
      ],
    });
  });

  it('measures against the maker limit where the profile states one', () => {
    const profile = { ...torqueProfile, ratings: { motorTemperatureMaxC: 80, source: 'data sheet' } };
    const { advice } = healthCourse(() => jointsAt(72, 30), 10, { profile });
    expect(advice).toMatchObject([{ component: 'j0', indicator: 'J1', level: 'WARN', thresholds: [56, 68, 76], thresholdSource: 'maker' }]);
  });

  it('counts torque near the limit by its share of operating time', () => {
    const { advice, published } = healthCourse((minute) => jointsAt(30, 30, minute < 1 ? 9.5 : 2), 10);
    expect(published.at(-1)).toMatchObject({ index: 25, component: 'j0', level: 'WARN' });
    expect(advice.map(({ component, indicator, value }) => [component, indicator, value])).toEqual([
      ['j0', 'J4', 0.1],
      ['j1', 'J4', 0.1],
    ]);
  });

  it('asks for three of five evaluations before an ALARM, and clears with hysteresis', () => {
    const alarmed = healthCourse(() => jointsAt(90, 30), 30);
    expect(alarmed.advice.map(({ what, level }) => [what, level])).toEqual([
      ['raised', 'WARN'],
      ['raised', 'ALARM'],
    ]);
    const eased = healthCourse(() => jointsAt(76, 30), 10, { before: alarmed });
    expect(eased.advice.at(-1)).toMatchObject({ what: 'lowered', level: 'WARN' });
    const still = healthCourse(() => jointsAt(73, 30), 10, { before: eased });
    expect(still.advice).toHaveLength(eased.advice.length);
    expect(healthCourse(() => jointsAt(40, 30), 10, { before: still }).advice.at(-1)).toMatchObject({ what: 'cleared', level: 'INFO' });
  });

  it('publishes a change at once with an advice, else once an operating hour at most', () => {
    const warmer = healthCourse((minute) => jointsAt(60 + minute * 0.1, 30), 120);
    expect(warmer.advice).toEqual([]);
    expect(warmer.published.length).toBeLessThanOrEqual(3);
    const hot = healthCourse((minute) => jointsAt(minute < 10 ? 30 : 80, 30), 20);
    expect(hot.published.map(({ index }) => index)).toEqual([80, 25]);
  });

  it('says nothing twice', () => {
    expect(healthCourse(() => jointsAt(30, 30), 600).published).toHaveLength(1);
    expect(healthCourse(() => jointsAt(80, 30), 600).advice).toHaveLength(1);
  });
});

const temperature = fc.integer({ min: 15, max: 110 });
const course = fc.array(fc.tuple(temperature, temperature), { minLength: 1, maxLength: 4 });

describe('what a sensor can move (decisions B5)', () => {
  const lastOf = (rows: readonly (readonly [number | undefined, number | undefined])[]) =>
    healthCourse((minute) => jointsAt(...(rows[Math.floor(minute / 60)] ?? [undefined, undefined])), rows.length * 60);

  it('a truthful sensor of a healthy joint never lowers the condition, and taking it away never raises it', () => {
    fc.assert(
      fc.property(course, fc.integer({ min: 15, max: 67 }), (rows, healthyC) => {
        const [without, added] = [lastOf(rows.map(([one]) => [one, undefined])), lastOf(rows.map(([one]) => [one, healthyC]))];
        expect(added.published.at(-1)?.index).toBe(without.published.at(-1)?.index);
      }),
      { numRuns: 30 },
    );
  });

  it('a sensor that falls silent takes nothing back, and is said to be held', () => {
    const hot = healthCourse(() => jointsAt(80, 30), 60);
    const silent = healthCourse(() => jointsAt(undefined, 30), 60, { before: hot });
    expect(silent.published.at(-1)).toMatchObject({ index: 25, component: 'j0', knownCount: 1, unknownCount: 1 });
    expect(silent.published.at(-1)?.readings[0]).toMatchObject({ isHeld: true, value: 80 });
    expect(silent.advice).toHaveLength(hot.advice.length);
    expect(healthCourse(() => jointsAt(40, 30), 60, { before: silent }).published.at(-1)).toMatchObject({ index: 80, component: null });
  });

  it('never scores better than the reference, nor a component that is well below it', () => {
    fc.assert(
      fc.property(course, (rows) => {
        const { published } = lastOf(rows);
        for (const { index, component } of published) {
          expect(index).toBeLessThanOrEqual(80);
          expect(component === null).toBe(index === 80);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('more heat never gives a better condition or a lower level', () => {
    fc.assert(
      fc.property(temperature, fc.integer({ min: 0, max: 40 }), (oneC, moreK) => {
        const [cool, hot] = [oneC, oneC + moreK].map((c) => healthCourse(() => jointsAt(c, 30), 60).published.at(-1));
        if (cool === undefined || hot === undefined) throw new Error('nothing was published');
        expect(hot.index).toBeLessThanOrEqual(cool.index);
        expect(isWorse(cool.level, hot.level)).toBe(false);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the state between windows', () => {
  it('goes on from its JSON as if it had never stopped', () => {
    const whole = healthCourse((minute) => jointsAt(50 + minute, 30, 3), 40);
    const half = healthCourse((minute) => jointsAt(50 + minute, 30, 3), 17);
    const resumed = healthCourse((minute) => jointsAt(67 + minute, 30, 3), 23, { before: JSON.parse(JSON.stringify(half)) });
    expect(resumed).toEqual(whole);
  });

  it('is bounded by the joints of the profile', () => {
    const crowd = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`x${index}`, { motorTemperatureC: 99 }]));
    expect(healthCourse(() => [streamOf('joint', crowd)], 30).state).toMatchObject({ joints: {}, memory: {} });
  });
});
