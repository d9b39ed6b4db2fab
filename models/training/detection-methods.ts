import type { JointLimits, Scorer, WindowFeatures } from '../../agent/contract/features.ts';
import { createTokens, fillTokens, jointCountMax, targetCount } from '../runtime/joint-tokens.ts';
import { robustStandardiser, standardiser } from './standardise.ts';
import type { SyntheticRobot } from './synthetic-robot.ts';

/** How odd each joint (or joint and channel) of one window looks; larger is odder. */
export type WindowRating = (window: WindowFeatures) => readonly number[];

/** A way to rate windows; may first look at normal windows of the same robot. */
export interface DetectionMethod {
  readonly name: string;
  prepare(robot: SyntheticRobot, commissioning: readonly WindowFeatures[]): WindowRating;
}

/** What is compared in the card: the network with and without knowing the robot, and the plainest rule there is. */
export function detectionMethods(scorer: Scorer): readonly DetectionMethod[] {
  return [networkAlone(scorer), networkCalibrated(scorer), maxAbsZ()];
}

/** The joint scores as they come, in the logarithm, without ever having seen the robot. */
function networkAlone(scorer: Scorer): DetectionMethod {
  return { name: 'network, robot unseen', prepare: (robot) => (window) => logScores(scorer, window, robot.limits) };
}

/** ln(0.01 + score) of each joint, standardised by the joint's own median and MAD over normal windows. */
function networkCalibrated(scorer: Scorer): DetectionMethod {
  return {
    name: 'network, calibrated on the robot',
    prepare: (robot, commissioning) => {
      const standardise = robustStandardiser(commissioning.map((window) => logScores(scorer, window, robot.limits)));
      return (window) => standardise(logScores(scorer, window, robot.limits));
    },
  };
}

/** The baseline: every effort channel of every joint as |z| against its own normal windows. */
function maxAbsZ(): DetectionMethod {
  return {
    name: 'max|z|, calibrated on the robot',
    prepare: (robot, commissioning) => {
      const standardise = standardiser(commissioning.map((window) => effortsOf(window, robot.limits)));
      return (window) => standardise(effortsOf(window, robot.limits)).map(Math.abs);
    },
  };
}

const scoreFloor = 0.01;

function logScores(scorer: Scorer, window: WindowFeatures, limits: JointLimits): number[] {
  return Array.from(scorer.score(window, limits)?.jointScores ?? [], (score) => Math.log(scoreFloor + score));
}

const tokens = createTokens(jointCountMax);

function effortsOf(window: WindowFeatures, limits: JointLimits): number[] {
  fillTokens(window, limits, tokens);
  return Array.from(tokens.targets.subarray(0, tokens.jointCount * targetCount));
}
