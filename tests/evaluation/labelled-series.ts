import type { JointLimits, WindowFeatures } from '../../agent/contract/features.ts';
import type { FrameLayout } from '../../agent/contract/frame.ts';
import type { LabelScope } from './detector.ts';

/** Windows of one robot in the order of time, with what is known to be wrong in each. */
export interface LabelledRun {
  readonly name: string;
  readonly windows: readonly WindowFeatures[];
  /** Per window and joint (`window × joints + joint`): 1 faulty, 0 normal. In the scope of the robot every joint carries the robot's label. */
  readonly labels: Uint8Array;
}

/** One robot to be judged: normal windows to learn from, and runs to be rated. No run shares a session, robot or block with the learning. */
export interface LabelledSeries {
  readonly name: string;
  readonly scope: LabelScope;
  readonly layout: FrameLayout;
  readonly limits: JointLimits;
  readonly commissioning: readonly WindowFeatures[];
  /** Normal windows after those, which thresholds are drawn from; where a recording has none, they come from folds of the commissioning. */
  readonly calibration?: readonly WindowFeatures[];
  readonly runs: readonly LabelledRun[];
}
