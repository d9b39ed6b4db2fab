import { type AlarmOutcome, addTallies, outcomeOf } from './alarm-outcome.ts';
import { compareMethods, type MethodRow, meanOf } from './compare-methods.ts';
import { type DataSet, type DataSetName, dataSets } from './data-sets.ts';
import type { EvaluationResult } from './evaluation-job.ts';
import { referenceName } from './methods.ts';
import type { MethodRating } from './rate-methods.ts';
import type { RobustnessFigure } from './robustness.ts';

const bootstrapSeed = 1;

/** One kind of fault, or all of them (`macro`), with every method. */
export interface ClassTable {
  readonly className: string;
  readonly rows: readonly MethodRow[];
}

export interface AlarmRow extends AlarmOutcome {
  readonly method: string;
  readonly ratePerH: number;
  /** Least and most realised false alarms per hour of a single series. */
  readonly spreadPerH: { readonly low: number; readonly high: number };
}

export interface RatingSummary {
  readonly classes: readonly ClassTable[];
  readonly alarms: readonly AlarmRow[];
  /** Episodes in whose strangest window the strangest joint is a faulty one; NaN where joints are not labelled. */
  readonly costs: readonly { readonly method: string; readonly topJointRatio: number; readonly msPerWindow: number }[];
}

export interface DataSetSummary extends RatingSummary {
  readonly name: DataSetName;
}

export interface SummaryOptions extends Pick<DataSet, 'ratesPerH' | 'resampling'> {
  /** Whether runs are named after the kind of their fault. */
  readonly hasKinds: boolean;
}

export interface RobustnessRow {
  readonly condition: string;
  readonly method: string;
  readonly auprcRatio: number;
  readonly aurocRatio: number;
  readonly differenceScore: number;
  readonly robotCount: number;
}

/** The tables of one data set from the results of its jobs; undefined without any. */
export function summariseDataSet(name: DataSetName, results: readonly EvaluationResult[]): DataSetSummary | undefined {
  const ratings = results.filter(({ dataSet }) => dataSet === name).flatMap(({ ratings: some }) => some);
  if (ratings.length === 0) return undefined;
  const { ratesPerH, resampling } = dataSets[name];
  return { name, ...summariseRatings(ratings, { ratesPerH, resampling, hasKinds: name === 'simulated' }) };
}

/** The tables of one set of ratings. */
export function summariseRatings(ratings: readonly MethodRating[], options: SummaryOptions): RatingSummary {
  const byMethod = Map.groupBy(ratings, ({ method }) => method);
  return {
    classes: classTables(byMethod, options),
    alarms: options.ratesPerH.flatMap((ratePerH) => [...byMethod].map(([method, own]) => alarmRow(method, ratePerH, own))),
    costs: [...byMethod].map(([method, own]) => ({ method, ...costsOf(own) })),
  };
}

/** A run is named after its fault; several of a kind are numbered. */
const kindOf = (run: string): string => run.replace(/ \d+$/, '');

function classTables(
  byMethod: ReadonlyMap<string, readonly MethodRating[]>,
  { resampling, hasKinds }: SummaryOptions,
): readonly ClassTable[] {
  const table = (className: string, isOf: (run: string) => boolean): ClassTable => {
    const figures = [...byMethod].map(
      ([method, own]) => [method, own.flatMap((rating) => rating.figures.filter(({ run }) => isOf(run)))] as const,
    );
    return { className, rows: compareMethods(new Map(figures), { reference: referenceName, resampling, seed: bootstrapSeed }) };
  };
  const runs = [...byMethod.values()].flatMap((own) => own.flatMap(({ figures }) => figures));
  const kinds = hasKinds ? [...new Set(runs.filter(({ auprcRatio }) => !Number.isNaN(auprcRatio)).map(({ run }) => kindOf(run)))] : [];
  return [table('macro', () => true), ...kinds.map((kind) => table(kind, (run) => kindOf(run) === kind))];
}

function alarmRow(method: string, ratePerH: number, ratings: readonly MethodRating[]): AlarmRow {
  const tallies = ratings.map(({ alarms }) => addTallies(alarms.filter((one) => one.ratePerH === ratePerH).map(({ tally }) => tally)));
  const rates = tallies.map(({ falseAlarmCount, cleanH }) => falseAlarmCount / cleanH);
  return { method, ratePerH, ...outcomeOf(addTallies(tallies)), spreadPerH: { low: Math.min(...rates), high: Math.max(...rates) } };
}

function costsOf(ratings: readonly MethodRating[]): { topJointRatio: number; msPerWindow: number } {
  const hitCount = ratings.reduce((sum, { topJoint }) => sum + topJoint.hitCount, 0);
  const episodeCount = ratings.reduce((sum, { topJoint }) => sum + topJoint.episodeCount, 0);
  return { topJointRatio: hitCount / episodeCount, msPerWindow: meanOf(ratings.map(({ msPerWindow }) => msPerWindow)) };
}

/** Means over robots per condition and method, in the order they were tried. */
export function summariseRobustness(figures: readonly RobustnessFigure[]): readonly RobustnessRow[] {
  const groups = Map.groupBy(figures, ({ condition, method }) => JSON.stringify([condition, method]));
  return [...groups].map(([key, group]) => {
    const [condition = '', method = ''] = JSON.parse(key) as readonly string[];
    return {
      condition,
      method,
      auprcRatio: meanOf(group.map(({ auprcRatio }) => auprcRatio)),
      aurocRatio: meanOf(group.map(({ aurocRatio }) => aurocRatio)),
      differenceScore: Math.max(...group.map(({ differenceScore }) => differenceScore)),
      robotCount: group.length,
    };
  });
}
