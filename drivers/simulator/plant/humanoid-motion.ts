import { cellAt } from './cell-at.ts';
import { type HumanoidJoint, humanoidJoint, isRight } from './humanoid-joints.ts';
import type { Motion, Pose } from './pose.ts';
import type { SeededRandom } from './seeded-random.ts';
import { smoothStep } from './smooth-step.ts';

const activities = ['walk', 'gesture', 'squat', 'walk', 'stand', 'walk', 'squat', 'gesture', 'walk', 'stand'] as const;
type Activity = (typeof activities)[number];

interface Segment {
  readonly activity: Activity;
  readonly startS: number;
  readonly lengthS: number;
}

/** An activity fades in and out of standing over this long. */
const fadeS = 2;
const squatPeriodS = 8;
const gestureHz = 0.45;
const walkSpeedMPerS = 0.6;

interface HumanoidPlan {
  readonly joints: readonly HumanoidJoint[];
  readonly sideRad: Float64Array;
  readonly signs: Float64Array;
  readonly amplitudeRatio: Float64Array;
  readonly segments: readonly Segment[];
  readonly cycleS: number;
  readonly strideHz: number;
}

/** Walking, squatting and gestures by phase oscillators, one per joint; the seed chooses lengths, stride and amplitudes. */
export function humanoidMotion(jointNames: readonly string[], random: SeededRandom): Motion {
  const plan = planDuty(jointNames, random);
  return { pose: (phaseS, intensityRatio, pose) => writePose(plan, { phaseS, intensityRatio }, pose) };
}

function planDuty(jointNames: readonly string[], random: SeededRandom): HumanoidPlan {
  let startS = 0;
  const segments = activities.map((activity) => {
    const segment = { activity, startS, lengthS: random.between(10, 35) };
    startS += segment.lengthS;
    return segment;
  });
  const joints = jointNames.map(humanoidJoint);
  return {
    joints,
    sideRad: Float64Array.from(jointNames, (name) => (isRight(name) ? Math.PI : 0)),
    signs: Float64Array.from(jointNames, (name, index) => (joints[index]?.mirrored === true && isRight(name) ? -1 : 1)),
    amplitudeRatio: Float64Array.from(jointNames, () => random.between(0.85, 1.1)),
    segments,
    cycleS: startS,
    strideHz: random.between(0.7, 0.95),
  };
}

interface Progress {
  readonly phaseS: number;
  readonly intensityRatio: number;
}

/** How much of each activity there is at one moment, and where its oscillator stands. */
interface Gait {
  readonly walkRatio: number;
  readonly squatRatio: number;
  readonly gestureRatio: number;
  readonly strideRad: number;
  readonly gestureRad: number;
}

function writePose(plan: HumanoidPlan, progress: Progress, pose: Pose): void {
  const gait = gaitAt(plan, progress);
  plan.joints.forEach((joint, index) => {
    const strideRad = gait.strideRad + cellAt(plan.sideRad, index);
    const offsetRad =
      gait.walkRatio * joint.walkRad * Math.sin(strideRad + joint.walkLagRad) +
      gait.squatRatio * joint.squatRad +
      gait.gestureRatio * joint.gestureRad * (0.5 + 0.5 * Math.sin(gait.gestureRad + cellAt(plan.sideRad, index)));
    pose.targetRad[index] = cellAt(plan.signs, index) * (joint.standRad + cellAt(plan.amplitudeRatio, index) * offsetRad);
    pose.loadRatio[index] = joint.bearsWeight ? 1 + 0.9 * gait.walkRatio * Math.sin(strideRad) : 1;
  });
  pose.speedMPerS = walkSpeedMPerS * gait.walkRatio;
  pose.swayRollRad = 0.005 * Math.sin(0.9 * progress.phaseS) + 0.04 * gait.walkRatio * Math.sin(gait.strideRad);
  pose.swayPitchRad = 0.02 + 0.004 * Math.sin(0.7 * progress.phaseS) + 0.02 * gait.walkRatio * Math.sin(2 * gait.strideRad);
  pose.bounceMPerS2 = 1.5 * gait.walkRatio * Math.sin(2 * gait.strideRad);
}

function gaitAt(plan: HumanoidPlan, { phaseS, intensityRatio }: Progress): Gait {
  const inCycleS = phaseS % plan.cycleS;
  const segment = plan.segments.findLast(({ startS }) => startS <= inCycleS);
  const sinceS = inCycleS - (segment?.startS ?? 0);
  const weightRatio = intensityRatio * smoothStep(sinceS / fadeS) * smoothStep(((segment?.lengthS ?? 0) - sinceS) / fadeS);
  const share = (activity: Activity): number => (segment?.activity === activity ? weightRatio : 0);
  return {
    walkRatio: share('walk'),
    squatRatio: share('squat') * (0.5 - 0.5 * Math.cos((2 * Math.PI * sinceS) / squatPeriodS)),
    gestureRatio: share('gesture'),
    strideRad: 2 * Math.PI * plan.strideHz * phaseS,
    gestureRad: 2 * Math.PI * gestureHz * phaseS,
  };
}
