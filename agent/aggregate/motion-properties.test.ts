import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { momentsOf } from '../../tests/support/moments.ts';
import { frameOf, timeAt, twoJointProfile, velocityLayout } from '../../tests/support/telemetry.ts';
import type { FrameLayout } from '../contract/frame.ts';
import { monoMs, type TimePoint, wallMs } from '../contract/time.ts';
import { clockStepMs } from './clock-step.ts';
import { type JointMotionState, jointMotionLayout, openingJointMotion, stepJointMotion } from './joint-motion.ts';
import { WindowAccumulator } from './window-accumulator.ts';

const positionLayout: FrameLayout = { ...velocityLayout, signals: ['positionRad'] };
const bothLayout: FrameLayout = { ...velocityLayout, signals: ['velocityRadPerS', 'positionRad'] };
const silenceMs = 3000;

type Row = readonly [ms: number, ...values: (number | undefined)[]];

function move(layout: FrameLayout, rows: readonly Row[], state: JointMotionState = openingJointMotion(2)): JointMotionState {
  const motion = jointMotionLayout(layout, twoJointProfile, silenceMs);
  for (const [ms, ...values] of rows) stepJointMotion(state, frameOf(layout, ms, values), motion);
  return state;
}

/** Never −0, which JSON does not know. */
const angle = fc.double({ min: -3, max: 3, noNaN: true }).map((value) => value + 0);
const steps = fc.array(fc.record({ stepMs: fc.integer({ min: 1, max: 2000 }), value: fc.option(angle, { nil: undefined }) }), {
  minLength: 1,
  maxLength: 30,
});
/** Rows of the first joint at their times; the second stands. */
function rowsOf(drawn: readonly { stepMs: number; value: number | undefined }[]): Row[] {
  let ms = 0;
  return drawn.map(({ stepMs, value }) => {
    ms += stepMs;
    return [ms, value, 0];
  });
}

