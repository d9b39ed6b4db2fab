import type { Scorer } from '../../agent/contract/features.ts';
import { type DataSetName, dataSets, recordedDataSet, simulatedRobot } from './data-sets.ts';
import { type FalseAlarmOutcome, type FalseAlarmPlan, falseAlarmLife } from './false-alarms/false-alarm-life.ts';
import { type FleetOutcome, type FleetPlan, fleetTrial } from './fleet/fleet-trial.ts';
import type { LabelledSeries } from './labelled-series.ts';
import { allMethods } from './methods.ts';
import { type MethodRating, rateMethods } from './rate-methods.ts';
import { type RobustnessFigure, robustnessFigures } from './robustness.ts';
import type { SimulatedPlan } from './simulated-series.ts';
import { type SlowDriftOutcome, type SlowDriftPlan, slowDriftLife } from './slow-drift/slow-drift-life.ts';

/** A piece of the evaluation that one process does alone. */
export type EvaluationJob =
  | { readonly kind: 'recorded'; readonly dataSet: Exclude<DataSetName, 'simulated'>; readonly seeds: readonly number[] }
  /** Only so many runs are rated, where the path is tried and no figure is wanted. */
  | { readonly kind: 'simulated'; readonly plan: SimulatedPlan; readonly runCountMax?: number }
  | { readonly kind: 'robustness'; readonly plan: SimulatedPlan }
  | { readonly kind: 'falseAlarms'; readonly plan: FalseAlarmPlan }
  | { readonly kind: 'slowDrift'; readonly plan: SlowDriftPlan }
  | { readonly kind: 'fleet'; readonly plan: FleetPlan };

export interface EvaluationResult {
  readonly dataSet: DataSetName;
  /** One per method and series. */
  readonly ratings: readonly MethodRating[];
  readonly robustness: readonly RobustnessFigure[];
  readonly falseAlarms: readonly FalseAlarmOutcome[];
  readonly slowDrifts: readonly SlowDriftOutcome[];
  readonly fleets: readonly FleetOutcome[];
}

const nothing = { dataSet: 'simulated', ratings: [], robustness: [], falseAlarms: [], slowDrifts: [], fleets: [] } as const;

/** Rates every method; the same job gives the same figures, but for the time it took. */
export async function doEvaluationJob(job: EvaluationJob, scorer: Scorer): Promise<EvaluationResult> {
  if (job.kind === 'falseAlarms') return { ...nothing, falseAlarms: [falseAlarmLife(job.plan)] };
  if (job.kind === 'slowDrift') return { ...nothing, slowDrifts: [slowDriftLife(job.plan)] };
  if (job.kind === 'fleet') return { ...nothing, fleets: fleetTrial(job.plan) };
  if (job.kind === 'robustness') return { ...nothing, robustness: robustnessFigures(job.plan, scorer) };
  const dataSet = job.kind === 'recorded' ? job.dataSet : 'simulated';
  const { rule, ratesPerH, resampling } = dataSets[dataSet];
  const series = job.kind === 'recorded' ? await recordedDataSet(job.dataSet) : [shortened(simulatedRobot(job.plan), job.runCountMax)];
  // Of simulated robots every seed is another robot; there a random method needs no seeds of its own.
  const seeds = job.kind === 'recorded' ? job.seeds : [job.plan.seed];
  const judging = { rule, ratesPerH, seeds, isDrawnByMinutes: resampling === 'minutes' };
  const ratings = series.flatMap((one) => rateMethods(allMethods(scorer), one, judging));
  return { ...nothing, dataSet, ratings };
}

function shortened(series: LabelledSeries, runCountMax = Number.POSITIVE_INFINITY): LabelledSeries {
  return { ...series, runs: series.runs.slice(0, runCountMax) };
}
