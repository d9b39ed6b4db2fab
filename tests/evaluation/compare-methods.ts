import { type SeededRandom, seededRandom } from '../../models/training/seeded-random.ts';
import { type Interval, pairedBootstrap } from './intervals.ts';
import { drawnAuprc, type PieceRanking } from './piece-ranking.ts';
import type { RunFigures } from './run-figures.ts';

const drawCount = 1000;

/** What is drawn with replacement: whole robots, whole runs (sessions), or minutes within each run where the runs are blocks of one session. */
export type Resampling = 'robots' | 'runs' | 'minutes';

/** A mean over runs, and its standard deviation over seeds. */
export interface Estimate {
  readonly meanRatio: number;
  readonly sdRatio: number;
}

export interface MethodRow {
  readonly method: string;
  readonly auroc: Estimate;
  readonly auprc: Estimate;
  readonly vusPr: Estimate;
  /** 95 % intervals: of this method's AUPRC, and of the reference's minus this one's, drawn in pairs. */
  readonly auprcInterval: Interval;
  readonly behindReference: Interval;
}

export interface Comparison {
  /** The method the others are compared with. */
  readonly reference: string;
  readonly resampling: Resampling;
  readonly seed: number;
}

/** One row per method; every method has rated the same runs, a random one once per seed. */
export function compareMethods(rated: ReadonlyMap<string, readonly RunFigures[]>, comparison: Comparison): readonly MethodRow[] {
  const reference = rated.get(comparison.reference) ?? [];
  return [...rated].map(([method, runs]) => ({
    method,
    auroc: estimate(runs, 'aurocRatio'),
    auprc: estimate(runs, 'auprcRatio'),
    vusPr: estimate(runs, 'vusPrRatio'),
    ...intervalsOf(reference, runs, comparison),
  }));
}

export function meanOf(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Mean over the runs of a seed, then mean and standard deviation over seeds. */
function estimate(runs: readonly RunFigures[], figure: 'aurocRatio' | 'auprcRatio' | 'vusPrRatio'): Estimate {
  const perSeed = [...Map.groupBy(runs, ({ seed }) => seed).values()].map((group) => meanOf(group.map((run) => run[figure])));
  const mean = meanOf(perSeed);
  const square = meanOf(perSeed.map((value) => (value - mean) ** 2));
  return { meanRatio: mean, sdRatio: perSeed.length > 1 ? Math.sqrt((square * perSeed.length) / (perSeed.length - 1)) : 0 };
}

type Intervals = Pick<MethodRow, 'auprcInterval' | 'behindReference'>;

function intervalsOf(reference: readonly RunFigures[], other: readonly RunFigures[], comparison: Comparison): Intervals {
  if (comparison.resampling === 'minutes') return minuteIntervals(reference, other, comparison.seed);
  const unitOf = ({ series, run }: RunFigures): string => (comparison.resampling === 'robots' ? series : `${series} ${run}`);
  const [left, right] = [valuesBy(reference, unitOf), valuesBy(other, unitOf)];
  const differences = [...right].map(([unit, value]) => (left.get(unit) ?? Number.NaN) - value).filter((value) => !Number.isNaN(value));
  const own = [...right.values()].filter((value) => !Number.isNaN(value));
  return {
    auprcInterval: pairedBootstrap(own, seededRandom(comparison.seed)),
    behindReference: pairedBootstrap(differences, seededRandom(comparison.seed)),
  };
}

function valuesBy(runs: readonly RunFigures[], unitOf: (run: RunFigures) => string): ReadonlyMap<string, number> {
  return new Map([...Map.groupBy(runs, unitOf)].map(([unit, group]) => [unit, meanOf(group.map(({ auprcRatio }) => auprcRatio))]));
}

/** Minutes are drawn within each block, the same for both methods; of a random method a seed is drawn too. */
function minuteIntervals(reference: readonly RunFigures[], other: readonly RunFigures[], seed: number): Intervals {
  const [left, right] = [bySeed(reference), bySeed(other)];
  const random = seededRandom(seed);
  const draws = Array.from({ length: drawCount }, () => {
    const [first, second] = [pick(left, random), pick(right, random)];
    const drawn = second.map(({ pieceCount }) => drawPieces(pieceCount, random));
    const macroOf = (rankings: readonly PieceRanking[]): number =>
      meanOf(rankings.map((ranking, run) => drawnAuprc(ranking, drawn[run] ?? new Uint32Array(0))));
    const own = macroOf(second);
    return { own, difference: macroOf(first) - own };
  });
  return { auprcInterval: middle95(draws.map(({ own }) => own)), behindReference: middle95(draws.map(({ difference }) => difference)) };
}

function bySeed(runs: readonly RunFigures[]): readonly (readonly PieceRanking[])[] {
  return [...Map.groupBy(runs, ({ seed }) => seed).values()].map((group) => group.flatMap(({ minutes }) => minutes ?? []));
}

function pick(seeds: readonly (readonly PieceRanking[])[], random: SeededRandom): readonly PieceRanking[] {
  return seeds[Math.floor(random.unit() * seeds.length)] ?? [];
}

function drawPieces(pieceCount: number, random: SeededRandom): Uint32Array {
  const drawn = new Uint32Array(pieceCount);
  for (let draw = 0; draw < pieceCount; draw++) {
    const piece = Math.floor(random.unit() * pieceCount);
    drawn[piece] = (drawn[piece] ?? 0) + 1;
  }
  return drawn;
}

function middle95(values: readonly number[]): Interval {
  const sorted = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort();
  const at = (ratio: number): number => sorted[Math.min(sorted.length - 1, Math.floor(ratio * sorted.length))] ?? Number.NaN;
  return { low: at(0.025), high: at(0.975) };
}
