import { describe, expect, it } from 'vitest';
import type { Scorer, WindowFeatures } from '../../agent/contract/features.ts';
import { detectionTrial } from './detection-trial.ts';

const options = { seed: 3, robotCount: 6, commissioningWindowCount: 30, runCount: 3, windowCountPerRun: 5 };

/** A scorer that answers what the function says for each window. */
function scorerThat(rate: (window: WindowFeatures) => number): Scorer {
  return {
    backend: 'cpu',
    weightsSha256: '',
    modelVersion: 'test',
    score: (window) => ({
      startMs: window.startMs,
      jointScores: Float64Array.from(window.layout.parts, () => rate(window)),
      jointMask: new Uint8Array(window.layout.parts.length).fill(1),
    }),
    close: () => undefined,
  };
}

describe('the detection trial', () => {
  it('gives a scorer that says nothing exactly one half', () => {
    const rows = detectionTrial(
      scorerThat(() => 1),
      options,
    ).filter(({ method }) => method.startsWith('network'));
    expect(rows).toHaveLength(8);
    expect(rows.every(({ meanAurocRatio, sdAurocRatio }) => meanAurocRatio === 0.5 && sdAurocRatio === 0)).toBe(true);
  });

  it('gives a scorer that knows the answer exactly one', () => {
    // Without commissioning a robot shows 3 runs of 5 normal windows first, then the faulty ones.
    const seenBy = new Map<unknown, Map<WindowFeatures, number>>();
    const rows = detectionTrial(
      scorerThat((window) => {
        const seen = seenBy.get(window.layout) ?? new Map<WindowFeatures, number>();
        seenBy.set(window.layout, seen.set(window, seen.get(window) ?? seen.size));
        return (seen.get(window) ?? 0) >= 15 ? 5 : 1;
      }),
      { ...options, commissioningWindowCount: 0 },
    ).filter(({ method }) => method === 'network, robot unseen');
    expect(rows.map(({ meanAurocRatio }) => meanAurocRatio)).toEqual([1, 1, 1, 1]);
  });

  it('compares every method on every fault and run length', () => {
    const rows = detectionTrial(
      scorerThat(() => 1),
      options,
    );
    expect(new Set(rows.map(({ method }) => method)).size).toBe(3);
    expect(new Set(rows.map(({ fault, windowCount }) => `${fault} ${windowCount}`))).toEqual(
      new Set(['frictionRise 1', 'frictionRise 5', 'overCurrent 1', 'overCurrent 5']),
    );
    expect(rows).toHaveLength(12);
  });

  it('repeats for the same seed', () => {
    const run = () =>
      detectionTrial(
        scorerThat(() => 1),
        options,
      );
    expect(run()).toEqual(run());
  });
});
