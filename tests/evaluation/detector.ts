import type { JointLimits, WindowFeatures } from '../../agent/contract/features.ts';
import type { FrameLayout } from '../../agent/contract/frame.ts';

/** Where the labels of a series are: on the robot as a whole, or on each joint. Vector methods are run in the same scope. */
export type LabelScope = 'robot' | 'joint';

/** What a detector may know of a robot beforehand. */
export interface RobotUnderTest {
  readonly layout: FrameLayout;
  readonly limits: JointLimits;
  readonly scope: LabelScope;
  readonly seed: number;
}

/** One method on one robot. It sees normal windows first, then is frozen, then rates windows in the order of time, causally. */
export interface Detector {
  learn(window: WindowFeatures): void;
  freeze(): void;
  /** How strange this window is, per joint; higher is stranger. In the scope of the robot all joints may carry the same number. */
  rate(window: WindowFeatures): Float64Array;
}

export interface Method {
  readonly name: string;
  /** A rule that is its own decision brings its threshold; others are calibrated on the robot. */
  readonly fixedThreshold?: number;
  /** True when the outcome depends on the seed. */
  readonly isRandom?: boolean;
  create(robot: RobotUnderTest): Detector;
}

/** Windows further apart than this belong to different sessions: what a detector remembers of the last seconds is void. */
export const sessionGapMs = 30_000;
