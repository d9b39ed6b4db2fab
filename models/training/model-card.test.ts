import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelManifest } from '../runtime/model-manifest.ts';
import type { TrialRow } from './detection-trial.ts';
import { modelCard } from './model-card.ts';
import { seedRecordOf } from './seed-record.ts';
import type { TrainedModel, TrainingMetrics } from './train-model.ts';

const read = (name: string): Buffer => readFileSync(new URL(`../anomaly/${name}`, import.meta.url));
const manifest = JSON.parse(read('manifest.json').toString('utf8')) as ModelManifest;
const committed: TrainedModel = {
  manifest,
  metrics: manifest.training.metrics as TrainingMetrics,
  model: read('model.json'),
  weights: read('weights.bin'),
};
const alone = { seeds: [], levels: [] };
const cardWith = (metrics: Partial<TrainingMetrics>): string =>
  modelCard({ ...committed, metrics: { ...committed.metrics, ...metrics } }, alone);

/** The cells of every table row, by the bars that are not escaped. */
const rowsOf = (card: string): string[][] =>
  card
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );

const methods = ['network, robot unseen', 'network, calibrated on the robot', 'max|z|, calibrated on the robot'] as const;
const rowOf = (method: string, meanAurocRatio: number, change: Partial<TrialRow> = {}): TrialRow => ({
  method,
  fault: 'frictionRise',
  windowCount: 20,
  meanAurocRatio,
  sdAurocRatio: 0.01,
  ...change,
});

