import { describe, expect, it } from 'vitest';
import { stepTrace, type TracedWindow, type TraceState, traceOf } from './alarm-trace.ts';

/** Joint 0 expects 10 and shows its score; rises are a tenth of that. */
const windowAt = (second: number, jointScores: readonly number[]): TracedWindow => ({
  endMs: second * 1000,
  jointScores,
  reading: (joint, channel) => {
    const shareRatio = channel === 'temperatureRise' ? 0.1 : 1;
    return {
      expectedValue: 10 * shareRatio,
      observedValue: (jointScores[joint] ?? 0) * shareRatio,
      unit: channel === 'temperatureRise' ? 'C' : 'N.m',
    };
  },
});

function traced(scoresAt: (second: number) => readonly number[], seconds: number): TraceState {
  let state: TraceState = [];
  for (let second = 1; second <= seconds; second++) state = stepTrace(state, windowAt(second, scoresAt(second)));
  return state;
}

describe('the trace before an alarm', () => {
  it('holds the last seconds of the joint that grew loud, expected beside observed', () => {
    const state = traced((second) => [0, second > 20 ? second : 0, 1], 30);
    const trace = traceOf(state, 1, { channel: 'effort', nowMs: 30_000 });
    expect(trace).toMatchObject({ channel: 'effort', unit: 'N.m' });
    expect(trace?.points.at(-1)).toEqual([0, 10, 30]);
    expect(trace?.points.length).toBeGreaterThanOrEqual(10);
    expect(traceOf(state, 1, { channel: 'temperatureRise', nowMs: 30_000 })?.points.at(-1)).toEqual([0, 1, 3]);
  });

  it('follows two joints at most, forty windows at most', () => {
    const state = traced(() => [3, 9, 5, 1], 100);
    expect(state.map(({ jointIndex }) => jointIndex)).toEqual([1, 2]);
    expect(state.map(({ points }) => points.length)).toEqual([40, 40]);
    expect(traceOf(state, 0, { channel: 'effort', nowMs: 0 })).toBeNull();
    expect(JSON.stringify(state).length).toBeLessThan(5_000);
  });

  it('keeps a joint that paused rather than one that is a little louder now', () => {
    const state = traced((second) => (second <= 20 ? [9, 0, 8] : [1, 2, 1]), 22);
    expect(state.map(({ jointIndex }) => jointIndex).sort()).toEqual([0, 2]);
  });

  it('ends with the clock it was read by', () => {
    const before = traced(() => [5, 1], 50);
    const [first] = stepTrace(before, windowAt(2, [5, 1]));
    expect(first?.points).toHaveLength(1);
  });

  it('writes what is unknown as 0, so that it can be saved', () => {
    const state = stepTrace([], { ...windowAt(1, [1]), reading: () => ({ expectedValue: Number.NaN, observedValue: 1, unit: 'A' }) });
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});
