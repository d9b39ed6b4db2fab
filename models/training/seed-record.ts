import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ModelManifest, weightsFile } from '../runtime/model-manifest.ts';
import type { TrainingMetrics } from './train-model.ts';

export const seedsFile = 'seeds.json';

/** What training with one seed came to: the shipped weights are one of these, and not the best of them. */
export interface SeedRecord {
  readonly seed: number;
  readonly weightsSha256: string;
  readonly rowsSha256: string;
  /** Processor time that was seen, s. */
  readonly trainingS: number;
  readonly metrics: TrainingMetrics;
}

export function seedRecordOf({ files, training }: Pick<ModelManifest, 'files' | 'training'>, trainingS: number): SeedRecord {
  const plan = training.plan as { readonly seed: number };
  return {
    seed: plan.seed,
    weightsSha256: files[weightsFile].sha256,
    rowsSha256: String(training.rowsSha256),
    trainingS: Math.round(trainingS),
    metrics: training.metrics as TrainingMetrics,
  };
}

/** The text of `seeds.json`. */
export function seedsText(seeds: readonly SeedRecord[]): string {
  return `${JSON.stringify({ command: 'npm run train -- --seeds', seeds }, null, 1)}\n`;
}

/** The seeds of a model directory; none where nobody trained them. */
export function readSeeds(directory: string): readonly SeedRecord[] {
  const document = readJson(join(directory, seedsFile)) as { readonly seeds?: readonly SeedRecord[] } | undefined;
  return document?.seeds ?? [];
}

/** Undefined when there is no such file, or none that can be read. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
