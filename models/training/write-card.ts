import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ModelManifest, manifestFile, weightsFile } from '../runtime/model-manifest.ts';
import { readLevels } from './level-rows.ts';
import { modelCard } from './model-card.ts';
import { readSeeds } from './seed-record.ts';
import type { TrainingMetrics } from './train-model.ts';

export const cardFile = 'card.md';

/** Writes the card of a model directory from what lies in it: manifest, seeds, and the evaluation of these weights. */
export function writeCard(directory: string): void {
  const manifest = JSON.parse(readFileSync(join(directory, manifestFile), 'utf8')) as ModelManifest;
  const metrics = manifest.training.metrics as TrainingMetrics;
  const levels = readLevels(directory, manifest.files[weightsFile].sha256);
  writeFileSync(join(directory, cardFile), modelCard({ manifest, metrics }, { seeds: readSeeds(directory), levels }));
}
