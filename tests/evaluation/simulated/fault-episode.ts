import type { SignalName } from '../../../agent/contract/signal.ts';
import type { SeededRandom } from '../../../models/training/seeded-random.ts';
import type { SyntheticRobot } from '../../../models/training/synthetic-robot.ts';

/** Everything that goes wrong in the simulated world. */
export const faultKinds = [
  'frictionRise',
  'overCurrent',
  'thermal',
  'sensorDrift',
  'sensorStuck',
  'brakeDrag',
  'payloadWrong',
  'jointStall',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** One fault of one joint for a while: it begins, grows, stays and is over. */
export interface ActiveFault {
  readonly kind: FaultKind;
  readonly joint: number;
  readonly fromS: number;
  readonly toS: number;
  /** Seconds until it is fully there. */
  readonly rampS: number;
  /** How bad it is when fully there, in the unit of its kind (see `drawFault`). */
  readonly size: number;
  /** The sensor that drifts or sticks. */
  readonly signal: SignalName | undefined;
}

/** 0 outside, rising to 1 within the ramp. */
export function strengthAt({ fromS, toS, rampS }: ActiveFault, nowS: number): number {
  if (nowS < fromS || nowS >= toS) return 0;
  return Math.min(1, (nowS - fromS + 1) / rampS);
}

/** Sizes from just noticeable to plain, so that no method finds all or nothing. */
const sizes: Readonly<Record<FaultKind, readonly [low: number, high: number]>> = {
  frictionRise: [1.5, 3], // factor on friction
  overCurrent: [1.3, 2.5], // factor on current for the same torque
  thermal: [2, 6], // factor on heat, with a tenth of the cooling left
  sensorDrift: [0.05, 0.3], // offset as a share of the rated effort; × 40 K for a thermometer
  sensorStuck: [1, 1],
  brakeDrag: [0.1, 0.4], // drag as a share of the rated torque while moving
  payloadWrong: [0.6, 1.5], // on top of the gravity load
  jointStall: [0.8, 1.3], // share of the rated torque pushed in vain
};
const rampS: readonly [number, number] = [5, 45];

export interface FaultSpan {
  readonly kind: FaultKind;
  readonly fromS: number;
  readonly toS: number;
}

/** Draws joint, size and ramp. A payload moves every joint that carries weight; the joint named is the one that carries most. */
export function drawFault({ kind, fromS, toS }: FaultSpan, robot: SyntheticRobot, random: SeededRandom): ActiveFault {
  const signals = robot.layout.signals.filter((name) => name !== 'voltageV');
  const offset = signals.filter((name) => name === 'motorTemperatureC' || !(name === 'positionRad' || name === 'velocityRadPerS'));
  const candidates = kind === 'sensorStuck' ? signals : offset;
  const drawn = Math.floor(random.unit() * robot.joints.length);
  const loads = robot.joints.map(({ gravityNm, ratedTorqueNm }) => gravityNm / ratedTorqueNm);
  return {
    kind,
    fromS,
    toS,
    joint: kind === 'payloadWrong' ? loads.indexOf(Math.max(...loads)) : drawn,
    rampS: random.between(...rampS),
    size: random.logBetween(...sizes[kind]),
    signal: candidates[Math.floor(random.unit() * candidates.length)],
  };
}

/** The joints a fault is labelled on: one, or with a wrong payload all that carry weight. */
export function faultyJoints({ kind, joint }: ActiveFault, { joints }: SyntheticRobot): readonly number[] {
  if (kind !== 'payloadWrong') return [joint];
  return joints.flatMap(({ gravityNm }, place) => (gravityNm > 0 ? [place] : []));
}
