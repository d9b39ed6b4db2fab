import { cellAt } from './cell-at.ts';
import type { Motion, Pose } from './pose.ts';
import type { SeededRandom } from './seeded-random.ts';
import { smoothStep } from './smooth-step.ts';

/** One leg of the cycle: to these joint positions, then a wait there. */
interface Leg {
  readonly fromRad: Float64Array;
  readonly toRad: Float64Array;
  readonly startS: number;
  readonly moveS: number;
  readonly waitS: number;
  readonly carries: boolean;
}

/** Above and at the pick and the place, as base, lift, elbow and three wrist joints of a six-joint arm standing on a table. */
const stations = {
  abovePick: [-0.6, -1.35, 1.45, -1.65, -1.57, 0],
  atPick: [-0.6, -1.05, 1.6, -2.1, -1.57, 0],
  abovePlace: [0.75, -1.4, 1.5, -1.65, -1.57, 0.8],
  atPlace: [0.75, -1.1, 1.65, -2.1, -1.57, 0.8],
} as const;
type Station = keyof typeof stations;

const cycle: readonly { readonly to: Station; readonly waitS: number; readonly carries: boolean }[] = [
  { to: 'atPick', waitS: 0.6, carries: false },
  { to: 'abovePick', waitS: 0, carries: true },
  { to: 'abovePlace', waitS: 0, carries: true },
  { to: 'atPlace', waitS: 0.6, carries: true },
  { to: 'abovePlace', waitS: 0, carries: false },
  { to: 'abovePick', waitS: 1.5, carries: false },
];

/** A move takes at most this share of a joint's speed limit, and never more than a collaborative 1.2 rad/s. */
const speedRatio = 0.5;
const collaborativeRadPerS = 1.2;
const moveMinS = 0.6;
/** The quintic's peak speed is 1.875 times its mean. */
const peakPerMeanRatio = 1.875;
/** What a full gripper adds to the gravity load of every joint. */
const payloadRatio = 0.35;

/** Pick and place for ever between four stations that the seed shifts a little; intensity does not matter to a fixed arm. */
export function cobotMotion(velocityMaxRadPerS: Float64Array, random: SeededRandom): Motion {
  const legs = planLegs(velocityMaxRadPerS, random);
  const last = legs.at(-1);
  const cycleS = last === undefined ? 1 : last.startS + last.moveS + last.waitS;
  return { pose: (phaseS, _intensityRatio, pose) => writePose(legs, phaseS % cycleS, pose) };
}

function planLegs(velocityMaxRadPerS: Float64Array, random: SeededRandom): Leg[] {
  const jointCount = velocityMaxRadPerS.length;
  const places = Object.fromEntries(Object.entries(stations).map(([name, anglesRad]) => [name, shifted(anglesRad, jointCount, random)]));
  const at = (name: Station): Float64Array => places[name] ?? new Float64Array(jointCount);
  let startS = 0;
  let fromRad = at('abovePick');
  return cycle.map(({ to, waitS, carries }) => {
    const leg = { fromRad, toRad: at(to), startS, moveS: moveTimeS(fromRad, at(to), velocityMaxRadPerS), waitS, carries };
    startS += leg.moveS + waitS;
    fromRad = leg.toRad;
    return leg;
  });
}

function shifted(anglesRad: readonly number[], jointCount: number, random: SeededRandom): Float64Array {
  return Float64Array.from({ length: jointCount }, (_, index) => (anglesRad[index] ?? 0) + random.between(-0.1, 0.1));
}

/** The time a move needs so that no joint is faster than it may be, s. */
export function moveTimeS(fromRad: Float64Array, toRad: Float64Array, velocityMaxRadPerS: Float64Array): number {
  return fromRad.reduce((longestS, from, index) => {
    const allowedRadPerS = Math.min(collaborativeRadPerS, speedRatio * cellAt(velocityMaxRadPerS, index));
    return Math.max(longestS, (peakPerMeanRatio * Math.abs(cellAt(toRad, index) - from)) / allowedRadPerS);
  }, moveMinS);
}

function writePose(legs: readonly Leg[], inCycleS: number, pose: Pose): void {
  const leg = legs.findLast(({ startS }) => startS <= inCycleS);
  if (leg === undefined) return;
  const progress = smoothStep((inCycleS - leg.startS) / leg.moveS);
  for (let index = 0; index < pose.targetRad.length; index++) {
    const from = cellAt(leg.fromRad, index);
    pose.targetRad[index] = from + progress * (cellAt(leg.toRad, index) - from);
  }
  pose.loadRatio.fill(leg.carries ? 1 + payloadRatio : 1);
}
