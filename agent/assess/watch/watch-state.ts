import type { ShownAlarm, WatchLevel } from '../../contract/anomaly.ts';
import type { WindowFeatures } from '../../contract/features.ts';
import type { SuspectJoint } from '../../contract/fleet-prior.ts';
import type { TraceState } from './alarm-trace.ts';
import { type CommissioningState, openingCommissioning } from './commissioning.ts';
import type { JointDrift } from './drift-track.ts';
import { type LearnedPlace, learnedPlace, restoreLearned } from './learned-texts.ts';
import type { NetworkState } from './network-vote.ts';
import type { PastAlarm } from './past-alarms.ts';
import { PhysicsWatch, type RunningState, type WatchRating } from './physics-watch.ts';

/** Why a robot is learned anew. */
export type RebaselineCause = 'versionChanged' | 'signedEvent' | 'learnedLost';

/** A signed order to learn the robot anew. */
export interface RebaselineOrder {
  readonly sha256: string;
  readonly reason: string;
  readonly signedBy: string;
}

/** What the watch remembers from minute to minute: plain JSON of a few kB. What it has learned lies beside it (`LearnedTexts`). */
export interface WatchState {
  readonly version: 1;
  /** Of the robot as it was learned. */
  readonly key: string;
  readonly commissioning: CommissioningState;
  readonly learned: LearnedPlace;
  readonly running: RunningState;
  /** `sha256:` of the frozen reference; null before. */
  readonly referenceSha256: string | null;
  /** Joints left out of the reference, because what they showed is not what sound joints show. */
  readonly suspects: readonly SuspectJoint[];
  readonly isActive: boolean;
  readonly trace: TraceState;
  readonly drifts: readonly JointDrift[];
  readonly alarms: readonly PastAlarm[];
  readonly lastAlarm: ShownAlarm | null;
  readonly network: NetworkState | null;
  readonly rebaselineCount: number;
  /** Hash of the last signed event that was followed. */
  readonly followedSha256: string | null;
}

/** The last rated window, for whoever explains it. */
export interface Rated {
  readonly rating: WatchRating;
  readonly joints: WindowFeatures;
  readonly levels: readonly WatchLevel[];
}

export function openingWatch(key: string): WatchState {
  const physics = new PhysicsWatch();
  return {
    version: 1,
    key,
    commissioning: openingCommissioning,
    learned: learnedPlace(physics),
    running: physics.running,
    referenceSha256: null,
    suspects: [],
    isActive: false,
    trace: [],
    drifts: [],
    alarms: [],
    lastAlarm: null,
    network: null,
    rebaselineCount: 0,
    followedSha256: null,
  };
}

/** Everything learned is let go; what is known of past alarms stays, and how often this happened. */
export function forgetLearned(was: WatchState, { key, followedSha256 }: { key: string; followedSha256: string | null }): WatchState {
  const { alarms, lastAlarm, rebaselineCount } = was;
  return { ...openingWatch(key), alarms, lastAlarm, rebaselineCount: rebaselineCount + 1, followedSha256 };
}

/** The watch as it was; undefined when what it had learned cannot be read any more. */
export function restorePhysics(state: WatchState, texts: ReadonlyMap<string, string>): PhysicsWatch | undefined {
  const learned = restoreLearned(state.learned, texts);
  return learned && new PhysicsWatch({ learned, running: state.running });
}
