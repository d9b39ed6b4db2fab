import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWorse, type LevelState, levelOf, openingLevel, stepLevel } from './health-level.ts';

const courseOf = (severities: readonly number[], from: LevelState = openingLevel): string[] => {
  let state = from;
  return severities.map((one) => {
    state = stepLevel(state, one);
    return state.level;
  });
};

describe('levels of an indicator', () => {
  it.each([
    [0, 'INFO'],
    [0.2499, 'INFO'],
    [0.25, 'NOTICE'],
    [0.4999, 'NOTICE'],
    [0.5, 'WARN'],
    [0.7999, 'WARN'],
    [0.8, 'ALARM'],
    [1, 'ALARM'],
  ])('begin where the risk model says: %f is %s', (severityRatio, level) => {
    expect(levelOf(severityRatio)).toBe(level);
  });

  it('reach ALARM only after three of five evaluations', () => {
    expect(courseOf([1, 1, 1])).toEqual(['WARN', 'WARN', 'ALARM']);
    expect(courseOf([1, 0, 1, 0, 1])).toEqual(['WARN', 'INFO', 'WARN', 'INFO', 'ALARM']);
    expect(courseOf([1, 0, 0, 1, 0, 1])).toEqual(['WARN', 'INFO', 'INFO', 'WARN', 'INFO', 'WARN']);
  });

  it('are left only 20 % below where they begin, one after the other', () => {
    const alarmed: LevelState = { level: 'ALARM', recent: '111' };
    expect(courseOf([0.79, 0.64, 0.639, 0.4, 0.399, 0.2, 0.199], alarmed)).toEqual([
      'ALARM',
      'ALARM',
      'WARN',
      'WARN',
      'NOTICE',
      'NOTICE',
      'INFO',
    ]);
  });

  it('go straight to INFO when nothing is left', () => {
    expect(courseOf([0], { level: 'ALARM', recent: '11111' })).toEqual(['INFO']);
  });

  it('never lower for a more severe course, and hold five evaluations at most', () => {
    const courses = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(courses, (pairs) => {
        let [mild, severe] = [openingLevel, openingLevel];
        for (const [one, other] of pairs) {
          mild = stepLevel(mild, Math.min(one, other));
          severe = stepLevel(severe, Math.max(one, other));
          expect(isWorse(mild.level, severe.level)).toBe(false);
        }
        expect(severe.recent.length).toBeLessThanOrEqual(5);
      }),
    );
  });
});
