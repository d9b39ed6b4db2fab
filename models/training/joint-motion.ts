import type { SeededRandom } from './seeded-random.ts';
import type { SyntheticJoint } from './synthetic-robot.ts';

/** What one joint does during one second, sample by sample. */
export interface JointMotion {
  readonly standing: boolean;
  readonly positionRad: Float64Array;
  readonly velocityRadPerS: Float64Array;
  readonly accelerationRadPerS2: Float64Array;
}

export interface MotionOptions {
  readonly joint: SyntheticJoint;
  /** False while the whole robot stands. */
  readonly active: boolean;
  readonly sampleCount: number;
}

interface MotionShape {
  readonly startRad: number;
  readonly cruiseRadPerS: number;
  readonly rampRadPerS2: number;
  readonly swingRadPerS: number;
  readonly swingPhaseRad: number;
  readonly swingOmegaRadPerS: number;
}

/** A random second: standing, cruising, speeding up, or swinging to and fro, always below the joint's own maximum speed. */
export function drawMotion(random: SeededRandom, options: MotionOptions): JointMotion {
  const { joint, active, sampleCount } = options;
  const kind = active ? random.pick(['stand', 'cruise', 'ramp', 'swing', 'mixed']) : 'stand';
  const topRadPerS = joint.velocityMaxRadPerS * random.logBetween(0.02, 0.5);
  const moves = (...kinds: string[]): number => (kinds.includes(kind) ? 1 : 0);
  const shape: MotionShape = {
    startRad: random.between(-Math.PI, Math.PI),
    cruiseRadPerS: moves('cruise', 'mixed') * topRadPerS * random.between(-1, 1),
    rampRadPerS2: moves('ramp', 'mixed') * topRadPerS * random.between(-1, 1),
    swingRadPerS: moves('swing', 'mixed') * topRadPerS * random.unit(),
    swingPhaseRad: random.between(-Math.PI, Math.PI),
    swingOmegaRadPerS: 2 * Math.PI * random.logBetween(0.3, 4),
  };
  const phaseS = sampleCount === 1 ? random.unit() : 0;
  const columns = { positionRad: new Float64Array(sampleCount), velocityRadPerS: new Float64Array(sampleCount) };
  const motion: JointMotion = { standing: kind === 'stand', ...columns, accelerationRadPerS2: new Float64Array(sampleCount) };
  for (let index = 0; index < sampleCount; index++) fillSample({ motion, index, timeS: phaseS + index / sampleCount }, shape);
  return motion;
}

interface SamplePlace {
  readonly motion: JointMotion;
  readonly index: number;
  readonly timeS: number;
}

function fillSample({ motion, index, timeS }: SamplePlace, shape: MotionShape): void {
  const angle = shape.swingOmegaRadPerS * timeS + shape.swingPhaseRad;
  motion.positionRad[index] =
    shape.startRad +
    shape.cruiseRadPerS * timeS +
    (shape.rampRadPerS2 * timeS ** 2) / 2 -
    (shape.swingRadPerS / shape.swingOmegaRadPerS) * Math.cos(angle);
  motion.velocityRadPerS[index] = shape.cruiseRadPerS + shape.rampRadPerS2 * timeS + shape.swingRadPerS * Math.sin(angle);
  motion.accelerationRadPerS2[index] = shape.rampRadPerS2 + shape.swingRadPerS * shape.swingOmegaRadPerS * Math.cos(angle);
}
