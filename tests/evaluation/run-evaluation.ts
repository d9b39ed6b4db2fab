/**
 *  npm run evaluate ─▶ jobs ─▶ worker processes ─▶ figures per method, run and seed ─▶ tables ─┬─▶ stdout (text or --json)
 *                                                     progress on stderr                       └─▶ --write: evaluation.json, docs/evaluation.md, card.md
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeCard } from '../../models/training/write-card.ts';
import { evaluateRecording } from './evaluate-recording.ts';
import { evaluation } from './evaluation.ts';
import { evaluationDocument, evaluationLines } from './evaluation-document.ts';
import type { EvaluationJob } from './evaluation-job.ts';
import { type EvaluationOptions, readEvaluationOptions, usage } from './evaluation-options.ts';
import { evaluationPlan } from './evaluation-plan.ts';
import { printable } from './printable.ts';
import { runJobs } from './run-jobs.ts';
import { countFalseAlarms, noticeSlowDrift, tryFleetPriors, writeEventHeads } from './run-lives.ts';

const modelDirectory = fileURLToPath(new URL('../../models/anomaly/', import.meta.url));
const jsonFile = fileURLToPath(new URL('../../models/anomaly/evaluation.json', import.meta.url));
const documentFile = fileURLToPath(new URL('../../docs/evaluation.md', import.meta.url));

const options = readEvaluationOptions(process.argv.slice(2));
if (typeof options === 'string') {
  const isHelp = options === 'help';
  (isHelp ? process.stdout : process.stderr).write(isHelp ? usage : `${options}\n\n${usage}`);
  process.exitCode = isHelp ? 0 : 2;
} else await run(options);

async function run(chosen: EvaluationOptions): Promise<void> {
  if (chosen.recording !== undefined) return show(await evaluateRecording(chosen.recording), chosen);
  const startedMs = performance.now();
  const tell = (line: string): void => say(startedMs, line);
  if (chosen.only === 'falseAlarms') return countFalseAlarms(chosen, tell);
  if (chosen.only === 'eventHeads') return writeEventHeads(chosen);
  if (chosen.only === 'slowDrift') return noticeSlowDrift(chosen, tell);
  if (chosen.only === 'fleetPrior') return tryFleetPriors(chosen, tell);
  const plan = evaluationPlan(chosen.size);
  for (const name of plan.absent) say(startedMs, `${name}: the recording is not here, skipped`);
  let doneCount = 0;
  const results = await runJobs(plan.jobs, chosen.workerCount, ({ job }) => {
    doneCount++;
    say(startedMs, `${doneCount} of ${plan.jobs.length}  ${nameOf(job)}`);
  });
  const result = await evaluation(results, { ...plan, date: chosen.date });
  show(result, chosen);
  if (!chosen.writes) return;
  writeFileSync(jsonFile, `${JSON.stringify(printable(result), null, 1)}\n`);
  writeFileSync(documentFile, evaluationDocument(result));
  writeCard(modelDirectory);
  say(startedMs, `written to ${jsonFile}, ${documentFile} and the card of the model`);
}

function show(result: Parameters<typeof evaluationLines>[0], { isJson }: EvaluationOptions): void {
  process.stdout.write(isJson ? `${JSON.stringify(printable(result))}\n` : `${evaluationLines(result).join('\n')}\n`);
}

function nameOf(job: EvaluationJob): string {
  return job.kind === 'recorded' ? job.dataSet : `${job.kind}, seed ${job.plan.seed}, ${job.plan.jointCount} joints`;
}

function say(startedMs: number, line: string): void {
  process.stderr.write(`${((performance.now() - startedMs) / 1000).toFixed(0).padStart(5)} s  ${line}\n`);
}
