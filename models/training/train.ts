import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestFile, modelFile, weightsFile } from '../runtime/model-manifest.ts';
import { type SeedRecord, seedRecordOf, seedsFile, seedsText } from './seed-record.ts';
import { type TrainedModel, trainModel } from './train-model.ts';
import { type TrainRequest, trainRequest } from './train-request.ts';
import { defaultSeed, fullPlan, smokePlan } from './training-plans.ts';
import { writeCard } from './write-card.ts';

const usage = `npm run train -- [--smoke] [--seed N | --seeds] [--out DIR]

Trains the anomaly model and writes model.json, weights.bin, manifest.json and card.md.
  --smoke     a second, for checking that training works; writes only with --out
  --seed N    whole number, default ${defaultSeed}
  --seeds     the five seeds one after the other: seeds.json says what each came to, the model is the first
  --out DIR   default models/anomaly

Example: npm run train -- --seed 2 --out /tmp/second
`;

function say(line: string): void {
  const elapsedS = Number(process.hrtime.bigint() - startedNs) / 1e9;
  process.stdout.write(`${elapsedS.toFixed(1).padStart(7)} s  ${line}\n`);
}

async function train(asked: TrainRequest): Promise<void> {
  const { seeds, directory } = asked;
  if (seeds === undefined) return void (await trainOne(asked));
  const records: SeedRecord[] = [];
  for (const seed of seeds) {
    const usedMs = processorMs();
    // Only the first is the model; of the others their record stays.
    const model = await trainOne({ ...asked, seed, directory: seed === seeds[0] ? directory : undefined });
    records.push(seedRecordOf(model.manifest, (processorMs() - usedMs) / 1000));
  }
  if (directory === undefined) return;
  writeFileSync(join(directory, seedsFile), seedsText(records));
  writeCard(directory);
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function trainOne({ seed, smoke, directory }: TrainRequest): Promise<TrainedModel> {
  const model = await trainModel(smoke ? smokePlan(seed) : fullPlan(seed), say);
  const { heldOutNll, detection } = model.metrics;
  say(`held-out NLL: network ${heldOutNll.network}, ridge ${heldOutNll.ridge}, constant ${heldOutNll.constant}`);
  for (const row of detection)
    say(`AUROC ${row.fault}, ${row.windowCount} windows: ${row.meanAurocRatio} ± ${row.sdAurocRatio}  ${row.method}`);
  if (directory === undefined) say(`${model.manifest.modelVersion}, not written`);
  else writeModel(model, directory);
  return model;
}

function writeModel(model: TrainedModel, directory: string): void {
  mkdirSync(directory, { recursive: true });
  const files = [
    [modelFile, model.model],
    [weightsFile, model.weights],
    [manifestFile, `${JSON.stringify(model.manifest, null, 1)}\n`],
  ] as const;
  for (const [name, content] of files) writeFileSync(join(directory, name), content);
  writeCard(directory);
  say(`${model.manifest.modelVersion} written to ${directory}`);
}

const startedNs = process.hrtime.bigint();
const request = trainRequest(process.argv.slice(2));
if (request === undefined || request === 'help') {
  process.stdout.write(usage);
  process.exitCode = request === 'help' ? 0 : 2;
} else {
  await train(request);
}
