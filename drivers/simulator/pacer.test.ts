import { describe, expect, it } from 'vitest';
import { standingClock } from '../../tests/support/replay-fixture.ts';
import { Pacer, stepsWithoutTurnMax } from './pacer.ts';

const never = new AbortController().signal;

/** Steps through signal time as the source does; gives the sleeps. */
async function walk(speedRatio: number, periodMs: number, stepCount: number): Promise<number[]> {
  const clock = standingClock();
  const pacer = new Pacer(clock, speedRatio, never);
  for (let step = 1; step <= stepCount; step++) {
    if (pacer.isAhead(step * periodMs)) await pacer.wait(step * periodMs);
  }
  return clock.sleepsMs;
}

describe('the pace of a simulation', () => {
  it('sleeps for each frame at real time', async () => {
    expect(await walk(1, 50, 4)).toEqual([50, 50, 50, 50]);
  });

  it('sleeps once for many frames at high speed, and for as long in all', async () => {
    const sleeps = await walk(60, 50, 240);
    expect(sleeps.length).toBeLessThan(12);
    expect(sleeps.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(175);
    expect(sleeps.reduce((sum, each) => sum + each, 0)).toBeLessThan(225);
  });

  it('never waits as fast as possible, but gives the event loop its turns', async () => {
    expect(await walk(0, 50, stepsWithoutTurnMax * 3)).toEqual([0, 0, 0]);
  });

  it('does not sleep when it is behind, and catches up', async () => {
    const clock = standingClock();
    const pacer = new Pacer(clock, 1, never);
    await clock.sleep(1000, never);
    for (let step = 1; step <= 20; step++) if (pacer.isAhead(step * 50)) await pacer.wait(step * 50);
    expect(clock.sleepsMs).toEqual([1000]);
    if (pacer.isAhead(1100)) await pacer.wait(1100);
    expect(clock.sleepsMs).toEqual([1000, 100]);
  });
});
