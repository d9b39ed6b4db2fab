import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DataSet, type DataSetName, dataSetNames, dataSets, recordingSha256, recordingsFolder } from './data-sets.ts';
import type { EvaluationResult } from './evaluation-job.ts';
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
  readonly dataSets: readonly JudgedDataSet[];
  readonly robustness: readonly RobustnessRow[];
  readonly eventHead: readonly EventHeadFigures[];
}

export interface EvaluationFrame {
  readonly seeds: readonly number[];
  readonly date: string | undefined;
  readonly absent: readonly string[];
}

/** The tables of all data sets that have results; the event head where the UR3 session is among them. */
export async function evaluation(results: readonly EvaluationResult[], { seeds, date, absent }: EvaluationFrame): Promise<Evaluation> {
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
