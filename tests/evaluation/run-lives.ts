import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { EvaluationOptions } from './evaluation-options.ts';
import { falseAlarmDocument, falseAlarmLines } from './false-alarms/false-alarm-document.ts';
import type { FalseAlarmOutcome } from './false-alarms/false-alarm-life.ts';
import { falseAlarmPlans } from './false-alarms/false-alarm-plan.ts';
import { fleetDocument, fleetLines, fleetPlans } from './fleet/fleet-document.ts';
import { printable } from './printable.ts';
import { runJobs } from './run-jobs.ts';
import { shippedEventHeads } from './shipped-event-heads.ts';
import { slowDriftDocument, slowDriftLines, slowDriftPlans } from './slow-drift/slow-drift-document.ts';
import type { SlowDriftOutcome } from './slow-drift/slow-drift-life.ts';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

type Tell = (line: string) => void;

interface Written {
  /** Beside the model, as JSON. */
  readonly file: string;
  /** In docs, for people. */
  readonly page: string;
  readonly text: string;
}

function write(outcomes: readonly unknown[], { date, file, page, text }: Written & Pick<EvaluationOptions, 'date'>): void {
  writeFileSync(inRepository(`models/anomaly/${file}`), `${JSON.stringify(printable({ date: date ?? null, outcomes }), null, 1)}\n`);
  writeFileSync(inRepository(`docs/${page}`), text);
}

function print(outcomes: readonly unknown[], lines: readonly string[], { isJson }: EvaluationOptions): void {
  process.stdout.write(isJson ? `${JSON.stringify(printable(outcomes))}\n` : `${lines.join('\n')}\n`);
}

/** Written after every robot: of a run that is cut short the robots it had stay. */
export async function countFalseAlarms(options: EvaluationOptions, tell: Tell): Promise<void> {
  const jobs = falseAlarmPlans(options.size === 'smoke' ? 'smoke' : 'whole').map((plan) => ({ kind: 'falseAlarms', plan }) as const);
  const outcomes: FalseAlarmOutcome[] = [];
  await runJobs(jobs, options.workerCount, ({ result }) => {
    outcomes.push(...result.falseAlarms);
    for (const { plan, watchedH, promises } of result.falseAlarms) {
      const counts = promises.map(({ ratePerH, falseAlarmCount }) => `${falseAlarmCount} at ${ratePerH}/h`).join(', ');
      tell(`${outcomes.length} of ${jobs.length}  seed ${plan.seed}, ${plan.jointCount} joints, ${watchedH.toFixed(1)} h: ${counts}`);
    }
    const { date } = options;
    const text = falseAlarmDocument(outcomes, { date, plannedCount: jobs.length });
    if (options.writes) write(outcomes, { date, file: 'false-alarms.json', page: 'false-alarms.md', text });
  });
  print(outcomes, falseAlarmLines(outcomes), options);
}

/** Written once all robots have lived. */
export async function noticeSlowDrift(options: EvaluationOptions, tell: Tell): Promise<void> {
  const jobs = slowDriftPlans(options.size === 'smoke' ? 'smoke' : 'whole').map((plan) => ({ kind: 'slowDrift', plan }) as const);
  const results = await runJobs(jobs, options.workerCount, ({ job, result }) => {
    const after = result.slowDrifts.map(({ noticedAfterH }) => noticedAfterH.toFixed(0)).join();
    if (job.kind === 'slowDrift') tell(`seed ${job.plan.seed}, ${job.plan.change}: noticed after ${after} h`);
  });
  const outcomes: readonly SlowDriftOutcome[] = results.flatMap(({ slowDrifts }) => slowDrifts);
  const { date } = options;
  if (options.writes) write(outcomes, { date, file: 'slow-drift.json', page: 'slow-drift.md', text: slowDriftDocument(outcomes, date) });
  print(outcomes, slowDriftLines(outcomes), options);
}

/** Written once all builds were tried. */
export async function tryFleetPriors(options: EvaluationOptions, tell: Tell): Promise<void> {
  const jobs = fleetPlans(options.size === 'smoke' ? 'smoke' : 'whole').map((plan) => ({ kind: 'fleet', plan }) as const);
  const results = await runJobs(jobs, options.workerCount, ({ job, result }) => {
    const found = result.fleets.map(({ fault, foundCount, robotCount }) => `${fault} ${foundCount} of ${robotCount}`).join(', ');
    if (job.kind === 'fleet') tell(`build ${job.plan.seed}, ${job.plan.jointCount} joints: ${found}`);
  });
  const outcomes = results.flatMap(({ fleets }) => fleets);
  const { date } = options;
  if (options.writes)
    write(outcomes, { date, file: 'fleet-prior-trial.json', page: 'fleet-prior.md', text: fleetDocument(outcomes, date) });
  print(outcomes, fleetLines(outcomes), options);
}

/** The heads that ship; on stdout, or beside the model. */
export async function writeEventHeads({ writes }: EvaluationOptions): Promise<void> {
  const text = `${JSON.stringify(await shippedEventHeads(), null, 1)}\n`;
  if (writes) writeFileSync(inRepository('models/anomaly/event-heads.json'), text);
  else process.stdout.write(text);
}
