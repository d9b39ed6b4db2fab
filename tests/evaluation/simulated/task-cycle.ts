import type { SeededRandom } from '../../../models/training/seeded-random.ts';
import type { SyntheticJoint } from '../../../models/training/synthetic-robot.ts';

/** Where every joint is at one moment, and what the arm holds. */
export interface RobotMotion {
  readonly positionRad: Float64Array;
  readonly velocityRadPerS: Float64Array;
  readonly accelerationRadPerS2: Float64Array;
  readonly payloadRatio: number;
  /** The whole robot pauses. */
  readonly idle: boolean;
}

interface Leg {
  readonly fromRad: Float64Array;
  readonly toRad: Float64Array;
  readonly startS: number;
  readonly moveS: number;
  readonly endS: number;
  readonly payloadRatio: number;
  readonly idle: boolean;
}

const waypointCount = { low: 4, high: 9 };
const waypointSpreadRad = 1.2;
const jitterRad = 0.02;
/** Most a move uses of a joint's speed; a quintic blend peaks at 15/8 of its mean speed. */
const speedRatio = { low: 0.15, high: 0.5 };
const quinticPeak = 15 / 8;
const moveFloorS = 0.4;
const dwellS = { low: 0.2, high: 3 };
const pauseChanceRatio = 0.12;
const pauseS = { low: 10, high: 150 };
const payloads = [0, 0.15, 0.3, 0.45] as const;
const jobS = { low: 400, high: 1200 };

/** A task that repeats: waypoints held for a while, moves between them, another job (speed, payload) now and then, pauses between cycles. */
export class TaskCycle {
  readonly #joints: readonly SyntheticJoint[];
  readonly #random: SeededRandom;
  readonly #waypoints: readonly Float64Array[];
  readonly #dwellS: readonly number[];
  readonly #loadedLegs: readonly boolean[];
  readonly #motion: { -readonly [K in keyof RobotMotion]: RobotMotion[K] };
  #leg: Leg;
  #place = 0;
  #speedRatio: number;
  #payloadRatio: number;
  #jobUntilS: number;

  constructor(joints: readonly SyntheticJoint[], random: SeededRandom) {
    this.#joints = joints;
    this.#random = random;
    const count = Math.floor(random.between(waypointCount.low, waypointCount.high));
    const home = joints.map(() => random.between(-Math.PI, Math.PI));
    // Not every joint takes part in every move, as on real tasks.
    this.#waypoints = Array.from({ length: count }, () =>
      Float64Array.from(home, (rad) => rad + (random.chance(0.75) ? waypointSpreadRad * random.between(-1, 1) : 0)),
    );
    this.#dwellS = this.#waypoints.map(() => random.logBetween(dwellS.low, dwellS.high));
    this.#loadedLegs = this.#waypoints.map((_, place) => place >= count / 3 && place < (2 * count) / 3);
    this.#speedRatio = random.between(speedRatio.low, speedRatio.high);
    this.#payloadRatio = random.pick(payloads);
    this.#jobUntilS = random.between(jobS.low, jobS.high);
    const zero = (): Float64Array => new Float64Array(joints.length);
    this.#motion = { positionRad: zero(), velocityRadPerS: zero(), accelerationRadPerS2: zero(), payloadRatio: 0, idle: false };
    const first = this.#waypoints[0] ?? zero();
    this.#leg = { fromRad: first, toRad: first, startS: 0, moveS: 0, endS: 1, payloadRatio: 0, idle: true };
  }

  /** Only good until the next call. Time must not run backwards. */
  at(nowS: number): RobotMotion {
    while (nowS >= this.#leg.endS) this.#leg = this.#nextLeg(this.#leg, nowS);
    const { fromRad, toRad, startS, moveS, payloadRatio, idle } = this.#leg;
    const share = moveS === 0 ? 1 : Math.min(1, (nowS - startS) / moveS);
    const { way, speed, gain } = quintic(share);
    const perS = share < 1 && moveS > 0 ? 1 / moveS : 0;
    for (let joint = 0; joint < fromRad.length; joint++) {
      const from = fromRad[joint] ?? 0;
      const distance = (toRad[joint] ?? 0) - from;
      this.#motion.positionRad[joint] = from + distance * way;
      this.#motion.velocityRadPerS[joint] = distance * speed * perS;
      this.#motion.accelerationRadPerS2[joint] = distance * gain * perS * perS;
    }
    this.#motion.payloadRatio = payloadRatio;
    this.#motion.idle = idle;
    return this.#motion;
  }

  #nextLeg(last: Leg, nowS: number): Leg {
    const random = this.#random;
    // After a night the task goes on where it stopped.
    const startS = Math.max(last.endS, nowS - 1);
    if (startS > this.#jobUntilS) this.#takeJob(startS);
    const isCycleEnd = this.#place === 0;
    if (isCycleEnd && !last.idle && random.chance(pauseChanceRatio)) {
      const endS = startS + random.logBetween(pauseS.low, pauseS.high);
      return { fromRad: last.toRad, toRad: last.toRad, startS, moveS: 0, endS, payloadRatio: 0, idle: true };
    }
    this.#place = (this.#place + 1) % this.#waypoints.length;
    const toRad = (this.#waypoints[this.#place] ?? last.toRad).map((rad) => rad + jitterRad * random.normal());
    const moveS = this.#moveS(last.toRad, toRad);
    const payloadRatio = this.#loadedLegs[this.#place] === true ? this.#payloadRatio * random.between(0.95, 1.05) : 0;
    const endS = startS + moveS + (this.#dwellS[this.#place] ?? 1) * random.between(0.9, 1.2);
    return { fromRad: last.toRad, toRad, startS, moveS, endS, payloadRatio, idle: false };
  }

  /** The slowest joint sets the pace. */
  #moveS(fromRad: Float64Array, toRad: Float64Array): number {
    const times = this.#joints.map(({ velocityMaxRadPerS }, joint) => {
      return (quinticPeak * Math.abs((toRad[joint] ?? 0) - (fromRad[joint] ?? 0))) / (velocityMaxRadPerS * this.#speedRatio);
    });
    return Math.max(moveFloorS, ...times) * this.#random.between(0.97, 1.05);
  }

  #takeJob(nowS: number): void {
    this.#speedRatio = this.#random.between(speedRatio.low, speedRatio.high);
    this.#payloadRatio = this.#random.pick(payloads);
    this.#jobUntilS = nowS + this.#random.between(jobS.low, jobS.high);
  }
}

/** Way, speed and acceleration of the minimum-jerk move at a share of its time. */
function quintic(share: number): { way: number; speed: number; gain: number } {
  const s2 = share * share;
  const s3 = s2 * share;
  return {
    way: s3 * (10 - 15 * share + 6 * s2),
    speed: 30 * s2 * (1 - 2 * share + s2),
    gain: 60 * share * (1 - 3 * share + 2 * s2),
  };
}
