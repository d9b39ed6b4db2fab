import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DataSet, type DataSetName, dataSetNames, dataSets, recordingSha256, recordingsFolder } from './data-sets.ts';
import type { EvaluationJob, EvaluationResult } from './evaluation-job.ts';
import type { EvaluationPlan } from './evaluation-plan.ts';
import { type DataSetSummary, type RobustnessRow, summariseDataSet, summariseRobustness } from './evaluation-summary.ts';
import { type EventHeadFigures, eventHeadFigures } from './event-head-trial.ts';
import { referenceName } from './methods.ts';

const weightsFile = fileURLToPath(new URL('../../models/anomaly/weights.bin', import.meta.url));

export interface JudgedDataSet extends DataSetSummary, Pick<DataSet, 'robot' | 'licence' | 'split' | 'hourOf' | 'rule' | 'resampling'> {
  /** Of the recording's files; null where robots are drawn from seeds. */
  readonly sha256: string | null;
}

/** Everything the evaluation found; what is written to models/anomaly/evaluation.json. */
export interface Evaluation {
  /** Day given on the command line; null when none was. */
  readonly date: string | null;
  readonly seeds: readonly number[];
  readonly reference: string;
  readonly weightsSha256: string;
  readonly absent: readonly string[];
  /** Simulated robots that were rated, by their number of joints. */
  readonly robots: readonly { readonly jointCount: number; readonly robotCount: number }[];
  readonly dataSets: readonly JudgedDataSet[];
  readonly robustness: readonly RobustnessRow[];
  readonly eventHead: readonly EventHeadFigures[];
}

export interface EvaluationFrame extends EvaluationPlan {
  readonly date: string | undefined;
}

/** The tables of all data sets that have results; the event head where the UR3 session is among them. */
export async function evaluation(
  results: readonly EvaluationResult[],
  { seeds, date, absent, jobs }: EvaluationFrame,
): Promise<Evaluation> {
  const judged = dataSetNames.flatMap((name) => {
    const summary = summariseDataSet(name, results);
    return summary === undefined ? [] : [withOrigin(name, summary)];
  });
  return {
    date: date ?? null,
    seeds,
    reference: referenceName,
    weightsSha256: createHash('sha256').update(readFileSync(weightsFile)).digest('hex'),
    absent,
    robots: robotsOf(jobs),
    dataSets: judged,
    robustness: summariseRobustness(results.flatMap(({ robustness }) => robustness)),
    eventHead: judged.some(({ name }) => name === 'ur3') ? await eventHeadFigures(recordingsFolder + dataSets.ur3.path) : [],
  };
}

function withOrigin(name: DataSetName, summary: DataSetSummary): JudgedDataSet {
  const { path, robot, licence, split, hourOf, rule, resampling } = dataSets[name];
  return {
    ...summary,
    robot,
    licence,
    split,
    hourOf,
    rule,
    resampling,
    sha256: path === '' ? null : recordingSha256(recordingsFolder + path),
  };
}

function robotsOf(jobs: readonly EvaluationJob[]): Evaluation['robots'] {
  const jointCounts = jobs.flatMap((job) => (job.kind === 'simulated' ? [job.plan.jointCount] : []));
  const groups = [...Map.groupBy(jointCounts, (jointCount) => jointCount)].sort(([a], [b]) => a - b);
  return groups.map(([jointCount, group]) => ({ jointCount, robotCount: group.length }));
}
