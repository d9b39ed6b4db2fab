import type { Scorer } from '../../agent/contract/features.ts';
import { type DataSetName, dataSets, recordedDataSet, simulatedRobot } from './data-sets.ts';
import type { LabelledSeries } from './labelled-series.ts';
import { allMethods } from './methods.ts';
import { type MethodRating, rateMethods } from './rate-methods.ts';
import { type RobustnessFigure, robustnessFigures } from './robustness.ts';
import type { SimulatedPlan } from './simulated-series.ts';

/** A piece of the evaluation that one process does alone. */
export type EvaluationJob =
  | { readonly kind: 'recorded'; readonly dataSet: Exclude<DataSetName, 'simulated'>; readonly seeds: readonly number[] }
  /** Only so many runs are rated, where the path is tried and no figure is wanted. */
  | { readonly kind: 'simulated'; readonly plan: SimulatedPlan; readonly runCountMax?: number }
  | { readonly kind: 'robustness'; readonly plan: SimulatedPlan };

export interface EvaluationResult {
  readonly dataSet: DataSetName;
  /** One per method and series. */
  readonly ratings: readonly MethodRating[];
  readonly robustness: readonly RobustnessFigure[];
}

/** Rates every method; the same job gives the same figures, but for the time it took. */
export async function doEvaluationJob(job: EvaluationJob, scorer: Scorer): Promise<EvaluationResult> {
  if (job.kind === 'robustness') return { dataSet: 'simulated', ratings: [], robustness: robustnessFigures(job.plan, scorer) };
  const dataSet = job.kind === 'recorded' ? job.dataSet : 'simulated';
  const { rule, ratesPerH, resampling } = dataSets[dataSet];
  const series = job.kind === 'recorded' ? await recordedDataSet(job.dataSet) : [shortened(simulatedRobot(job.plan), job.runCountMax)];
  // Of simulated robots every seed is another robot; there a random method needs no seeds of its own.
  const seeds = job.kind === 'recorded' ? job.seeds : [job.plan.seed];
  const judging = { rule, ratesPerH, seeds, isDrawnByMinutes: resampling === 'minutes' };
  const ratings = series.flatMap((one) => rateMethods(allMethods(scorer), one, judging));
  return { dataSet, ratings, robustness: [] };
}

function shortened(series: LabelledSeries, runCountMax = Number.POSITIVE_INFINITY): LabelledSeries {
  return { ...series, runs: series.runs.slice(0, runCountMax) };
}
