import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradeOf } from '../../tests/support/telemetry.ts';
import { monoMs } from '../contract/time.ts';
import { unknown } from '../contract/unknown.ts';
import type { UsageCounters } from '../contract/usage.ts';
import { countUsage, gapBefore, hangOverMs, openingUsageMeter, seeMotion, seePresence, type UsageMeterState } from './usage-meter.ts';

const powered = { grade: gradeOf(2), drivesPowered: true };
const silenceMs = 3000;

/** Readings at given times, then a final count: what the aggregator does, without it. */
function meter(readings: readonly { ms: number; moving: boolean }[], endMs: number, conditions = powered): UsageCounters {
  let state = openingUsageMeter();
  for (const { ms, moving } of readings) {
    state = countUsage(state, monoMs(ms), conditions);
    state = seeMotion(seePresence(state, monoMs(ms), silenceMs), 'joints', { knownUntilMs: ms + silenceMs, moving });
  }
  return countUsage(state, monoMs(endMs), conditions).counters;
}

const sum = (vector: readonly number[]): number => vector.reduce((total, ms) => total + ms, 0);

describe('usage meter', () => {
  it('holds a sample until the next one (A7)', () => {
    const counters = meter(
      [
        { ms: 0, moving: true },
        { ms: 1000, moving: true },
      ],
      2000,
    );
    expect(counters).toMatchObject({ powerOnMs: 2000, readyMs: 2000, operatingMs: 2000, gapMs: 0 });
  });

  it('holds a sample at most for the silence limit; the rest is a gap and counts in no counter (A7)', () => {
    const counters = meter(
      [
        { ms: 0, moving: true },
        { ms: 9000, moving: true },
      ],
      9000,
    );
    expect(counters).toMatchObject({ powerOnMs: 3000, readyMs: 3000, operatingMs: 3000, gapMs: 6000 });
  });

  it('goes on operating for the hang-over after the last motion (A7)', () => {
    const readings = [0, 1000, 2000, 3000, 4000, 5000].map((ms) => ({ ms, moving: ms === 0 }));
    expect(meter(readings, 6000).operatingMs).toBe(1000 + hangOverMs);
  });

  it('has a hang-over of two seconds (A7)', () => {
    const readings = [0, 1000, 2000, 3000, 4000, 5000].map((ms) => ({ ms, moving: ms === 0 }));
    expect([hangOverMs, meter(readings, 6000).operatingMs]).toEqual([2000, 3000]);
  });

  it('does not let the hang-over run into a gap', () => {
    const counters = meter(
      [
        { ms: 0, moving: true },
        { ms: 1000, moving: false },
      ],
      20_000,
    );
    expect(counters.operatingMs).toBe(1000 + hangOverMs);
    expect(counters.powerOnMs).toBe(4000);
  });

  it('is neither ready nor operating while the drives are known to be off', () => {
    const counters = meter([{ ms: 0, moving: true }], 2000, { grade: gradeOf(1), drivesPowered: false });
    expect(counters).toMatchObject({ powerOnMs: 2000, readyMs: 0, operatingMs: 0 });
  });

  it('counts a cycle at every change from standing to operating', () => {
    const pattern = [true, false, false, false, false, true, true, false, false, false, false, true];
    const readings = pattern.map((moving, index) => ({ ms: index * 1000, moving }));
    expect(meter(readings, 12_000).cycleCount).toBe(3);
  });

  it('puts operating time at the grade in force, in all three vectors (B3)', () => {
    let state = openingUsageMeter();
    state = countUsage(state, monoMs(0), powered);
    state = seeMotion(seePresence(state, monoMs(0), 10_000), 'joints', { knownUntilMs: 10_000, moving: true });
    state = countUsage(state, monoMs(1500), { ...powered, grade: gradeOf(3, 1, 3) });
    state = countUsage(state, monoMs(2000), { ...powered, grade: gradeOf(5, 5, 2) });
    expect(state.counters.operatingMsByE).toEqual([0, 0, 1500, 0, 500]);
    expect(state.counters.operatingMsByEPhys).toEqual([1500, 0, 0, 0, 500]);
    expect(state.counters.operatingMsByEPeople).toEqual([0, 500, 1500, 0, 0]);
    expect(state.counters.collaborativeMs).toBe(1500);
  });

  it('treats unknown drive power as powered', () => {
    expect(meter([{ ms: 0, moving: true }], 1000, { grade: gradeOf(2), drivesPowered: unknown('notReported') as never }).readyMs).toBe(
      1000,
    );
  });

  it('never counts backwards', () => {
    const state = countUsage(countUsage(openingUsageMeter(), monoMs(0), powered), monoMs(500), powered);
    expect(countUsage(state, monoMs(200), powered)).toBe(state);
  });
});

const timeline = fc.array(fc.record({ stepMs: fc.integer({ min: 1, max: 8000 }), moving: fc.boolean() }), { minLength: 1, maxLength: 40 });

/** Steps as readings at their times, and the time of the last one. */
function lay(steps: readonly { stepMs: number; moving: boolean }[]) {
  let ms = 0;
  const readings = steps.map(({ stepMs, moving }) => {
    ms += stepMs;
    return { ms, moving };
  });
  return { readings, ms };
}

describe('usage meter, for any time line', () => {
  it('nests its counters and sums its vectors exactly', () => {
    fc.assert(
      fc.property(timeline, (steps) => {
        const { readings, ms } = lay(steps);
        const counters = meter(readings, ms + 5000);
        expect(counters.operatingMs).toBeLessThanOrEqual(counters.readyMs);
        expect(counters.readyMs).toBeLessThanOrEqual(counters.powerOnMs);
        expect(counters.collaborativeMs).toBeLessThanOrEqual(counters.operatingMs);
        for (const vector of [counters.operatingMsByE, counters.operatingMsByEPhys, counters.operatingMsByEPeople]) {
          expect(sum(vector)).toBe(counters.operatingMs);
        }
        expect(counters.powerOnMs + counters.gapMs).toBe(ms + 5000 - (readings[0]?.ms ?? 0));
      }),
    );
  });

  it('gives the same totals for any partition', () => {
    fc.assert(
      fc.property(timeline, fc.array(fc.integer({ min: 0, max: 100_000 }), { maxLength: 30 }), (steps, cuts) => {
        const { readings, ms } = lay(steps);
        const endMs = ms + 5000;
        let state: UsageMeterState = openingUsageMeter();
        const moments = [...readings.map((reading) => reading.ms), ...cuts.filter((cut) => cut > (readings[0]?.ms ?? 0) && cut < endMs)];
        for (const at of [...new Set(moments)].sort((a, b) => a - b)) {
          state = countUsage(state, monoMs(at), powered);
          const reading = readings.find((each) => each.ms === at);
          if (reading === undefined) continue;
          state = seeMotion(seePresence(state, monoMs(at), silenceMs), 'joints', { knownUntilMs: at + silenceMs, moving: reading.moving });
        }
        expect(countUsage(state, monoMs(endMs), powered).counters).toEqual(meter(readings, endMs));
      }),
    );
  });
});

describe('gapBefore', () => {
  it('names the silence beyond the limit', () => {
    expect(gapBefore('arm', 3000, monoMs(9000))).toEqual({ sourceId: 'arm', fromMs: 3000, toMs: 9000, cause: 'silence' });
  });

  it('is none within the limit, and none before the first reading', () => {
    expect(gapBefore('arm', 3000, monoMs(3000))).toBeUndefined();
    expect(gapBefore('arm', undefined, monoMs(3000))).toBeUndefined();
  });
});
