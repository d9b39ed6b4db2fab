import type { JointEffort } from './fit-effort.ts';
import type { ResidualTrack } from './residual-tracks.ts';

/** The reference is frozen, so what changes over weeks shows here and is never learned (facts §5.2: half-life 100 h). */
const halfLifeMs = 360_000_000;
/** Fewer hours of operation say nothing of a drift. */
const trackedMsMin = 36_000_000;
/** A drift is over below half of what began it. */
const endRatio = 0.5;

export const driftChannels = ['effortOffset', 'friction', 'effortLevel'] as const;
export type DriftChannel = (typeof driftChannels)[number];
/** Where the scales of these channels lie among the effort channels. */
const firstScaleIndex = 2;

/** Slow means of one joint's residuals, as shares of its limit; plain JSON. */
export interface JointDrift {
  readonly weightMs: number;
  readonly meanRatios: readonly number[];
  readonly isBeyond: readonly boolean[];
}

export const openingDrift: JointDrift = { weightMs: 0, meanRatios: driftChannels.map(() => 0), isBeyond: driftChannels.map(() => false) };

export interface DriftNotice {
  readonly channel: DriftChannel;
  /** Mean residual now, and what only one in ten means of 20 s reached in commissioning. */
  readonly driftRatio: number;
  readonly limitRatio: number;
}

export interface DriftStep {
  readonly state: JointDrift;
  /** Channels that just left their range. */
  readonly notices: readonly DriftNotice[];
}

/** So much operating time with this residual. */
export function stepDrift(
  was: JointDrift,
  track: ResidualTrack,
  { effort, elapsedMs }: { effort: JointEffort; elapsedMs: number },
): DriftStep {
  if (track.count === 0 || elapsedMs === 0) return { state: was, notices: [] };
  const weightMs = was.weightMs * 2 ** (-elapsedMs / halfLifeMs) + elapsedMs;
  const values = [track.biasRatio, track.frictionRatio, track.rmsRatio];
  const towards = (from: number, to: number): number => from + ((to - from) * elapsedMs) / weightMs;
  const meanRatios = values.map((value, place) => towards(was.meanRatios[place] ?? 0, value));
  const drifts = driftsOf(meanRatios, effort);
  const isBeyond = drifts.map(({ driftRatio, limitRatio }, place) => {
    const limit = limitRatio * (was.isBeyond[place] === true ? endRatio : 1);
    return weightMs >= trackedMsMin && Math.abs(driftRatio) > limit;
  });
  const notices = drifts.filter((_, place) => isBeyond[place] === true && was.isBeyond[place] !== true);
  return { state: { weightMs, meanRatios, isBeyond }, notices };
}

function driftsOf(meanRatios: readonly number[], { scales }: JointEffort): readonly DriftNotice[] {
  return driftChannels.map((channel, place) => ({
    channel,
    driftRatio: meanRatios[place] ?? 0,
    limitRatio: scales[firstScaleIndex + place]?.values.at(-1) ?? Number.POSITIVE_INFINITY,
  }));
}
