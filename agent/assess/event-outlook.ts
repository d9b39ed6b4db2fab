import type { WindowFeatures } from '../contract/features.ts';
import type { FrameLayout } from '../contract/frame.ts';
import type { SignalName } from '../contract/signal.ts';

/** What the head is asked: is the robot in a protective stop now, or will it be within so many seconds. */
export const eventHorizonsS = [0, 5, 10] as const;

/** A logistic model on standardised features, with Platt's correction; plain JSON. */
export interface EventHead {
  readonly horizonS: number;
  /** Which of the features of `EventFeatures` it reads, in this order. */
  readonly featureIndexes: readonly number[];
  readonly centreScores: readonly number[];
  readonly spreadScores: readonly number[];
  /** One per place, then the constant. */
  readonly weights: readonly number[];
  /** p = σ(slopeRatio · z + offset). */
  readonly slopeRatio: number;
  readonly offset: number;
}

const spreadMinScore = 1e-6;
const standardMaxScore = 6;

/** Probability of a protective stop, 0…1: for the owner's page only, never in a report. */
export function eventProbability(head: EventHead, features: Float64Array): number {
  return logistic(head.slopeRatio * eventLogit(head, features) + head.offset);
}

/** ln odds before Platt's correction. */
export function eventLogit(
  head: Pick<EventHead, 'featureIndexes' | 'centreScores' | 'spreadScores' | 'weights'>,
  features: Float64Array,
): number {
  const { featureIndexes, weights } = head;
  return featureIndexes.reduce(
    (sum, _, index) => sum + (weights[index] ?? 0) * standardValue(head, features, index),
    weights[featureIndexes.length] ?? 0,
  );
}

/** Standardised and cut at six spreads, so that one absurd reading cannot decide alone. */
export function standardValue(
  head: Pick<EventHead, 'featureIndexes' | 'centreScores' | 'spreadScores'>,
  features: Float64Array,
  index: number,
): number {
  const value = features[head.featureIndexes[index] ?? -1] ?? 0;
  const z = (value - (head.centreScores[index] ?? 0)) / Math.max(spreadMinScore, head.spreadScores[index] ?? 1);
  return Math.min(standardMaxScore, Math.max(-standardMaxScore, z));
}

export const logistic = (logit: number): number => 1 / (1 + Math.exp(-logit));

export const effortNames = ['torqueNm', 'currentA', 'loadRatio'] as const satisfies readonly SignalName[];
export type EffortName = (typeof effortNames)[number];

/** The effort that is read of joints with these signals; undefined where they state none. */
export const effortOf = ({ signals }: Pick<FrameLayout, 'signals'>): EffortName | undefined =>
  effortNames.find((name) => signals.includes(name));

const stillRadPerS = 0.02;
const sessionGapMs = 30_000;
const stepMsMax = 3_000;
const recentCount = 3;
const smoothedCount = 5;
const msPerS = 1000;
const sinceMsMax = 600_000;
const distanceMinSigma = 0.1;
const featuresPerJoint = 5;

/** Features of the robot as a whole, whatever its joints: how it stands and moves, and how strange its posture is. */
export const robotPlaces = [0, 1, 2, 3, 4, 5, 6] as const;
/** What happened before: only for looking ahead, because a stop that is on has just begun. */
export const pastPlaces = [7, 8] as const;
const firstJointPlace = robotPlaces.length + pastPlaces.length;

/** Features of each joint; with them a head belongs to one kind of robot. */
export function jointPlaces(jointCount: number): readonly number[] {
  return Array.from({ length: featuresPerJoint * jointCount }, (_, place) => firstJointPlace + place);
}

/** Means over the last five windows of the features of robot and joints. */
export function smoothedPlaces(jointCount: number): readonly number[] {
  const first = firstJointPlace + featuresPerJoint * jointCount;
  return Array.from({ length: firstJointPlace + featuresPerJoint * jointCount }, (_, place) => first + place).filter(
    (place) => !pastPlaces.some((past) => place === first + past),
  );
}

export interface EventInput {
  readonly window: WindowFeatures;
  /** Distance from the nearest posture of normal life (`agent/assess/watch`), in spreads. */
  readonly distanceSigma: number;
  /** Since the last protective stop ended; infinite before the first. */
  readonly sinceStopMs: number;
  /** Protective stops begun in the last five minutes. */
  readonly recentStopCount: number;
}

