import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { manifestFile, modelFile, weightsFile } from '../runtime/model-manifest.ts';
import { modelCard } from './model-card.ts';
import { trainModel } from './train-model.ts';
import { defaultSeed, fullPlan, smokePlan } from './training-plans.ts';

const usage = `npm run train -- [--smoke] [--seed N] [--out DIR]

Trains the anomaly model and writes model.json, weights.bin, manifest.json and card.md.
  --smoke     a few seconds, for checking that training works; needs --out
  --seed N    whole number, default ${defaultSeed}
  --out DIR   default models/anomaly

Example: npm run train -- --seed 2 --out /tmp/second
`;

function say(line: string): void {
  const elapsedS = Number(process.hrtime.bigint() - startedNs) / 1e9;
  process.stdout.write(`${elapsedS.toFixed(1).padStart(7)} s  ${line}\n`);
}

function readArguments(): { seed: number; smoke: boolean; directory: string } | undefined {
  const { values } = parseArgs({
    options: { smoke: { type: 'boolean' }, seed: { type: 'string' }, out: { type: 'string' }, help: { type: 'boolean' } },
  });
  const seed = Number(values.seed ?? defaultSeed);
  const smoke = values.smoke === true;
  if (values.help === true || !Number.isSafeInteger(seed) || seed < 0 || (smoke && values.out === undefined)) return undefined;
  return { seed, smoke, directory: values.out ?? fileURLToPath(new URL('../anomaly/', import.meta.url)) };
}

async function train(seed: number, smoke: boolean, directory: string): Promise<void> {
  const model = await trainModel(smoke ? smokePlan(seed) : fullPlan(seed), say);
  mkdirSync(directory, { recursive: true });
  const files = [
    [modelFile, model.model],
    [weightsFile, model.weights],
    [manifestFile, `${JSON.stringify(model.manifest, null, 1)}\n`],
    ['card.md', modelCard(model)],
  ] as const;
  for (const [name, content] of files) writeFileSync(join(directory, name), content);
  say(
    `held-out NLL: network ${model.metrics.heldOutNll.network}, ridge ${model.metrics.heldOutNll.ridge}, constant ${model.metrics.heldOutNll.constant}`,
  );
  for (const row of model.metrics.detection)
    say(`AUROC ${row.fault}, ${row.windowCount} windows: ${row.meanAurocRatio} ± ${row.sdAurocRatio}  ${row.method}`);
  say(`${model.manifest.modelVersion} written to ${directory}`);
}

const startedNs = process.hrtime.bigint();
const request = readArguments();
if (request === undefined) {
  process.stdout.write(usage);
  process.exitCode = 2;
} else {
  await train(request.seed, request.smoke, request.directory);
}
