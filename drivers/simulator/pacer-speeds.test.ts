import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeAt } from '../../tests/support/telemetry.ts';
import { aheadMsMax, Pacer, stepsWithoutTurnMax } from './pacer.ts';

const never = new AbortController().signal;

/** A clock that counts its readings, moves only when it is slept on or told to, and sleeps as long as asked. */
class CountingClock {
  readingCount = 0;
  nowMs = 0;
  readonly sleepsMs: number[] = [];

  now() {
    this.readingCount++;
    return timeAt(Math.floor(this.nowMs));
  }

  async sleep(durationMs: number): Promise<void> {
    this.sleepsMs.push(durationMs);
    this.nowMs += durationMs;
  }
}

/** Steps as the source does; `each` may let time pass while a frame is made. */
async function walk(
  by: { speedRatio: number; periodMs: number; stepCount: number },
  each: (clock: CountingClock) => void = () => undefined,
) {
  const clock = new CountingClock();
  const pacer = new Pacer(clock, by.speedRatio, never);
  const leads: number[] = [];
  for (let step = 1; step <= by.stepCount; step++) {
    each(clock);
    if (pacer.isAhead(step * by.periodMs)) await pacer.wait(step * by.periodMs);
    leads.push((step * by.periodMs) / by.speedRatio - clock.nowMs);
  }
  return { clock, leads };
}

const speeds = fc.double({ min: 0.1, max: 500, noNaN: true });

describe('at any speed the signal clock', () => {
  it('is never further ahead of the real one than allowed, and never behind when frames cost nothing', async () => {
    await fc.assert(
      fc.asyncProperty(speeds, fc.integer({ min: 1, max: 200 }), async (speedRatio, periodMs) => {
        const { leads } = await walk({ speedRatio, periodMs, stepCount: 400 });
        expect(Math.max(...leads)).toBeLessThanOrEqual(aheadMsMax + 1);
        expect(Math.min(...leads)).toBeGreaterThanOrEqual(-1);
      }),
      { numRuns: 40 },
    );
  });

  it('takes as long as its time over its speed, in all', async () => {
    await fc.assert(
      fc.asyncProperty(speeds, fc.integer({ min: 1, max: 200 }), async (speedRatio, periodMs) => {
        const { clock } = await walk({ speedRatio, periodMs, stepCount: 600 });
        expect(Math.abs(clock.nowMs - (600 * periodMs) / speedRatio)).toBeLessThanOrEqual(aheadMsMax + 1);
      }),
      { numRuns: 40 },
    );
  });

  it('does not sleep at all while making frames takes longer than they last, and still gives the event loop its turns', async () => {
    const { clock } = await walk({ speedRatio: 1, periodMs: 10, stepCount: 1000 }, (each) => {
      each.nowMs += 15;
    });
    expect(clock.sleepsMs).toEqual(new Array(Math.floor(1000 / stepsWithoutTurnMax)).fill(0));
  });

  it('reads the real clock once in a while, not for every frame', async () => {
    const { clock } = await walk({ speedRatio: 0, periodMs: 2, stepCount: 10_000 });
    expect(clock.readingCount).toBeLessThan(200);
  });
});

describe('a pacer that starts late in the life of its clock', () => {
  it('counts from its own start', async () => {
    const clock = new CountingClock();
    clock.nowMs = 5_000_000;
    const pacer = new Pacer(clock, 2, never);
    expect(pacer.isAhead(100)).toBe(true);
    await pacer.wait(100);
    expect(clock.sleepsMs).toEqual([50]);
  });
});

describe('being ahead', () => {
  it('begins beyond 20 ms and not before', () => {
    const pacer = new Pacer(new CountingClock(), 1, never);
    expect([1, aheadMsMax, aheadMsMax + 1].map((nextMs) => pacer.isAhead(nextMs))).toEqual([false, false, true]);
  });

  it('without a wait in between comes at the latest after 256 steps', () => {
    const pacer = new Pacer(new CountingClock(), 0, never);
    const answers = Array.from({ length: stepsWithoutTurnMax }, (_, step) => pacer.isAhead(step));
    expect(answers.indexOf(true)).toBe(stepsWithoutTurnMax - 1);
  });

  it('hands the signal of its source to the sleep, so that an abort can end it', async () => {
    const abort = new AbortController();
    const signals: AbortSignal[] = [];
    const clock = {
      now: () => timeAt(0),
      sleep: async (_durationMs: number, signal: AbortSignal) => {
        signals.push(signal);
      },
    };
    await new Pacer(clock, 1, abort.signal).wait(1000);
    expect(signals).toEqual([abort.signal]);
  });
});
