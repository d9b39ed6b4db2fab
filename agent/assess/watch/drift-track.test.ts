import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DriftNotice, type JointDrift, openingDrift, stepDrift } from './drift-track.ts';
import type { JointEffort } from './fit-effort.ts';
import type { ResidualTrack } from './residual-tracks.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;
const scaleTo = (tenthRatio: number) => ({ values: [tenthRatio / 2, tenthRatio], tailScore: 1 });
/** One in ten means of twenty seconds lies above 0.1 of the limit. */
const effort: JointEffort = {
  centreC: null,
  meanWeightRatios: [],
  rmsWeightRatios: [],
  scales: [null, null, scaleTo(0.1), scaleTo(0.1), null],
};
const track = (frictionRatio: number): ResidualTrack => ({ count: 20, biasRatio: 0, frictionRatio, rmsRatio: 5 });

interface Lived {
  readonly state: JointDrift;
  readonly notices: readonly DriftNotice[];
  readonly noticedAtH: readonly number[];
}

/** So many hours, minute by minute, with the friction that is given for each hour. */
function lived(hours: number, frictionAt: (hour: number) => number, was: JointDrift = openingDrift): Lived {
  let life: Lived = { state: was, notices: [], noticedAtH: [] };
  for (let minute = 0; minute < hours * 60; minute++) {
    const { state, notices } = stepDrift(life.state, track(frictionAt(minute / 60)), { effort, elapsedMs: minuteMs });
    const noticedAtH = notices.length === 0 ? life.noticedAtH : [...life.noticedAtH, minute / 60];
    life = { state, notices: [...life.notices, ...notices], noticedAtH };
  }
  return life;
}

describe('the slow channel', () => {
  it('stays quiet about what stays as it was, however long', () => {
    expect(lived(300, (hour) => 0.08 * Math.sin(hour)).notices).toEqual([]);
  });

  it('notices a ramp once, and says how far it has come', () => {
    const { notices, noticedAtH } = lived(200, (hour) => 0.004 * hour);
    expect(notices).toEqual([{ channel: 'friction', driftRatio: expect.closeTo(0.1, 2), limitRatio: 0.1 }]);
    expect(noticedAtH[0]).toBeGreaterThan(20);
    expect(noticedAtH[0]).toBeLessThan(100);
  });

  it('does not learn it: what lasts stays beyond its range', () => {
    const late = lived(500, () => 0.2);
    expect(late.state.meanRatios[1]).toBeCloseTo(0.2, 6);
    expect(late.state.isBeyond[1]).toBe(true);
  });

  it('waits ten hours before it says anything, and says it again only after it was over', () => {
    const early = lived(9, () => 0.5);
    expect(early.notices).toEqual([]);
    const noticed = lived(2, () => 0.5, early.state);
    expect(noticed.notices).toHaveLength(1);
    const over = lived(600, () => 0, noticed.state);
    expect([over.notices, over.state.isBeyond[1]]).toEqual([[], false]);
    expect(lived(600, () => 0.5, over.state).notices).toHaveLength(1);
  });

  it('says nothing of a channel that was never calibrated', () => {
    expect(lived(100, () => 0).notices).toEqual([]);
  });

  it('forgets half within a hundred hours, in whatever steps', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(steps, (hours) => {
        let state: JointDrift = { ...openingDrift, weightMs: 1e12, meanRatios: [0, 1, 0] };
        for (const hour of hours) state = stepDrift(state, track(0), { effort, elapsedMs: hour * hourMs }).state;
        const sumH = hours.reduce((sum, hour) => sum + hour, 0);
        // What was held so firmly fades by its weight alone.
        expect(state.weightMs).toBeGreaterThan(1e12 * 2 ** (-sumH / 100));
        expect(state.weightMs).toBeLessThan(1e12 * 2 ** (-sumH / 100) + sumH * hourMs + 1);
      }),
    );
  });

  it('stands still without time and without a residual', () => {
    expect(stepDrift(openingDrift, track(1), { effort, elapsedMs: 0 }).state).toBe(openingDrift);
    expect(stepDrift(openingDrift, { ...track(1), count: 0 }, { effort, elapsedMs: 1000 }).state).toBe(openingDrift);
  });
});
