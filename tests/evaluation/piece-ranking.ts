import type { Ranked } from './ranking.ts';

/** Scores sorted once, so that a resampling of pieces of the series is ranked in one pass without sorting again. */
export interface PieceRanking {
  readonly pieceCount: number;
  /** From the highest score down: to which piece it belongs, whether it is faulty, whether the next score is lower. */
  readonly piece: Uint32Array;
  readonly faulty: Uint8Array;
  readonly closes: Uint8Array;
}

/** Cuts a series into pieces of so many scores; the last one may be longer. */
export function pieceRanking({ scores, labels }: Ranked, pieceSize: number): PieceRanking {
  const pieceCount = Math.max(1, Math.floor(scores.length / pieceSize));
  const order = Uint32Array.from(scores, (_, place) => place).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  return {
    pieceCount,
    piece: order.map((place) => Math.min(pieceCount - 1, Math.floor(place / pieceSize))),
    faulty: Uint8Array.from(order, (place) => labels[place] ?? 0),
    closes: Uint8Array.from(order, (place, rank) => (scores[order[rank + 1] ?? -1] === scores[place] ? 0 : 1)),
  };
}

/** Average precision with every piece counted as often as it was drawn; NaN when no fault was drawn. */
export function drawnAuprc({ piece, faulty, closes }: PieceRanking, drawnCount: Uint32Array): number {
  let [found, seen, area, counted] = [0, 0, 0, 0];
  for (let rank = 0; rank < piece.length; rank++) {
    const weight = drawnCount[piece[rank] ?? 0] ?? 0;
    seen += weight;
    found += faulty[rank] === 1 ? weight : 0;
    if (closes[rank] === 0 || found === counted) continue;
    area += ((found - counted) * found) / seen;
    counted = found;
  }
  return found === 0 ? Number.NaN : area / found;
}
