import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { manifestFile, modelFile, weightsFile } from '../runtime/model-manifest.ts';
import { modelCard } from './model-card.ts';
import { type TrainedModel, trainModel } from './train-model.ts';
import { defaultSeed, fullPlan, smokePlan } from './training-plans.ts';

const usage = `npm run train -- [--smoke] [--seed N] [--out DIR]

Trains the anomaly model and writes model.json, weights.bin, manifest.json and card.md.
  --smoke     a second, for checking that training works; writes only with --out
  --seed N    whole number, default ${defaultSeed}
  --out DIR   default models/anomaly

Example: npm run train -- --seed 2 --out /tmp/second
`;

function say(line: string): void {
  const elapsedS = Number(process.hrtime.bigint() - startedNs) / 1e9;
  process.stdout.write(`${elapsedS.toFixed(1).padStart(7)} s  ${line}\n`);
}

interface TrainRequest {
  readonly seed: number;
  readonly smoke: boolean;
  /** Undefined writes nothing. */
  readonly directory: string | undefined;
}

const seedMax = 2 ** 31;

/** What was asked for, or undefined when the usage should be shown. */
function readArguments(): TrainRequest | undefined {
  const options = { smoke: { type: 'boolean' }, seed: { type: 'string' }, out: { type: 'string' }, help: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ options, strict: false });
  const seed = Number(values.seed ?? defaultSeed);
  const smoke = values.smoke === true;
  const understood = positionals.length === 0 && Object.keys(values).every((name) => name in options) && typeof values.out !== 'boolean';
  if (!understood || values.help === true || !Number.isSafeInteger(seed) || seed < 0 || seed > seedMax) return undefined;
  const shipped = smoke ? undefined : fileURLToPath(new URL('../anomaly/', import.meta.url));
  return { seed, smoke, directory: typeof values.out === 'string' ? values.out : shipped };
}

async function train({ seed, smoke, directory }: TrainRequest): Promise<void> {
  const model = await trainModel(smoke ? smokePlan(seed) : fullPlan(seed), say);
  const { heldOutNll, detection } = model.metrics;
  say(`held-out NLL: network ${heldOutNll.network}, ridge ${heldOutNll.ridge}, constant ${heldOutNll.constant}`);
  for (const row of detection)
    say(`AUROC ${row.fault}, ${row.windowCount} windows: ${row.meanAurocRatio} ± ${row.sdAurocRatio}  ${row.method}`);
  if (directory === undefined) return say(`${model.manifest.modelVersion}, not written`);
  writeModel(model, directory);
  say(`${model.manifest.modelVersion} written to ${directory}`);
}

function writeModel(model: TrainedModel, directory: string): void {
  mkdirSync(directory, { recursive: true });
  const files = [
    [modelFile, model.model],
    [weightsFile, model.weights],
    [manifestFile, `${JSON.stringify(model.manifest, null, 1)}\n`],
    ['card.md', modelCard(model)],
  ] as const;
  for (const [name, content] of files) writeFileSync(join(directory, name), content);
}

const startedNs = process.hrtime.bigint();
const request = readArguments();
if (request === undefined) {
  process.stdout.write(usage);
  process.exitCode = process.argv.includes('--help') ? 0 : 2;
} else {
  await train(request);
}
