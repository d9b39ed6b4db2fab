import { residualOf } from './fit-effort.ts';
import { rowSize } from './joint-row.ts';
import type { RuleBreach } from './plausibility.ts';
import { type Posture, postureOf } from './posture.ts';
import { effortChannels, effortQuantities, openingTrack, type ResidualTrack, stepTrack } from './residual-tracks.ts';
import { surpriseOf } from './surprise.ts';
import { riseQuantity, type WatchReference } from './watch-reference.ts';
import type { WatchedWindow } from './window-memory.ts';

export const watchChannels = ['rule', 'temperatureRise', ...effortChannels] as const;
export type WatchChannel = (typeof watchChannels)[number];

/** Channels that measure the same thing: of each group the loudest counts, and groups add, because their evidence is of different kinds. */
const channelGroups: readonly (readonly WatchChannel[])[] = [
  ['rule'],
  ['temperatureRise'],
  ['effort', 'effortStrength'],
  ['effortOffset', 'friction', 'effortLevel'],
];

/** −ln p of every channel that knows something of a joint. */
export type JointVotes = ReadonlyMap<WatchChannel, number>;

/** A rule that was never broken in n windows has at most the probability 1/(n + 1); before any, it is taken for one in ten thousand. */
const ruleScoreMin = -Math.log(1e-4);

export interface RatedInput {
  readonly watched: WatchedWindow;
  readonly breaches: readonly (readonly RuleBreach[])[];
  /** Windows of commissioning. */
  readonly windowCount: number;
}

export interface RatedJoints {
  readonly tracks: readonly ResidualTrack[];
  readonly votes: readonly JointVotes[];
  readonly jointScores: Float64Array;
  readonly robotScore: number;
  readonly posture: Posture | undefined;
}

/** Every joint by its channels, and the robot by its posture and its worst joint. Without a reference only rules speak. */
export function rateJoints(input: RatedInput, was: readonly ResidualTrack[], reference: WatchReference | undefined): RatedJoints {
  const { watched, breaches, windowCount } = input;
  const tracks: ResidualTrack[] = [];
  const votes = Array.from({ length: watched.rows.length / rowSize }, (_, joint) => {
    const heard = new Map<WatchChannel, number>();
    if ((breaches[joint] ?? []).length > 0) heard.set('rule', Math.max(ruleScoreMin, Math.log(1 + windowCount)));
    const place = { rows: watched.rows, jointIndex: joint, reference: reference?.mutedIndexes?.includes(joint) ? undefined : reference };
    hearRise(place, heard);
    tracks.push(hearEffort(place, was[joint] ?? openingTrack, heard));
    return heard;
  });
  const jointScores = Float64Array.from(votes, scoreOf);
  const posture = reference?.prototypes ? postureOf(watched, reference.prototypes) : undefined;
  return { tracks, votes, jointScores, posture, robotScore: robotScoreOf(votes, posture, windowCount) };
}

interface Place {
  readonly rows: ArrayLike<number>;
  readonly jointIndex: number;
  readonly reference: WatchReference | undefined;
}

function hearRise({ rows, jointIndex: joint, reference }: Place, heard: Map<WatchChannel, number>): void {
  if (!reference?.rise) return;
  const quantity = riseQuantity(rows, joint, reference.rise.scalesC);
  if (!Number.isNaN(quantity)) heard.set('temperatureRise', surpriseOf(quantity, reference.rise.scale));
}

function hearEffort({ rows, jointIndex: joint, reference }: Place, was: ResidualTrack, heard: Map<WatchChannel, number>): ResidualTrack {
  const effort = reference?.efforts[joint];
  if (!effort) return was;
  const residual = residualOf(rows, joint, effort);
  const track = stepTrack(was, residual);
  const quantities = effortQuantities(track, residual);
  for (const [place, channel] of effortChannels.entries()) {
    const quantity = quantities[place] ?? Number.NaN;
    if (!Number.isNaN(quantity)) heard.set(channel, surpriseOf(quantity, effort.scales[place] ?? undefined));
  }
  return track;
}

function scoreOf(votes: JointVotes): number {
  return channelGroups.reduce((sum, group) => sum + group.reduce((most, channel) => Math.max(most, votes.get(channel) ?? 0), 0), 0);
}

/**
 * The posture's surprise, and on top of it what the loudest channel of any joint shows beyond anything in commissioning: the logarithm of how
 * many joints and channels were looked at corrects for the looking (Bonferroni), ln(n + 1) is the rarest that n windows can tell. Below that
 * a channel ranks joints, not robots.
 */
function robotScoreOf(votes: readonly JointVotes[], posture: Posture | undefined, windowCount: number): number {
  const loudest = votes.reduce((most, one) => Math.max(most, ...one.values()), 0);
  const lookedAtCount = Math.max(1, votes.length * watchChannels.length);
  return (posture?.score ?? 0) + Math.max(0, loudest - Math.log(lookedAtCount) - Math.log(1 + windowCount));
}
