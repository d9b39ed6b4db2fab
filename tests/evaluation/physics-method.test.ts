import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { armPiSeries, hasFolder } from './armpi-series.ts';
import { temperatureRule } from './baselines/plain-methods.ts';
import { mahalanobis } from './baselines/vector-methods.ts';
import type { Method } from './detector.ts';
import type { LabelledSeries } from './labelled-series.ts';
import { physicsMethod } from './physics-method.ts';
import { auprc, auroc, type Ranked } from './ranking.ts';
import { ur3Series } from './ur3-series.ts';

const recordings = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const ur3 = `${recordings}ur3-cobotops/ur3-cobotops-session-1.csv`;
const armPi = (folder: string): string => `${recordings}armpi-fpv/${folder}`;

/** Every run of a series as one ranking: joints one by one, or the robot as its worst joint. */
function rankings(method: Method, series: LabelledSeries): readonly Ranked[] {
  const { layout, limits, scope, commissioning, runs } = series;
  const detector = method.create({ layout, limits, scope, seed: 1 });
  for (const window of commissioning) detector.learn(window);
  detector.freeze();
  const jointCount = layout.parts.length;
  return runs.map(({ windows, labels }) => {
    const scores = windows.map((window) => detector.rate(window));
    if (scope === 'joint') return { scores: Float64Array.from(scores.flatMap((row) => [...row])), labels };
    return { scores: Float64Array.from(scores, (row) => Math.max(...row)), labels: labels.filter((_, cell) => cell % jointCount === 0) };
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function pooled(all: readonly Ranked[]): Ranked {
  return {
    scores: Float64Array.from(all.flatMap(({ scores }) => [...scores])),
    labels: Uint8Array.from(all.flatMap(({ labels }) => [...labels])),
  };
}

describe.skipIf(!hasFolder(ur3))('on the recording of the UR3', () => {
  it('ranks protective stops at .80 AUROC over the blocks of the session, above the Mahalanobis window', { timeout: 60_000 }, async () => {
    const blocks = await ur3Series(ur3);
    const [mine, theirs] = [physicsMethod, mahalanobis].map((method) => blocks.flatMap((block) => rankings(method, block)));
    expect(mean((mine ?? []).map(auroc))).toBeGreaterThan(0.8);
    expect(auroc(pooled(mine ?? []))).toBeGreaterThan(0.8);
    expect(mean((mine ?? []).map(auprc))).toBeGreaterThan(mean((theirs ?? []).map(auprc)));
  });
});

describe.skipIf(!hasFolder(armPi('2024')))('on the recordings of the ArmPi', () => {
  it.each(['2023-11-20', '2024'])('ranks heated motors of %s above the two-degree rule', { timeout: 60_000 }, async (folder) => {
    const series = await armPiSeries(armPi(folder), folder);
    const [mine, rule] = [physicsMethod, temperatureRule].map((method) => mean(rankings(method, series).map(auprc)));
    expect(mine).toBeGreaterThan(1.5 * (rule ?? Number.NaN));
  });
});