describe('the travel of a joint', () => {
  it('is the sum of what its positions differ by, whatever came between', () => {
    fc.assert(
      fc.property(steps, (drawn) => {
        const known = drawn.flatMap(({ value }) => value ?? []);
        const expected = known.slice(1).reduce((sum, value, k) => sum + Math.round(1e6 * Math.abs(value - (known[k] ?? 0))), 0);
        expect(move(positionLayout, rowsOf(drawn)).travelUrad).toEqual([expected, 0]);
      }),
    );
  });

  it('is never less than from where it was to where it is, and only rises', () => {
    fc.assert(
      fc.property(steps, (drawn) => {
        const known = drawn.flatMap(({ value }) => value ?? []);
        const state = openingJointMotion(2);
        let before = 0;
        for (const row of rowsOf(drawn)) {
          const [travelled = 0] = move(positionLayout, [row], state).travelUrad;
          expect(travelled).toBeGreaterThanOrEqual(before);
          before = travelled;
        }
        const net = Math.abs((known.at(-1) ?? 0) - (known[0] ?? 0));
        expect(before).toBeGreaterThanOrEqual(1e6 * net - known.length);
      }),
    );
  });

  it('at a speed alone is that speed held until the next reading, at most for the silence limit', () => {
    const slow = fc.array(fc.record({ stepMs: fc.integer({ min: 1, max: 9000 }), value: fc.option(angle, { nil: undefined }) }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(slow, (drawn) => {
        const rows = rowsOf(drawn).filter(([, value]) => value !== undefined);
        const expected = rows.slice(1).reduce((sum, [ms], k) => {
          const [beforeMs = 0, speed = 0] = rows[k] ?? [];
          return sum + Math.round((1e6 * Math.abs(speed) * Math.min(ms - beforeMs, silenceMs)) / 1000);
        }, 0);
        expect(move(velocityLayout, rowsOf(drawn)).travelUrad[0]).toBe(expected);
      }),
    );
  });

  it('is told from positions where both are reported: a speed that lies does not move it', () => {
    fc.assert(
      fc.property(steps, angle, (drawn, lie) => {
        const rows = rowsOf(drawn);
        const both = rows.map(([ms, value]): Row => [ms, lie, 0, value, 0]);
        expect(move(bothLayout, both).travelUrad).toEqual(move(positionLayout, rows).travelUrad);
      }),
    );
  });

  it('goes on where it was when it is saved and taken up anywhere', () => {
    fc.assert(
      fc.property(steps, fc.nat(30), fc.constantFrom(positionLayout, velocityLayout), (drawn, cut, layout) => {
        const rows = rowsOf(drawn);
        const saved = JSON.parse(JSON.stringify(move(layout, rows.slice(0, cut)))) as JointMotionState;
        expect(move(layout, rows.slice(cut), saved)).toEqual(move(layout, rows));
      }),
    );
  });
});

/** What a cell without a good reading has. */
const nothing = { mean: 0, sd: 0, min: 0, max: 0 };

describe('a window of any readings', () => {
  it('has the count, mean, spread and ends of what was good, cell by cell', () => {
    const cell = fc.option(
      fc.double({ min: -1e3, max: 1e3, noNaN: true }).map((value) => value + 0),
      { nil: undefined },
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 30 }), (readings) => {
        const accumulator = new WindowAccumulator(velocityLayout);
        readings.forEach((values, index) => {
          accumulator.add(frameOf(velocityLayout, index, values));
        });
        const features = accumulator.close(monoMs(0), monoMs(1000));
        for (const part of [0, 1]) {
          const known = readings.flatMap((values) => values[part] ?? []);
          const { mean, sd, min, max } = known.length === 0 ? nothing : momentsOf(known);
          expect(features?.count[part]).toBe(known.length);
          expect(features?.mean[part]).toBeCloseTo(mean, 9);
          expect((features?.sd[part] ?? -1) ** 2).toBeCloseTo(sd ** 2, 3);
          expect([features?.min[part], features?.max[part]]).toEqual([min, max]);
        }
        expect(features?.frameCount).toBe(readings.length);
      }),
    );
  });

  it('is not changed by the next one: what was handed over stays', () => {
    const accumulator = new WindowAccumulator(velocityLayout);
    accumulator.add(frameOf(velocityLayout, 0, [1, 2]));
    const features = accumulator.close(monoMs(0), monoMs(1000));
    accumulator.add(frameOf(velocityLayout, 0, [9, 9]));
    expect([[...(features?.mean ?? [])], [...(features?.max ?? [])], [...(features?.count ?? [])]]).toEqual([
      [1, 2],
      [1, 2],
      [1, 1],
    ]);
  });
});

describe('a step of the wall clock', () => {
  const at = (bootMs: number, offsetMs: number): TimePoint => ({ ...timeAt(bootMs), wallMs: wallMs(timeAt(bootMs).wallMs + offsetMs) });

  it('is as long one way as the other, and none where the offset stays', () => {
    const moment = fc.nat(1e9);
    const offset = fc.integer({ min: -1e8, max: 1e8 });
    fc.assert(
      fc.property(moment, moment, offset, (a, b, offsetMs) => {
        expect(clockStepMs(at(a, 0), at(b, offsetMs))).toBe(-clockStepMs(at(b, offsetMs), at(a, 0)) + 0);
        expect(clockStepMs(at(a, offsetMs), at(b, offsetMs))).toBe(0);
      }),
    );
  });

  it('is seen beyond two seconds and 200 ppm of what has passed, exactly', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.integer({ min: -400_000, max: 400_000 }), (elapsedMs, offsetMs) => {
        const isStep = Math.abs(offsetMs) > 2000 + 0.0002 * elapsedMs;
        expect(clockStepMs(at(0, 0), at(elapsedMs, offsetMs)) !== 0).toBe(isStep);
      }),
    );
  });
});