describe('the card of a model', () => {
  const card = modelCard(committed, alone);

  it('carries every number of its manifest that a reader may ask for', () => {
    const { training } = manifest;
    const facts = [
      manifest.modelVersion,
      manifest.files['weights.bin'].sha256,
      String(committed.weights.byteLength),
      training.rowCount,
      training.rowsSha256,
      training.tensorFlowVersion,
      manifest.inputLayout,
      manifest.logVarianceMin,
      manifest.logVarianceMax,
    ];
    for (const fact of facts) expect(card).toContain(String(fact));
  });

  it('carries every metric, each in a cell of its own', () => {
    const cells = rowsOf(card).flat();
    const { heldOutNll, detection } = committed.metrics;
    for (const value of Object.values(heldOutNll)) expect(cells).toContain(String(value));
    for (const { meanAurocRatio, sdAurocRatio } of detection) expect(cells).toContain(`${meanAurocRatio} ± ${sdAurocRatio}`);
    expect(detection.length).toBe(12);
  });

  it('lists every channel with unit and normalisation, in the order of the network', () => {
    const listed = rowsOf(card)
      .filter((row) => row.length === 3)
      .map((row) => row[0]);
    const channels = [...manifest.motion, ...manifest.effort];
    expect(listed.filter((name) => channels.some((channel) => channel.name === name))).toEqual(channels.map(({ name }) => name));
    for (const { name, unit, normalisation } of channels) {
      expect(rowsOf(card)).toContainEqual([name, unit, normalisation.replaceAll('|', '\\|')]);
    }
  });

  it('has tables whose rows are as wide as their heads', () => {
    const tables = card.split(/\n(?!\|)/).flatMap((block) => {
      const rows = rowsOf(block);
      return rows.length > 1 ? [rows] : [];
    });
    expect(tables.length).toBeGreaterThanOrEqual(5);
    for (const rows of tables) expect(new Set(rows.map((row) => row.length)).size).toBe(1);
  });

  it('says that no real robot was used, and what the model is not', () => {
    expect(rowsOf(card)).toContainEqual(['recordings of real robots used', 'none']);
    expect(card).toContain('## What it is not');
    expect(card).toContain('A score is not an alarm.');
  });

  it('carries any metrics as they are, and is the same twice', () => {
    const ratio = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => Math.round(value * 1e4) / 1e4);
    const row = fc.record({
      method: fc.constantFrom(...methods),
      fault: fc.constantFrom('frictionRise' as const, 'overCurrent' as const),
      windowCount: fc.integer({ min: 1, max: 200 }),
      meanAurocRatio: ratio,
      sdAurocRatio: ratio,
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), ratio, ratio, (detection, network, ridge) => {
        const metrics = { heldOutNll: { network, ridge, constant: -network }, detection };
        const text = cardWith(metrics);
        expect(rowsOf(text)).toContainEqual([String(network), String(ridge), String(-network)]);
        for (const each of detection) {
          const cells = [
            String(each.windowCount),
            each.fault,
            each.method.replaceAll('|', '\\|'),
            `${each.meanAurocRatio} ± ${each.sdAurocRatio}`,
          ];
          expect(rowsOf(text)).toContainEqual(cells);
        }
        expect(text).not.toMatch(/undefined|NaN|\[object/);
        expect(cardWith(metrics)).toBe(text);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the trial in the card', () => {
  it('is sorted by run length as a number, then by fault, methods in their order', () => {
    const detection = [100, 20, 3].flatMap((windowCount) =>
      (['overCurrent', 'frictionRise'] as const).flatMap((fault) => methods.map((method) => rowOf(method, 0.5, { windowCount, fault }))),
    );
    const listed = rowsOf(cardWith({ detection })).filter((row) => row.length === 4 && /^\d+$/.test(row[0] ?? ''));
    expect(listed.map(([windowCount, fault]) => `${windowCount} ${fault}`)).toEqual(
      [3, 20, 100].flatMap((windowCount) =>
        ['frictionRise', 'overCurrent'].flatMap((fault) => new Array(3).fill(`${windowCount} ${fault}`)),
      ),
    );
    expect(listed.slice(0, 3).map((row) => row[2]?.replaceAll('\\', ''))).toEqual([...methods]);
  });

  it.each([
    [0.9, 0.8, 0.85, false],
    [0.8, 0.9, 0.85, false],
    [0.8, 0.8, 0.85, true],
    [0.85, 0.8, 0.85, true],
  ])('with %f and %f for the network and %f for the plain rule is said to be won by the rule: %s', (...[alone, calibrated, rule, won]) => {
    const [first, second, third] = methods;
    const text = cardWith({ detection: [rowOf(first, alone), rowOf(second, calibrated), rowOf(third, rule)] });
    expect(text.includes('as good or better for: frictionRise over 20 windows.')).toBe(won);
    expect(text.includes('The network is ahead of the plain rule in every row.')).toBe(!won);
  });

  it('names each case that the rule wins, one window in the singular', () => {
    const detection = [1, 20].flatMap((windowCount) =>
      (['overCurrent', 'frictionRise'] as const).flatMap((fault) => [
        rowOf(methods[0], 0.6, { windowCount, fault }),
        rowOf(methods[2], fault === 'overCurrent' || windowCount === 20 ? 0.7 : 0.5, { windowCount, fault }),
      ]),
    );
    expect(cardWith({ detection })).toContain(
      'as good or better for: overCurrent over 1 window, frictionRise over 20 windows, overCurrent over 20 windows.',
    );
  });
});

describe('what the card says beside the training', () => {
  const level = {
    dataSet: 'ur3',
    method: 'L1 + L2',
    auprcRatio: 0.107,
    referenceAuprcRatio: 0.136,
    behindReference: { low: 0.01, high: 0.05 },
  };
  const ahead = { ...level, behindReference: { low: -0.05, high: -0.01 } };

  it('is that L1 ships alone, unless the network helps on every data set', () => {
    expect(modelCard(committed, { seeds: [], levels: [level] })).toContain('**L1 ships alone**');
    expect(modelCard(committed, { seeds: [], levels: [ahead, { ...level, behindReference: { low: -0.1, high: 0.01 } }] })).toContain(
      'ships alone',
    );
    const both = modelCard(committed, { seeds: [], levels: [ahead] });
    expect(both).toContain('both decide');
    expect(both).toContain('| ur3 | L1 + L2 | 0.107 | 0.136 | -0.050 … -0.010 |');
  });

  it('is that nothing is decided by weights nobody evaluated', () => {
    expect(modelCard(committed, alone)).toContain('have not been evaluated');
  });

  it('lists every seed with its weights and its metrics', () => {
    const seeds = [1, 2].map((seed) => ({ ...seedRecordOf(manifest, 301.4), seed }));
    const rows = rowsOf(modelCard(committed, { seeds, levels: [] })).filter(([, weights]) => weights?.startsWith('`') === true);
    expect(rows.map(([seed]) => seed)).toEqual(['1', '2']);
    expect(rows[0]).toContain('301');
    expect(rows[0]).toContain(String(committed.metrics.heldOutNll.network));
  });
});
