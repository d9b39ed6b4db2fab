import { parseArgs } from 'node:util';
import type { PlanSize } from './evaluation-plan.ts';

export interface EvaluationOptions {
  readonly isJson: boolean;
  /** Writes models/anomaly/evaluation.json and docs/evaluation.md. */
  readonly writes: boolean;
  readonly size: PlanSize;
  /** Does this alone: long lives of simulated robots, an hour of computing for false alarms; or the event heads that ship. */
  readonly only: 'falseAlarms' | 'slowDrift' | 'fleetPrior' | 'eventHeads' | undefined;
  readonly workerCount: number;
  /** Day the figures are of, YYYY-MM-DD; never read from a clock. */
  readonly date: string | undefined;
  /** A labelled recording to be scored alone. */
  readonly recording: { readonly file: string; readonly description: string | undefined; readonly label: string } | undefined;
}

export const usage = `npm run evaluate -- [--json] [--write] [--full | --quick | --smoke] [--workers N] [--date YYYY-MM-DD]
npm run evaluate -- --false-alarms | --slow-drift | --fleet-prior | --event-heads [--write] [--smoke] [--workers N] [--date YYYY-MM-DD]
npm run evaluate -- --recording FILE [--description FILE] [--label COLUMN] [--json]

Rates every method on every labelled recording and on simulated robots it has not seen.
  --json           machine-readable on stdout; progress goes to stderr
  --write          writes models/anomaly/evaluation.json and docs/evaluation.md
  --full           large robots for every seed, and five for robustness: an hour
  --quick          without the large robots: half the time
  --smoke          seconds instead of minutes; figures mean nothing
  --false-alarms   lives two thousand hours of simulated robots and counts alarms; an hour
  --slow-drift     lets joints change over a hundred hours: what the slow channel notices, and when
  --fleet-prior    makes priors of simulated fleets and tries them on units that were never sound
  --event-heads    fits the heads of the owner's page on the whole UR3 session; writes event-heads.json
  --workers N      processes, default 2
  --date DAY       day written into the result
  --recording FILE rates one labelled recording instead: a file, a folder of one session, or a folder of such folders
  --description    what its columns mean; default the shipped description that fits
  --label COLUMN   1, true or yes is faulty; default label

Example: npm run evaluate -- --recording session.csv --description session.yaml --label stopped
`;

const options = {
  json: { type: 'boolean' },
  write: { type: 'boolean' },
  full: { type: 'boolean' },
  quick: { type: 'boolean' },
  smoke: { type: 'boolean' },
  'false-alarms': { type: 'boolean' },
  'slow-drift': { type: 'boolean' },
  'fleet-prior': { type: 'boolean' },
  'event-heads': { type: 'boolean' },
  help: { type: 'boolean' },
  workers: { type: 'string' },
  date: { type: 'string' },
  recording: { type: 'string' },
  description: { type: 'string' },
  label: { type: 'string' },
} as const;

const workerCountMax = 64;

/** What was asked for; `help`, or in words what was not understood. */
export function readEvaluationOptions(args: readonly string[]): EvaluationOptions | string {
  const values = parsed(args);
  if (typeof values === 'string') return values;
  if (values.help === true) return 'help';
  const workerCount = Number(values.workers ?? 2);
  const wrong = wrongIn(values, workerCount);
  if (wrong !== undefined) return wrong;
  const { recording: file, description, label } = values;
  return {
    isJson: values.json === true,
    writes: values.write === true,
    size: sizeOf(values),
    only: onlyOf(values),
    workerCount,
    date: values.date,
    recording: file === undefined ? undefined : { file, description, label: label ?? 'label' },
  };
}

type Values = Exclude<ReturnType<typeof parsed>, string>;

function wrongIn(
  {
    date,
    recording,
    description,
    label,
    write,
    full,
    quick,
    smoke,
    'false-alarms': alarms,
    'slow-drift': drift,
    'fleet-prior': fleet,
  }: Values,
  workerCount: number,
): string | undefined {
  if (!(Number.isInteger(workerCount) && workerCount >= 1 && workerCount <= workerCountMax)) return `--workers takes 1 … ${workerCountMax}`;
  if (date !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(date)) return '--date takes YYYY-MM-DD';
  if (recording === undefined)
    return description === undefined && label === undefined ? undefined : '--description and --label need --recording';
  const isWhole = [write, full, quick, smoke, alarms, drift, fleet].includes(true);
  return isWhole
    ? '--recording cannot be combined with --write, --full, --quick, --smoke, --false-alarms, --slow-drift or --fleet-prior'
    : undefined;
}

function onlyOf({
  'false-alarms': alarms,
  'slow-drift': drift,
  'fleet-prior': fleet,
  'event-heads': heads,
}: Values): EvaluationOptions['only'] {
  if (alarms === true) return 'falseAlarms';
  if (heads === true) return 'eventHeads';
  if (fleet === true) return 'fleetPrior';
  return drift === true ? 'slowDrift' : undefined;
}

function sizeOf({ full, quick, smoke }: Values): PlanSize {
  if (smoke === true) return 'smoke';
  if (quick === true) return 'quick';
  return full === true ? 'full' : 'usual';
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    return (error as Error).message;
  }
}
