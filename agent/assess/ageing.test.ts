import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourMs } from '../../tests/support/assessment-fixture.ts';
import { agedCount, agedMs, stepAgeing } from './ageing.ts';

const halfLifeH = 720;

describe('ageing', () => {
  it('happens once per whole operating hour', () => {
    expect(stepAgeing(0, hourMs - 1, halfLifeH)).toEqual({ pendingMs: hourMs - 1, factorRatio: 1 });
    expect(stepAgeing(hourMs - 1, 1, halfLifeH)).toEqual({ pendingMs: 0, factorRatio: 2 ** (-1 / 720) });
  });

  it('catches up over several hours at once', () => {
    expect(stepAgeing(0, 720 * hourMs + 5, halfLifeH)).toEqual({ pendingMs: 5, factorRatio: 0.5 });
  });

  it('of a robot that stands still does not happen', () => {
    expect(stepAgeing(1234, 0, halfLifeH)).toEqual({ pendingMs: 1234, factorRatio: 1 });
  });

  it('halves an event in 720 operating hours in spite of the rounding', () => {
    let count = 1;
    for (let hour = 0; hour < 720; hour += 1) count = agedCount(count, stepAgeing(0, hourMs, halfLifeH).factorRatio);
    expect(count).toBeCloseTo(0.5, 6);
  });

  it('halves hours in 720 operating hours to a second', () => {
    let durationMs = 1000 * hourMs;
    for (let hour = 0; hour < 720; hour += 1) durationMs = agedMs(durationMs, stepAgeing(0, hourMs, halfLifeH).factorRatio);
    expect(Math.abs(durationMs - 500 * hourMs)).toBeLessThan(1000);
  });

  it('loses no operating time, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 * hourMs), { maxLength: 50 }), (parts) => {
        let pendingMs = 0;
        let lnFactor = 0;
        for (const part of parts) {
          const step = stepAgeing(pendingMs, part, halfLifeH);
          pendingMs = step.pendingMs;
          lnFactor += Math.log(step.factorRatio);
        }
        const totalMs = parts.reduce((a, b) => a + b, 0);
        expect(pendingMs).toBe(totalMs % hourMs);
        expect(lnFactor).toBeCloseTo((-Math.floor(totalMs / hourMs) / halfLifeH) * Math.LN2, 9);
      }),
    );
  });
});
