import { describe, expect, it } from 'vitest';
import { slowDriftDocument, slowDriftPlans, slowDriftRows } from './slow-drift-document.ts';
import { type SlowDriftOutcome, slowDriftLife } from './slow-drift-life.ts';

const outcome = (change: SlowDriftOutcome['change'], noticedAfterH: number, falseNoticeCount = 0): SlowDriftOutcome => ({
  ...{ change, noticedAfterH, falseNoticeCount, watchedH: 100 },
});

describe('a slow change', () => {
  it('that is large is noticed after its onset, and the same life without it is quiet before', () => {
    const plan = { seed: 3, jointCount: 6, learnS: 1200, soundS: 600, changingS: 6000 };
    const [changed, sound] = [slowDriftLife({ ...plan, change: 'sensor' }), slowDriftLife({ ...plan, change: 'none' })];
    expect(sound.noticedAfterH).toBe(Number.POSITIVE_INFINITY);
    expect(changed.watchedH).toBeCloseTo(66_000 / 3600, 6);
    expect(changed.noticedAfterH).toBeGreaterThan(0);
  });

  it('is the same for the same seed', () => {
    const [plan] = slowDriftPlans('smoke');
    if (plan === undefined) throw new RangeError('a smoke run has a plan');
    expect(slowDriftLife(plan)).toEqual(slowDriftLife(plan));
  });
});

describe('the table', () => {
  it('counts what was noticed and when, a miss being infinitely late', () => {
    const [row] = slowDriftRows([outcome('friction', 40), outcome('friction', 60, 1), outcome('friction', Number.POSITIVE_INFINITY)]);
    expect(row).toEqual({ change: 'friction', robotCount: 3, noticedCount: 2, medianAfterH: 60, falseNoticeCount: 1, watchedH: 300 });
  });

  it('says nothing of noticing where nothing changed', () => {
    const text = slowDriftDocument([outcome('none', Number.POSITIVE_INFINITY, 3)], '2026-02-03');
    expect(text).toContain('| nothing changes | 1 | – | – | 3 | 30.0 (');
    expect(text).toContain('2026-02-03');
  });

  it('has every robot once for each change', () => {
    const plans = slowDriftPlans('whole');
    expect(plans.length).toBe(18);
    expect(new Set(plans.map(({ seed, change }) => `${seed} ${change}`)).size).toBe(18);
  });
});
