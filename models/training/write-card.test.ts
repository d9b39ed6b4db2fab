import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelManifest } from '../runtime/model-manifest.ts';
import { readLevels } from './level-rows.ts';
import { readSeeds, seedRecordOf, seedsFile, seedsText } from './seed-record.ts';
import { writeCard } from './write-card.ts';

const shipped = fileURLToPath(new URL('../anomaly/', import.meta.url));
const manifest = JSON.parse(readFileSync(join(shipped, 'manifest.json'), 'utf8')) as ModelManifest;
const weights = manifest.files['weights.bin'].sha256;
let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'card-'));
  for (const name of ['manifest.json', 'weights.bin']) cpSync(join(shipped, name), join(directory, name));
});
afterEach(() => rmSync(directory, { recursive: true }));

const rows = [
  { method: 'L1 physics watch', auprc: { meanRatio: 0.4 }, behindReference: { low: 0, high: 0 } },
  { method: 'L1 + L2', auprc: { meanRatio: 0.3 }, behindReference: { low: 0.05, high: 0.2 } },
];
const evaluated = (weightsSha256: string): string =>
  JSON.stringify({ reference: 'L1 physics watch', weightsSha256, dataSets: [{ name: 'armpi', classes: [{ rows }] }] });
const card = (): string => {
  writeCard(directory);
  return readFileSync(join(directory, 'card.md'), 'utf8');
};

describe('the card of a directory', () => {
  it('has the figures of the evaluation that lies beside the weights', () => {
    writeFileSync(join(directory, 'evaluation.json'), evaluated(weights));
    expect(readLevels(directory, weights)).toEqual([
      { dataSet: 'armpi', method: 'L1 + L2', auprcRatio: 0.3, referenceAuprcRatio: 0.4, behindReference: { low: 0.05, high: 0.2 } },
    ]);
    expect(card()).toContain('| armpi | L1 + L2 | 0.300 | 0.400 | 0.050 … 0.200 |');
  });

  it('takes none from an evaluation of other weights, or from a file that is none', () => {
    writeFileSync(join(directory, 'evaluation.json'), evaluated('another'));
    expect(card()).toContain('have not been evaluated');
    writeFileSync(join(directory, 'evaluation.json'), 'not JSON');
    expect(readLevels(directory, weights)).toEqual([]);
  });

  it('has the seeds as they were recorded', () => {
    const seeds = [seedRecordOf(manifest, 303.6)];
    writeFileSync(join(directory, seedsFile), seedsText(seeds));
    expect(readSeeds(directory)).toEqual(seeds);
    expect(card()).toContain(weights.slice(0, 12));
  });
});
