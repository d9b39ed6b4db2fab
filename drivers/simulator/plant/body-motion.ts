/** Standard gravity, m/s² (ISO 80000-3). */
export const gravityMPerS2 = 9.80665;

/** Attitude of the body and what an inertial sensor fixed to it feels. */
export interface BodyMotion {
  readonly rollRad: number;
  readonly pitchRad: number;
  readonly yawRad: number;
  readonly turnRadPerS: Vector;
  readonly forceMPerS2: Vector;
}

export type Vector = readonly [x: number, y: number, z: number];

export interface BodyInput {
  readonly rollRad: number;
  readonly pitchRad: number;
  /** How fast the robot turns on the spot. */
  readonly yawRadPerS: number;
  /** 0: standing on something, 1: falling freely. */
  readonly freeFallRatio: number;
  readonly bounceMPerS2: number;
  readonly shockMPerS2: number;
}

export const bodyAtRest: BodyMotion = { rollRad: 0, pitchRad: 0, yawRad: 0, turnRadPerS: [0, 0, 0], forceMPerS2: [0, 0, gravityMPerS2] };

/** Specific force of gravity in the body's axes (x forward, y left, z up) at this attitude: what a resting accelerometer reads. */
export function restingForce(rollRad: number, pitchRad: number): Vector {
  const level = Math.cos(pitchRad);
  return [-gravityMPerS2 * Math.sin(pitchRad), gravityMPerS2 * level * Math.sin(rollRad), gravityMPerS2 * level * Math.cos(rollRad)];
}

/** Shares of a shock along the three axes; its length is 1. */
const shockAxes: Vector = [0.48, 0.36, 0.8];

/** The next attitude, the turn rates that lead to it, and the force felt there. */
export function stepBody(body: BodyMotion, input: BodyInput, dtS: number): BodyMotion {
  const { rollRad, pitchRad, yawRadPerS, shockMPerS2 } = input;
  const [x, y, z] = restingForce(rollRad, pitchRad);
  const weight = 1 - input.freeFallRatio;
  return {
    rollRad,
    pitchRad,
    yawRad: wrapped(body.yawRad + yawRadPerS * dtS),
    turnRadPerS: [(rollRad - body.rollRad) / dtS, (pitchRad - body.pitchRad) / dtS, yawRadPerS],
    forceMPerS2: [
      weight * x + shockMPerS2 * shockAxes[0],
      weight * y + shockMPerS2 * shockAxes[1],
      weight * z + input.bounceMPerS2 + shockMPerS2 * shockAxes[2],
    ],
  };
}

function wrapped(angleRad: number): number {
  return angleRad - 2 * Math.PI * Math.round(angleRad / (2 * Math.PI));
}
