import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approach, clamp, smoothStep } from './smooth-step.ts';

const anyNumber = fc.double({ noNaN: true, min: -1e6, max: 1e6 });

describe('smoothStep', () => {
  it('runs from 0 to 1, never back', () => {
    fc.assert(
      fc.property(anyNumber, anyNumber, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(smoothStep(low)).toBeLessThanOrEqual(smoothStep(high) + 1e-12);
        expect(smoothStep(a)).toBeGreaterThanOrEqual(0);
        expect(smoothStep(a)).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  it('has no speed at its ends and is half way in the middle', () => {
    expect(smoothStep(0.001)).toBeLessThan(1e-7);
    expect(1 - smoothStep(0.999)).toBeLessThan(1e-7);
    expect(smoothStep(0.5)).toBe(0.5);
  });
});

describe('approach', () => {
  it('reaches the goal in steps of the given size and stays there', () => {
    expect([approach(0, 1, 0.4), approach(0.8, 1, 0.4), approach(1, 1, 0.4), approach(1, 0, 0.25)]).toEqual([0.4, 1, 1, 0.75]);
  });
});

describe('clamp', () => {
  it('keeps a value between its bounds', () => {
    expect([clamp(-5, -1, 1), clamp(0.5, -1, 1), clamp(9, -1, 1)]).toEqual([-1, 0.5, 1]);
  });
});
