import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FreeFallState, openingFreeFall, restartFreeFall, stepFreeFall } from './free-fall.ts';

const gMPerS2 = 9.80665;

/** Steps through lengths in g, one every 10 ms; gives the times at which it was falling freely. */
function fallingTimes(lengths: readonly number[], state: FreeFallState = openingFreeFall(), fromMs = 0): number[] {
  const times: number[] = [];
  lengths.forEach((lengthG, index) => {
    const nowMs = fromMs + index * 10;
    stepFreeFall(state, lengthG * gMPerS2, nowMs);
    if (state.fallingMs === nowMs) times.push(nowMs);
  });
  return times;
}

const lasting = (lengthG: number, ms: number): number[] => new Array<number>(ms / 10).fill(lengthG);
const weighed = lasting(1, 1010);

describe('a free fall', () => {
  it('is weightlessness for longer than 100 ms, from its eleventh hundredth on', () => {
    expect(fallingTimes([...weighed, ...lasting(0, 110)])).toEqual([]);
    expect(fallingTimes([...weighed, ...lasting(0, 150)])).toEqual([1120, 1130, 1140, 1150]);
  });

  it('is below 0.3 g, and broken by a single reading above', () => {
    expect(fallingTimes([...weighed, ...lasting(0.2999, 150)])).not.toEqual([]);
    expect(fallingTimes([...weighed, ...lasting(0.3001, 150)])).toEqual([]);
    expect(fallingTimes([...weighed, ...lasting(0, 100), 0.5, ...lasting(0, 100)])).toEqual([]);
  });

  it('is known only of a body that has weighed something for a second', () => {
    expect(fallingTimes(lasting(0, 5000))).toEqual([]);
    expect(fallingTimes([...lasting(1, 1000), ...lasting(0, 300)])).toEqual([]);
    expect(fallingTimes([...lasting(0.49, 3000), ...lasting(0, 300)])).toEqual([]);
    expect(fallingTimes([...lasting(0.51, 1010), ...lasting(0, 300)])).not.toEqual([]);
    expect(fallingTimes([...lasting(1, 900), 0, ...lasting(1, 900), ...lasting(0, 300)])).toEqual([]);
  });

  it('may come again without being weighed again', () => {
    const state = openingFreeFall();
    fallingTimes([...weighed, ...lasting(0, 200)], state);
    expect(fallingTimes([1, ...lasting(0, 200)], state, 5000)).not.toEqual([]);
  });

  it('does not reach over a silence: what was held before it is forgotten, not what was known', () => {
    const state = openingFreeFall();
    fallingTimes([...weighed, ...lasting(0, 80)], state);
    restartFreeFall(state);
    expect(fallingTimes(lasting(0, 80), state, 3000)).toEqual([]);
    expect(fallingTimes(lasting(0, 80), state, 3080)).not.toEqual([]);
    expect(state.hasWeight).toBe(true);
  });

  it('is not taken over from a clock that ran ahead', () => {
    const state = { ...openingFreeFall(), hasWeight: true, fallingMs: 900_000 };
    stepFreeFall(state, gMPerS2, 0);
    expect(state.fallingMs).toBeNull();
  });

  it('is, for any body, exactly a run of weightless readings longer than 100 ms after a second of weight', () => {
    const run = fc.tuple(fc.constantFrom(0, 0.2, 0.4, 0.6, 1, 3), fc.integer({ min: 1, max: 150 }));
    fc.assert(
      fc.property(fc.array(run, { maxLength: 12 }), (runs) => {
        const lengths = runs.flatMap(([lengthG, count]) => new Array<number>(count).fill(lengthG));
        let [weighing, weightless, hasWeight] = [0, 0, false];
        const expected = lengths.flatMap((lengthG, index) => {
          weighing = lengthG >= 0.5 ? weighing + 1 : 0;
          hasWeight ||= weighing > 100;
          weightless = lengthG < 0.3 && hasWeight ? weightless + 1 : 0;
          return weightless > 11 ? [index * 10] : [];
        });
        expect(fallingTimes(lengths)).toEqual(expected);
      }),
    );
  });
});
