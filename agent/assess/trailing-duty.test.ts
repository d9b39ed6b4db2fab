import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourMs } from '../../tests/support/assessment-fixture.ts';
import { unknown } from '../contract/unknown.ts';
import { type DutyState, openingDuty, shiftCountMax, shiftMs, stepDuty, trailingDutyRatio } from './trailing-duty.ts';

const none = { powerOnMs: 0, operatingMs: 0 };

/** The duty after these reports, each so many hours powered on at this duty. */
function lived(reports: readonly (readonly [hours: number, dutyRatio: number])[]): { duty: DutyState; total: typeof none } {
  let duty = openingDuty;
  let total = none;
  for (const [hours, dutyRatio] of reports) {
    const next = { powerOnMs: total.powerOnMs + hours * hourMs, operatingMs: total.operatingMs + hours * hourMs * dutyRatio };
    duty = stepDuty(duty, total, next);
    total = next;
  }
  return { duty, total };
}

const shifts = (dutyRatios: readonly number[]) =>
  lived(dutyRatios.flatMap((ratio) => Array.from({ length: 8 }, () => [1, ratio] as const)));

describe('the trailing duty', () => {
  it('is unknown before the robot was ever powered on, and its lifetime’s before a whole shift', () => {
    expect(trailingDutyRatio(undefined, none)).toEqual(unknown('insufficientData'));
    const { duty, total } = lived([[4, 0.25]]);
    expect(trailingDutyRatio(duty, total)).toBe(0.25);
    expect(trailingDutyRatio(undefined, total)).toBe(0.25);
  });

  it('is the one that three shifts of four do not exceed', () => {
    const { duty, total } = shifts([0.1, 0.4, 0.2, 0.3]);
    expect(duty.shiftRatios).toEqual([0.1, 0.4, 0.2, 0.3]);
    expect(trailingDutyRatio(duty, total)).toBe(0.3);
  });

  it('forgets what is older than the last thirty shifts', () => {
    const { duty, total } = shifts([...Array.from({ length: 20 }, () => 1), ...Array.from({ length: shiftCountMax }, () => 0.2)]);
    expect(duty.shiftRatios).toHaveLength(shiftCountMax);
    expect(trailingDutyRatio(duty, total)).toBe(0.2);
  });

  it('is a ratio of bounded state, however reports are cut', () => {
    const report = fc.tuple(
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 0, max: 4 }).map((quarters) => quarters / 4),
    );
    fc.assert(
      fc.property(fc.array(report, { maxLength: 60 }), (reports) => {
        const { duty, total } = lived(reports);
        expect(duty.powerOnMs).toBeLessThan(shiftMs);
        expect(duty.shiftRatios.length).toBeLessThanOrEqual(shiftCountMax);
        const ratio = trailingDutyRatio(duty, total);
        if (typeof ratio === 'number') expect(ratio >= 0 && ratio <= 1).toBe(true);
        else expect(total.powerOnMs).toBe(0);
      }),
    );
  });

  it('is not moved by a gap: time that is in no counter makes no shift', () => {
    const { duty, total } = shifts([0.5, 0.7]);
    expect(stepDuty(duty, total, total)).toEqual(duty);
  });
});
