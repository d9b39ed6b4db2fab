import { describe, expect, it } from 'vitest';
import type { WindowFeatures } from '../../contract/features.ts';
import { monoMs } from '../../contract/time.ts';
import { countedBreaches, type JointHabit, learnHabit, openingHabit, openingPlausibility, stepPlausibility } from './plausibility.ts';

interface Said {
  readonly position: number;
  readonly velocity: number;
  readonly current: number;
  readonly spread?: number;
}

function second(nowS: number, { position, velocity, current, spread = 0 }: Said): WindowFeatures {
  const mean = Float64Array.of(position, velocity, current, 40);
  return {
    layout: {
      sourceId: 'one',
      component: 'joint',
      parts: ['a'],
      signals: ['positionRad', 'velocityRadPerS', 'currentA', 'motorTemperatureC'],
      periodMs: 100,
    },
    startMs: monoMs(nowS * 1000),
    endMs: monoMs(nowS * 1000 + 1000),
    frameCount: 10,
    count: Uint32Array.of(10, 10, 10, nowS % 2 === 0 ? 10 : 0),
    mean,
    sd: Float64Array.of(spread, spread, 0, 0),
    min: mean.map((value) => value - spread),
    max: mean.map((value) => value + spread),
  };
}

const limit = { velocityRadPerS: 2, torqueNm: undefined, currentA: 5 };

/** Breaches of the last window, and what would have been learned of all. */
function ran(said: readonly Said[], habit: JointHabit = openingHabit) {
  let state = openingPlausibility;
  let learned = openingHabit;
  let breaches: ReturnType<typeof stepPlausibility>['breaches'] = [];
  said.forEach((one, nowS) => {
    const step = stepPlausibility(state, { window: second(nowS, one), jointIndex: 0, limit, habit });
    learned = learnHabit(learned, step);
    ({ state, breaches } = step);
  });
  return { state, learned, breaches: countedBreaches(breaches, habit) };
}

const moving = (count: number, current: (place: number) => number): Said[] =>
  Array.from({ length: count }, (_, place) => ({
    position: Math.sin(place),
    velocity: Math.cos(place),
    current: current(place),
    spread: 0.1,
  }));
const standing = (count: number): Said[] => Array.from({ length: count }, () => ({ position: 1, velocity: 0, current: 2 }));

describe('what cannot be true', () => {
  it('is an effort that never changes while the joint moves', () => {
    const { breaches } = ran(moving(40, () => 2));
    expect(breaches).toEqual([{ rule: 'stuckSensor', expectedValue: 30, observedValue: 39, unit: 'count' }]);
    expect(ran(moving(40, (place) => place / 40)).breaches).toEqual([]);
  });

  it('is not an effort that rests with the joint', () => {
    expect(ran(standing(55)).breaches).toEqual([]);
  });

  it('takes three times as long where a sensor is known to repeat itself', () => {
    const { learned } = ran(moving(60, () => 2));
    expect(learned.longestCounts[0]).toBe(59);
    expect(
      ran(
        moving(170, () => 2),
        learned,
      ).breaches,
    ).toEqual([]);
    expect(
      ran(
        moving(190, () => 2),
        learned,
      ).breaches[0],
    ).toMatchObject({ rule: 'stuckSensor', expectedValue: 177, observedValue: 189 });
  });

  it.each([
    ['currentA', { position: 0, velocity: 0, current: -6 }, { expectedValue: 5, observedValue: 6, unit: 'A' }],
    ['velocityRadPerS', { position: 0, velocity: 3, current: 0 }, { expectedValue: 2, observedValue: 3, unit: 'rad/s' }],
  ])('is a %s clearly above its declared limit', (_, said, breach) => {
    expect(ran([said]).breaches).toEqual([{ rule: 'outOfLimits', ...breach }]);
  });

  it('is a joint that is elsewhere from one second to the next', () => {
    const there = { position: 0, velocity: 0, current: 0 };
    expect(ran([there, { ...there, position: 4 }]).breaches.map(({ rule, unit }) => [rule, unit])).toEqual([['implausibleJump', 'rad']]);
    expect(ran([there, { ...there, position: 3 }]).breaches).toEqual([]);
  });

  it('is nothing that normal life did too', () => {
    const over = { position: 0, velocity: 0, current: 9 };
    const { learned } = ran([over]);
    expect(learned.brokenCounts).toEqual([0, 1, 0]);
    expect(ran([over], learned).breaches).toEqual([]);
  });

  it('goes on from plain JSON', () => {
    const { state } = ran(moving(20, () => 2));
    const window = second(20, { position: 0, velocity: 1, current: 2 });
    const step = (from: typeof state) => stepPlausibility(from, { window, jointIndex: 0, limit, habit: openingHabit });
    expect(step(JSON.parse(JSON.stringify(state)))).toEqual(step(state));
  });
});
