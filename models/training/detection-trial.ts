import type { Scorer, WindowFeatures } from '../../agent/contract/features.ts';
import { auroc } from './auroc.ts';
import { detectionMethods, type WindowRating } from './detection-methods.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';
import { type SimulatedFault, simulateWindow } from './simulate-window.ts';
import { type SyntheticRobot, syntheticRobot } from './synthetic-robot.ts';

export interface TrialOptions {
  readonly seed: number;
  readonly robotCount: number;
  /** Normal windows a method may look at before it is tested. */
  readonly commissioningWindowCount: number;
  /** Runs of windows to tell apart: so many normal ones, and as many of each kind of fault. */
  readonly runCount: number;
  readonly windowCountPerRun: number;
}

/** Mean over robots of the per-robot AUROC, and its standard deviation over robots. */
export interface TrialRow {
  readonly method: string;
  readonly fault: SimulatedFault['kind'];
  /** Windows averaged per joint before the largest joint is taken. */
  readonly windowCount: number;
  readonly meanAurocRatio: number;
  readonly sdAurocRatio: number;
}

/** Consecutive windows of one robot in one condition. */
type Run = readonly WindowFeatures[];

const faultKinds = ['frictionRise', 'overCurrent'] as const;
const faultFactorRatio = { low: 1.5, high: 3 };

/** Tells simulated faults of unseen robots from their normal windows, with the network and with plain max|z|. Nothing is tuned here. */
export function detectionTrial(scorer: Scorer, options: TrialOptions): readonly TrialRow[] {
  const random = seededRandom(options.seed);
  const aurocs = new Map<string, number[]>();
  for (let robotIndex = 0; robotIndex < options.robotCount; robotIndex++) {
    for (const [key, value] of robotAurocs(scorer, options, random)) aurocs.set(key, [...(aurocs.get(key) ?? []), value]);
  }
  return [...aurocs].map(([key, values]) => ({
    ...(JSON.parse(key) as Pick<TrialRow, 'method' | 'fault' | 'windowCount'>),
    ...moments(values),
  }));
}

/** One AUROC of one robot per method, fault and run length; the key is the JSON of those three. */
function robotAurocs(scorer: Scorer, options: TrialOptions, random: SeededRandom): readonly [string, number][] {
  const robot = syntheticRobot(random);
  const commissioning = simulateRun(robot, random, { windowCount: options.commissioningWindowCount });
  const partIndex = Math.floor(random.unit() * robot.joints.length);
  const factorRatio = random.between(faultFactorRatio.low, faultFactorRatio.high);
  const runs = (fault?: SimulatedFault): Run[] =>
    Array.from({ length: options.runCount }, () => simulateRun(robot, random, { windowCount: options.windowCountPerRun, fault }));
  const normal = runs();
  const faulty = faultKinds.map((kind) => ({ kind, runs: runs({ kind, partIndex, factorRatio }) }));
  return detectionMethods(scorer).flatMap((method) => {
    const rate = method.prepare(robot, commissioning);
    return [1, options.windowCountPerRun].flatMap((windowCount) => {
      const normalScores = runScores(rate, normal, windowCount);
      return faulty.map(({ kind, runs: faultyRuns }): [string, number] => [
        JSON.stringify({ method: method.name, fault: kind, windowCount }),
        auroc(normalScores, runScores(rate, faultyRuns, windowCount)),
      ]);
    });
  });
}

function simulateRun(
  robot: SyntheticRobot,
  random: SeededRandom,
  { windowCount, fault }: { readonly windowCount: number; readonly fault?: SimulatedFault | undefined },
): Run {
  return Array.from({ length: windowCount }, () => simulateWindow(robot, random, fault === undefined ? {} : { fault }));
}

/** Every run cut into pieces of `windowCount` windows; of each piece the mean per joint, then the largest joint. */
function runScores(rate: WindowRating, runs: readonly Run[], windowCount: number): number[] {
  return runs.flatMap((run) => {
    const rated = run.map(rate);
    return Array.from({ length: Math.floor(rated.length / windowCount) }, (_, piece) =>
      largestMean(rated.slice(piece * windowCount, (piece + 1) * windowCount)),
    );
  });
}

function largestMean(rows: readonly (readonly number[])[]): number {
  const sums = (rows[0] ?? []).map((_, index) => rows.reduce((sum, row) => sum + (row[index] ?? 0), 0));
  return Math.max(...sums) / rows.length;
}

function moments(values: readonly number[]): { meanAurocRatio: number; sdAurocRatio: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { meanAurocRatio: mean, sdAurocRatio: Math.sqrt(variance) };
}
