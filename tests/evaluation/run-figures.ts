import { type PieceRanking, pieceRanking } from './piece-ranking.ts';
import { auprc, auroc, vusPr } from './ranking.ts';
import type { RatedRun } from './rate-series.ts';

/** Fading of a label for VUS-PR, windows. */
const bufferCount = 30;
/** Length of the pieces that a session is cut into for the bootstrap: neighbouring windows are not independent. */
const pieceWindowCount = 60;

/** How one method ranked one run; NaN where the run has no fault. */
export interface RunFigures {
  readonly series: string;
  readonly run: string;
  readonly seed: number;
  readonly aurocRatio: number;
  readonly auprcRatio: number;
  readonly vusPrRatio: number;
  /** The ranking itself, for drawing minutes of it. */
  readonly minutes?: PieceRanking;
}

export function runFigures(rated: RatedRun, isDrawnByMinutes: boolean): RunFigures {
  const { series, run, seed, jointCount } = rated;
  const figures = {
    series,
    run,
    seed,
    aurocRatio: auroc(rated),
    auprcRatio: auprc(rated),
    vusPrRatio: vusPr(rated, { bufferCount, jointCount }),
  };
  return isDrawnByMinutes ? { ...figures, minutes: pieceRanking(rated, pieceWindowCount * jointCount) } : figures;
}
