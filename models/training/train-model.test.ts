import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkManifest, digestOf, type ModelManifest } from '../runtime/model-manifest.ts';
import { readLevels } from './level-rows.ts';
import { modelCard } from './model-card.ts';
import { readSeeds } from './seed-record.ts';
import { type TrainedModel, type TrainingMetrics, trainModel } from './train-model.ts';
import { defaultSeed, fullPlan, smokePlan } from './training-plans.ts';

const lines: string[] = [];
let first: TrainedModel;
let second: TrainedModel;

beforeAll(async () => {
  first = await trainModel(smokePlan(1), (line) => lines.push(line));
  second = await trainModel(smokePlan(1), () => undefined);
});

describe('training', () => {
  it('gives the same bytes for the same seed', () => {
    expect(digestOf(second.model)).toEqual(digestOf(first.model));
    expect(digestOf(second.weights)).toEqual(digestOf(first.weights));
    expect(second.manifest).toEqual(first.manifest);
    expect(modelCard(second)).toBe(modelCard(first));
  });

  it('gives other weights for another seed', async () => {
    const other = await trainModel(smokePlan(2), () => undefined);
    expect(digestOf(other.weights)).not.toEqual(digestOf(first.weights));
  });

  it('learns: the loss falls from epoch to epoch', () => {
    const losses = lines.flatMap((line) => /training NLL (-?[\d.]+)/.exec(line)?.[1] ?? []).map(Number);
    expect(losses).toHaveLength(2);
    expect(losses[1]).toBeLessThan(losses[0] ?? 0);
  });

  it('writes a manifest that the runtime accepts', () => {
    const manifest = Buffer.from(JSON.stringify(first.manifest));
    expect(checkManifest({ manifest, model: first.model, weights: first.weights }).modelVersion).toBe(first.manifest.modelVersion);
  });

  it('leaves no tensor behind', async () => {
    const before = memory().numTensors;
    await trainModel(smokePlan(1), () => undefined);
    expect(memory().numTensors).toBe(before);
  });

  it('says where the training data come from', () => {
    expect(first.manifest.training).toMatchObject({ origin: 'simulation', plan: { seed: 1 } });
    expect(first.manifest.training.rowsSha256).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('the model card', () => {
  it('prints the baselines beside the network', () => {
    const card = modelCard(first);
    const { network, ridge, constant } = first.metrics.heldOutNll;
    expect(card).toContain(`| ${network} | ${ridge} | ${constant} |`);
    for (const row of first.metrics.detection)
      expect(card).toContain(`| ${row.windowCount} | ${row.fault} | ${row.method.replaceAll('|', '\\|')} | ${row.meanAurocRatio}`);
  });

  it('says so where the plain rule is as good or better', () => {
    const row = { fault: 'overCurrent', windowCount: 20, sdAurocRatio: 0 } as const;
    const ruleRow = { ...row, method: 'max|z|, calibrated on the robot', meanAurocRatio: 0.9 };
    const cardWith = (meanAurocRatio: number): string =>
      modelCard({ ...first, metrics: { ...first.metrics, detection: [{ ...row, method: 'network', meanAurocRatio }, ruleRow] } });
    expect(cardWith(0.8)).toContain('as good or better for: overCurrent over 20 windows');
    expect(cardWith(0.9)).toContain('as good or better for: overCurrent over 20 windows');
    expect(cardWith(0.95)).toContain('ahead of the plain rule in every row');
  });
});

describe('the committed model', () => {
  const shipped = fileURLToPath(new URL('../anomaly/', import.meta.url));
  const committed = (name: string): Buffer => readFileSync(new URL(`../anomaly/${name}`, import.meta.url));
  const manifest = JSON.parse(committed('manifest.json').toString('utf8')) as ModelManifest;

  it('comes from the full plan as it stands in the code', () => {
    expect(manifest.training.plan).toEqual(fullPlan(defaultSeed));
  });

  it('has the card that its manifest, its seeds and the evaluation of its weights give', () => {
    const metrics = manifest.training.metrics as TrainingMetrics;
    const levels = readLevels(shipped, manifest.files['weights.bin'].sha256);
    const card = modelCard({ manifest, metrics }, { seeds: readSeeds(shipped), levels });
    expect(committed('card.md').toString('utf8')).toBe(card);
  });
});

describe('the plans', () => {
  it('differ in size, not in kind', () => {
    expect(Object.keys(fullPlan(1))).toEqual(Object.keys(smokePlan(1)));
    expect(fullPlan(1).robotCount).toBeGreaterThan(100 * smokePlan(1).robotCount);
  });
});
