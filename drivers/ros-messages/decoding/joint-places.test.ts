import { describe, expect, it } from 'vitest';
import type { ConfigError } from '../../../agent/contract/errors.ts';
import { threeJoints } from '../../../tests/support/humanoid-fixture.ts';
import { jointIds, jointSlots } from './joint-places.ts';
import type { TopicPlan } from './message-type.ts';

const topic = { topic: '/lowstate', type: 'a/B', rateHz: 10, onChange: false, optional: false, unverified: false, decode: {} };
const plan: TopicPlan = { sourceId: 'ros', profile: threeJoints, topic, periodMs: 100 };

function problemsOf(act: () => unknown): { code: string; problems: string[] } {
  try {
    act();
  } catch (error) {
    const { code, problems } = error as ConfigError;
    return { code, problems: problems.map(({ place, value, remedy }) => `${place}: ${value}: ${remedy}`) };
  }
  return { code: '', problems: [] };
}

describe('joints by their place', () => {
  it('are those of the profile in order, when nothing else is said', () => {
    expect(jointSlots(plan, undefined)).toEqual({ parts: ['left', 'middle', 'right'], placeIndexes: [0, 1, 2] });
    expect(jointSlots(plan, [])).toEqual({ parts: ['left', 'middle', 'right'], placeIndexes: [0, 1, 2] });
  });

  it('may have holes and another order', () => {
    expect(jointSlots(plan, [4, 0, 2]).placeIndexes).toEqual([4, 0, 2]);
  });

  it.each([
    ['too few', [1, 2]],
    ['twice the same', [1, 2, 2]],
  ])('are refused when there are %s places', (_, slots) => {
    expect(problemsOf(() => jointSlots(plan, slots))).toEqual({
      code: 'ros-messages/slots-unfit',
      problems: [`/lowstate decode.slots: ${slots.length} places for 3 joints: write one place of its own for every joint`],
    });
  });
});

describe('joints by their identifier', () => {
  it('are only those that are named', () => {
    expect(jointIds(plan, { 52: 'right', 51: 'left' })).toEqual({ parts: ['left', 'right'], placeIndexes: [51, 52] });
  });

  it('are refused with every identifier and name that fits nothing, and when there are none', () => {
    expect(problemsOf(() => jointIds(plan, { left: 'left', 3: 'tail' }))).toEqual({
      code: 'ros-messages/part-ids-unfit',
      problems: [
        '/lowstate decode.partIds: tail: write the name of a joint of the profile',
        '/lowstate decode.partIds: left: write the identifier as a whole number',
      ],
    });
    expect(problemsOf(() => jointIds(plan, undefined)).problems).toHaveLength(1);
  });
});
