/** Windows over which a residual is averaged: faults of minutes stand out, a single odd motion does not. */
const slowWindowCount = 20;
/** Fewer say nothing yet. */
const countMin = 10;

/** The five ways a joint's effort is judged: now, with and without direction; and over twenty windows. */
export const effortChannels = ['effort', 'effortStrength', 'effortOffset', 'friction', 'effortLevel'] as const;

/** Running means of one joint's residuals; plain JSON. */
export interface ResidualTrack {
  readonly count: number;
  /** Of the signed residual: a load or an offset. */
  readonly biasRatio: number;
  /** Of the residual in the direction of motion: friction. */
  readonly frictionRatio: number;
  /** Of the root mean square's residual: effort without direction. */
  readonly rmsRatio: number;
}

export const openingTrack: ResidualTrack = { count: 0, biasRatio: 0, frictionRatio: 0, rmsRatio: 0 };

export interface Residual {
  readonly meanRatio: number;
  readonly rmsRatio: number;
  /** −1 … 1. */
  readonly directionRatio: number;
}

/** One window: the mean of what there is, then an exponential one over 20 windows. An unknown residual leaves the track as it is. */
export function stepTrack(was: ResidualTrack, residual: Residual): ResidualTrack {
  if (Number.isNaN(residual.meanRatio)) return was;
  const count = Math.min(slowWindowCount, was.count + 1);
  const towards = (from: number, to: number): number => from + (to - from) / count;
  return {
    count,
    biasRatio: towards(was.biasRatio, residual.meanRatio),
    frictionRatio: towards(was.frictionRatio, residual.meanRatio * residual.directionRatio),
    rmsRatio: towards(was.rmsRatio, residual.rmsRatio),
  };
}

/** The quantities that effort is judged by, in the order of `effortChannels`; NaN while they say nothing. */
export function effortQuantities(track: ResidualTrack, residual: Residual): readonly number[] {
  const slow = (value: number): number => (track.count < countMin ? Number.NaN : Math.abs(value));
  return [
    Math.abs(residual.meanRatio),
    Math.abs(residual.rmsRatio),
    slow(track.biasRatio),
    slow(track.frictionRatio),
    slow(track.rmsRatio),
  ];
}
