/**
 *  models/anomaly/ ─▶ manifest check ─▶ backend (native ▸ wasm ▸ cpu) ─▶ golden vectors ─▶ Scorer
 *                      ConfigError        reason kept in `choice`         next backend      window ─▶ tokens ─▶ one predict ─▶ scores
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ConfigError, type Problem } from '../../agent/contract/errors.ts';
import type { Scorer } from '../../agent/contract/features.ts';
import {
  type BackendChoice,
  type BackendName,
  type BackendStarters,
  backendStarters,
  backendsFor,
  quietTensorFlow,
} from './choose-backend.ts';
import { createScorer } from './create-scorer.ts';
import { goldenDifference } from './golden-difference.ts';
import { loadNetwork } from './load-network.ts';
import { checkManifest, type ModelFiles, type ModelManifest, manifestFile, modelFile, weightsFile } from './model-manifest.ts';

export interface ScorerOptions {
  /** `auto` takes the first that loads and agrees; a named one falls back to those after it. `cpu` is what `replay` uses. */
  readonly backend: BackendName | 'auto';
  /** A model directory; default the one that ships with the product. */
  readonly directory?: string;
  readonly starters?: BackendStarters;
}

/** A scorer and why it runs on the backend it runs on, for display. */
export interface LoadedScorer extends Scorer {
  readonly choice: readonly BackendChoice[];
}

/** Loads, checks and starts the anomaly model. Rejects with `ConfigError` when files, manifest and code do not belong together. */
export async function loadScorer(options: ScorerOptions): Promise<LoadedScorer> {
  const files = readModelFiles(options.directory ?? defaultDirectory());
  const manifest = checkManifest(files);
  quietTensorFlow();
  const choice: BackendChoice[] = [];
  for (const backend of backendsFor(options.backend)) {
    const attempt = await tryBackend({ backend, files, manifest, start: (options.starters ?? backendStarters)[backend] });
    if (typeof attempt !== 'string') {
      choice.push({ backend, chosen: true, reason: 'loads and agrees with the golden vectors' });
      return { ...attempt, choice };
    }
    choice.push({ backend, chosen: false, reason: attempt });
  }
  throw new ConfigError('models/no-backend', choice.map(choiceProblem));
}

interface Attempt {
  readonly backend: BackendName;
  readonly files: ModelFiles;
  readonly manifest: ModelManifest;
  readonly start: BackendStarters[BackendName];
}

/** A scorer, or the reason why this backend is not used. */
async function tryBackend(attempt: Attempt): Promise<Scorer | string> {
  const { backend, files, manifest } = attempt;
  try {
    await attempt.start();
  } catch (error) {
    return (error as Error).message;
  }
  const network = await loadNetwork(files);
  const difference = goldenDifference(network, manifest.goldens);
  if (difference <= manifest.goldens.toleranceAbs) return createScorer({ backend, manifest, network });
  network.dispose();
  return `golden vectors differ by ${difference}, allowed ${manifest.goldens.toleranceAbs}`;
}

function choiceProblem(choice: BackendChoice): Problem {
  return { place: `backend ${choice.backend}`, value: choice.reason, remedy: 'reinstall with npm ci, or set the model off' };
}

/** Beside this file in a clone; two levels further up in a build, where the weights stay outside `dist`. */
function defaultDirectory(): string {
  const beside = fileURLToPath(new URL('../anomaly/', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../../../models/anomaly/', import.meta.url));
}

function readModelFiles(directory: string): ModelFiles {
  const names = [manifestFile, modelFile, weightsFile];
  const folder = directory.endsWith('/') ? directory : `${directory}/`;
  const missing = names.filter((name) => !existsSync(folder + name));
  const problems = missing.map((name) => ({ place: folder + name, value: 'file not found', remedy: 'restore it, or run npm run train' }));
  if (problems.length > 0) throw new ConfigError('models/file-missing', problems);
  const read = (name: string): Buffer => readFileSync(folder + name);
  return { manifest: read(manifestFile), model: read(modelFile), weights: read(weightsFile) };
}
