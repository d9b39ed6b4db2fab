import { randomStream } from '../../plant/seeded-random.ts';

/** A joint and its drive at one moment, in house units. */
export interface JointMoment {
  readonly positionRad: number;
  readonly velocityRadPerS: number;
  readonly currentA: number;
  readonly torqueNm: number;
  readonly voltageV: number;
  readonly temperatureC: number;
  /** Too hot: the drive has let go. */
  readonly hasFault: boolean;
}

/** What a joint does at any time after power on; the same time gives the same answer. */
export type JointCourse = (atMs: number) => JointMoment;

export interface JointOptions {
  readonly seed: number;
  /** Joints of one robot differ by their index. */
  readonly index: number;
  /** From then on the drive is too hot; never, when left out. */
  readonly faultFromMs?: number;
}

const amplitudesRad = [0.3, 1.2] as const;
const frequenciesHz = [0.05, 0.4] as const;
const gravityA = 0.4;
const frictionAPerRadPerS = 0.1;
const torqueNmPerA = 2.4;
const supplyV = 12;
const sagVPerA = 0.2;
const ambientC = 26;
const risesC = [5, 20] as const;
const warmingS = 600;
const faultC = 82;

/** A joint that swings on a sine of its own, warms up, and draws what gravity and friction ask for. */
export function jointCourse({ seed, index, faultFromMs }: JointOptions): JointCourse {
  const random = randomStream(seed, 100 + index);
  const amplitudeRad = random.between(...amplitudesRad);
  const radPerS = 2 * Math.PI * random.between(...frequenciesHz);
  const phaseRad = random.between(0, 2 * Math.PI);
  const riseC = random.between(...risesC);
  return (atMs) => {
    const hasFault = faultFromMs !== undefined && atMs >= faultFromMs;
    const turnRad = (radPerS * Math.min(atMs, faultFromMs ?? atMs)) / 1000 + phaseRad;
    const positionRad = amplitudeRad * Math.sin(turnRad);
    const velocityRadPerS = hasFault ? 0 : amplitudeRad * radPerS * Math.cos(turnRad);
    const currentA = hasFault ? 0 : gravityA * Math.sin(positionRad) + frictionAPerRadPerS * velocityRadPerS;
    return {
      positionRad,
      velocityRadPerS,
      currentA,
      torqueNm: currentA * torqueNmPerA,
      voltageV: supplyV - sagVPerA * Math.abs(currentA),
      temperatureC: hasFault ? faultC : ambientC + riseC * (1 - Math.exp(-atMs / 1000 / warmingS)),
      hasFault,
    };
  };
}
