import { seededRandom } from '../../models/training/seeded-random.ts';
import type { SyntheticJoint } from '../../models/training/synthetic-robot.ts';
import type { LabelledRun, LabelledSeries } from './labelled-series.ts';
import type { ActiveFault } from './simulated/fault-episode.ts';
import { SimulatedLife } from './simulated/simulated-life.ts';
import { evaluationSeedMin, robotOf, type SimulatedPlan } from './simulated-series.ts';

/** Changes of a robot's life after its commissioning. The first two are no faults: here a low AUROC is good, .5 is "not noticed". */
export const lifeChanges = {
  payload: 'payload +0.3 of the gravity load (no fault)',
  ambient: 'room 20 K warmer (no fault)',
  ramp: 'friction +50 % over two hours (a fault)',
} as const;
export type LifeChange = keyof typeof lifeChanges;

const commissioningS = 3600;
const beforeS = 1200;
const rampS = 7200;
/** After the ramp: what absorbs it forgets it here. */
const afterS = 1200;
const payloadRatio = 0.3;
const warmerC = 20;
const frictionRiseRatio = 0.5;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * A robot that is commissioned, lives on as it was, then changes. Labelled is the time after the change: of a ramp the time after its end, and
 * the ramp itself is not rated, so that an AUROC near 1 says that the change still shows when it has long been there.
 */
export function changedLife(plan: SimulatedPlan, change: LifeChange): LabelledSeries {
  const random = seededRandom(evaluationSeedMin + plan.seed * 64 + plan.jointCount);
  const robot = robotOf(plan.jointCount, random);
  // The life reads its joints every second, so that these may wear while it goes on.
  const joints: Mutable<SyntheticJoint>[] = robot.joints.map((joint) => ({ ...joint }));
  const life = new SimulatedLife({ ...robot, joints }, random);
  const seconds = (count: number, fault?: ActiveFault) => Array.from({ length: count }, () => life.next(fault));
  const commissioning = seconds(plan.commissioningS ?? commissioningS);
  const before = seconds(beforeS);
  if (change === 'ambient') for (const joint of joints) joint.temperatureC += warmerC;
  if (change === 'ramp') wear(joints, life);
  const after = seconds(afterS, change === 'payload' ? heavier(life.secondCount) : undefined);
  const isChanged = (joint: number): boolean => change !== 'ramp' || joint === 0;
  const labels = [...before, ...after].flatMap((_, window) =>
    joints.map((_joint, joint) => (window >= before.length && isChanged(joint) ? 1 : 0)),
  );
  const run: LabelledRun = { name: change, windows: [...before, ...after], labels: Uint8Array.from(labels) };
  const { layout, limits } = robot;
  return { name: `seed ${plan.seed}, ${plan.jointCount} joints`, scope: 'joint', layout, limits, commissioning, runs: [run] };
}

function wear(joints: readonly Mutable<SyntheticJoint>[], life: SimulatedLife): void {
  const [first] = joints;
  if (first === undefined) return;
  const { coulombNm, viscousNmSPerRad } = first;
  for (let second = 0; second < rampS; second += 60) {
    const factor = 1 + (frictionRiseRatio * second) / rampS;
    [first.coulombNm, first.viscousNmSPerRad] = [coulombNm * factor, viscousNmSPerRad * factor];
    for (let step = 0; step < 60; step++) life.next();
  }
}

function heavier(fromS: number): ActiveFault {
  return { kind: 'payloadWrong', joint: 0, fromS, toS: fromS + afterS + 1, rampS: 1, size: payloadRatio, signal: undefined };
}