/**
 * What the head sees of one window, relative to the robot's own last seconds and its own normal life. Of the robot: how long it stands and moves, the
 * size of the last changes of effort, the distance of its posture from all normal ones; of each joint its effort while the robot stands, the change
 * of effort, its speed and the change of speed. Unknown readings keep their last value.
 */
export class EventFeatures {
  #effort: Float64Array | undefined;
  #speed: Float64Array | undefined;
  #recentChangeScores: readonly number[] = [];
  #recentDistanceScores: readonly number[] = [];
  #recent: readonly (readonly number[])[] = [];
  #endMs = Number.NEGATIVE_INFINITY;
  #stillMs = 0;
  #movingMs = 0;

  next(input: EventInput): Float64Array {
    const { window } = input;
    const isNewSession = window.startMs - this.#endMs > sessionGapMs;
    if (isNewSession) this.#forget();
    const stepMs = isNewSession ? 0 : Math.min(stepMsMax, window.endMs - this.#endMs);
    this.#endMs = window.endMs;
    const effort = meansOf(window, effortOf(window.layout), this.#effort);
    const speed = meansOf(window, 'velocityRadPerS', this.#speed).map(Math.abs);
    const still = speed.every((one) => one <= stillRadPerS);
    this.#stillMs = still ? this.#stillMs + stepMs : 0;
    this.#movingMs = still ? 0 : this.#movingMs + stepMs;
    const joints = this.#jointFeatures(effort, speed, still);
    const robot = this.#robotFeatures(input, joints, still);
    [this.#effort, this.#speed] = [effort, speed];
    const now = [...robot, ...joints];
    this.#recent = [...this.#recent, now].slice(-smoothedCount);
    const smoothed = now.map((_, place) => this.#recent.reduce((sum, one) => sum + (one[place] ?? 0), 0) / this.#recent.length);
    return Float64Array.from([...now, ...smoothed]);
  }

  #jointFeatures(effort: Float64Array, speed: Float64Array, still: boolean): readonly number[] {
    return Array.from(effort).flatMap((now, joint) => {
      const pace = speed[joint] ?? 0;
      const change = now - (this.#effort?.[joint] ?? now);
      return [still ? now : 0, change, Math.sqrt(Math.abs(change)), Math.sqrt(pace), pace - (this.#speed?.[joint] ?? pace)];
    });
  }

  #robotFeatures(
    { distanceSigma, sinceStopMs, recentStopCount }: EventInput,
    joints: readonly number[],
    still: boolean,
  ): readonly number[] {
    const most = joints.reduce((max, value, place) => (place % featuresPerJoint === 2 ? Math.max(max, value) : max), 0);
    const distance = Math.log(distanceMinSigma + distanceSigma);
    this.#recentChangeScores = [...this.#recentChangeScores, most].slice(-recentCount);
    this.#recentDistanceScores = [...this.#recentDistanceScores, distance].slice(-recentCount);
    return [
      Math.log1p(this.#stillMs / msPerS),
      Math.log1p(this.#movingMs / msPerS),
      still ? 1 : 0,
      Math.max(...this.#recentChangeScores),
      distance,
      Math.max(...this.#recentDistanceScores),
      still ? distance : 0,
      Math.log1p(Math.min(sinceMsMax, sinceStopMs) / msPerS),
      recentStopCount,
    ];
  }

  #forget(): void {
    [this.#effort, this.#speed] = [undefined, undefined];
    [this.#recentChangeScores, this.#recentDistanceScores, this.#recent] = [[], [], []];
    [this.#stillMs, this.#movingMs] = [0, 0];
  }
}

function meansOf({ layout, count, mean }: WindowFeatures, name: SignalName | undefined, before: Float64Array | undefined): Float64Array {
  const row = name === undefined ? -1 : layout.signals.indexOf(name);
  return Float64Array.from(layout.parts, (_, joint) => {
    const cell = row * layout.parts.length + joint;
    return row >= 0 && (count[cell] ?? 0) > 0 ? (mean[cell] ?? 0) : (before?.[joint] ?? 0);
  });
}
