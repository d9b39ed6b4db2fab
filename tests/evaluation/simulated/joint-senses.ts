import type { SignalName } from '../../../agent/contract/signal.ts';
import type { SeededRandom } from '../../../models/training/seeded-random.ts';
import type { SyntheticJoint, SyntheticRobot } from '../../../models/training/synthetic-robot.ts';
import type { ActiveFault } from './fault-episode.ts';
import type { RobotMotion } from './task-cycle.ts';

/** What surrounds one joint during one sample. */
export interface JointScene {
  readonly motion: RobotMotion;
  readonly roomC: number;
  readonly stepS: number;
  readonly fault: ActiveFault | undefined;
  /** 0 … 1. */
  readonly strength: number;
}

export interface JointPlace {
  readonly joint: SyntheticJoint;
  readonly place: number;
}

type Write = (name: SignalName, value: number) => void;

/** Warming at the rated torque for ever, K. */
const ratedRiseC = { low: 25, high: 70 };
const coolingTimeS = { low: 400, high: 2000 };
const thermometerStepsC = [0.1, 0.25, 0.5, 1] as const;
const thermometerNoiseC = 0.05;
const driftedThermometerC = 40;
const lostCoolingRatio = 0.1;
/** Friction is a loss that heats even where the load is light. */
const frictionHeatRatio = 0.5;
const encoderNoiseRad = 1e-4;
const stickRatio = 0.02;

/** One joint: torque from motion, heat from torque, and what its sensors make of both. */
export class JointSenses {
  readonly #robot: SyntheticRobot;
  readonly #joint: SyntheticJoint;
  readonly #place: number;
  readonly #random: SeededRandom;
  readonly #ratedRiseC: number;
  readonly #coolingTimeS: number;
  readonly #thermometerStepC: number;
  /** Above the room, K. */
  #warmthC: number;
  #stalledRad: number | undefined;
  readonly #stuck = new Map<SignalName, number>();

  constructor(robot: SyntheticRobot, { joint, place }: JointPlace, random: SeededRandom) {
    this.#robot = robot;
    this.#joint = joint;
    this.#place = place;
    this.#random = random;
    this.#ratedRiseC = random.between(ratedRiseC.low, ratedRiseC.high);
    this.#coolingTimeS = random.logBetween(coolingTimeS.low, coolingTimeS.high);
    this.#thermometerStepC = random.pick(thermometerStepsC);
    this.#warmthC = random.between(0, 8);
  }

  /** Cools while the robot is off. */
  rest(secondCount: number): void {
    this.#warmthC *= Math.exp(-secondCount / this.#coolingTimeS);
  }

  sample(scene: JointScene, write: Write): void {
    const mine = scene.fault?.joint === this.#place || scene.fault?.kind === 'payloadWrong' ? scene.fault : undefined;
    const strength = mine === undefined ? 0 : scene.strength;
    const motion = this.#move(scene.motion, mine);
    const torqueNm = this.#torque({ ...scene, fault: mine, strength }, motion);
    this.#heat(torqueNm / this.#joint.ratedTorqueNm, { stepS: scene.stepS, motion, fault: mine, strength });
    const currentFactor = mine?.kind === 'overCurrent' ? 1 + (mine.size - 1) * strength : 1;
    this.#write({ motion, torqueNm, drawnNm: torqueNm * currentFactor, roomC: scene.roomC }, (name, value) => {
      write(name, this.#seen(name, value, { fault: mine, strength }));
    });
    if (mine === undefined) this.#stuck.clear();
  }

  /** A joint that stalls stays where it was. */
  #move({ positionRad, velocityRadPerS, accelerationRadPerS2 }: RobotMotion, fault: ActiveFault | undefined) {
    const rad = positionRad[this.#place] ?? 0;
    this.#stalledRad = fault?.kind === 'jointStall' ? (this.#stalledRad ?? rad) : undefined;
    if (this.#stalledRad !== undefined)
      return { rad: this.#stalledRad, radPerS: 0, radPerS2: 0, wantedRadPerS: velocityRadPerS[this.#place] ?? 0 };
    const radPerS = velocityRadPerS[this.#place] ?? 0;
    return { rad, radPerS, radPerS2: accelerationRadPerS2[this.#place] ?? 0, wantedRadPerS: radPerS };
  }

  /** Rigid-body terms with Coulomb and temperature-dependent viscous friction, as in models/training/simulate-window.ts. */
  #torque({ motion: { idle, payloadRatio, positionRad }, fault, strength }: JointScene, motion: MotionOfJoint): number {
    const joint = this.#joint;
    if (this.#robot.brakes && idle) return 0;
    const extra = (kind: ActiveFault['kind']): number => (fault?.kind === kind ? fault.size * strength : 0);
    const direction = Math.tanh(motion.radPerS / (stickRatio * joint.velocityMaxRadPerS));
    const friction = fault?.kind === 'frictionRise' ? 1 + (fault.size - 1) * strength : 1;
    const viscous =
      joint.viscousNmSPerRad * Math.exp(-joint.frictionPerKRatio * (joint.temperatureC + this.#warmthC - 40)) * motion.radPerS;
    const neighbourRad = joint.couplingRatio * (positionRad[this.#place - 1] ?? 0);
    const gravity =
      joint.gravityNm * (1 + payloadRatio + extra('payloadWrong')) * Math.sin(motion.rad + neighbourRad + joint.gravityPhaseRad);
    const drag = extra('brakeDrag') * joint.ratedTorqueNm * direction;
    const stall = extra('jointStall') * joint.ratedTorqueNm * Math.sign(motion.wantedRadPerS);
    return joint.inertiaKgM2 * motion.radPerS2 + friction * (viscous + joint.coulombNm * direction) + gravity + drag + stall;
  }

  #heat(loadRatio: number, { stepS, motion, fault, strength }: Heating): void {
    const joint = this.#joint;
    const brakeHeat = fault?.kind === 'brakeDrag' ? fault.size * strength * Math.abs(motion.radPerS / joint.velocityMaxRadPerS) : 0;
    const isLost = fault?.kind === 'thermal';
    const heat = (loadRatio ** 2 + frictionHeatRatio * brakeHeat) * this.#ratedRiseC * (isLost ? 1 + (fault.size - 1) * strength : 1);
    // With its cooling lost a winding also keeps the warmth of its electronics: a tenth of the rated rise.
    const standing = isLost ? (strength * this.#ratedRiseC * fault.size) / 10 : 0;
    const cooling = this.#warmthC * (isLost ? 1 - (1 - lostCoolingRatio) * strength : 1);
    this.#warmthC += ((heat + standing - cooling) * stepS) / this.#coolingTimeS;
  }

  #write({ motion, torqueNm, drawnNm, roomC }: Physical, write: Write): void {
    const joint = this.#joint;
    const random = this.#random;
    const noise = this.#robot.velocityNoiseRatio * joint.velocityMaxRadPerS;
    const temperatureC = joint.temperatureC + roomC + this.#warmthC + thermometerNoiseC * random.normal();
    const ratedCurrentA = joint.ratedTorqueNm / joint.torquePerCurrentNmPerA;
    write('velocityRadPerS', motion.radPerS + noise * random.normal());
    write('positionRad', motion.rad + encoderNoiseRad * random.normal());
    write('motorTemperatureC', Math.round(temperatureC / this.#thermometerStepC) * this.#thermometerStepC);
    write('voltageV', this.#robot.voltageV * (1 - (0.03 * Math.abs(drawnNm)) / joint.ratedTorqueNm));
    write('currentA', this.#effort(drawnNm / joint.torquePerCurrentNmPerA, ratedCurrentA));
    write('torqueNm', this.#effort(this.#robot.torqueFromCurrent ? drawnNm : torqueNm, joint.ratedTorqueNm));
    write('loadRatio', this.#effort(drawnNm / joint.ratedTorqueNm, 1));
  }

  #effort(value: number, rated: number): number {
    const { effortNoiseRatio, effortStepRatio } = this.#joint;
    const noisy = value + effortNoiseRatio * rated * this.#random.normal();
    const step = effortStepRatio * rated;
    return step > 0 ? Math.round(noisy / step) * step : noisy;
  }

  /** What a sensor says that drifts or sticks. */
  #seen(name: SignalName, value: number, { fault, strength }: { fault: ActiveFault | undefined; strength: number }): number {
    if (fault?.signal !== name) return value;
    if (fault.kind === 'sensorDrift') return value + fault.size * strength * this.#span(name);
    if (fault.kind !== 'sensorStuck') return value;
    const stuck = this.#stuck.get(name) ?? value;
    this.#stuck.set(name, stuck);
    return stuck;
  }

  #span(name: SignalName): number {
    if (name === 'motorTemperatureC') return driftedThermometerC;
    const { ratedTorqueNm, torquePerCurrentNmPerA } = this.#joint;
    return name === 'loadRatio' ? 1 : name === 'currentA' ? ratedTorqueNm / torquePerCurrentNmPerA : ratedTorqueNm;
  }
}

interface MotionOfJoint {
  readonly rad: number;
  readonly radPerS: number;
  readonly radPerS2: number;
  readonly wantedRadPerS: number;
}

interface Heating {
  readonly stepS: number;
  readonly motion: MotionOfJoint;
  readonly fault: ActiveFault | undefined;
  readonly strength: number;
}

interface Physical {
  readonly motion: MotionOfJoint;
  readonly torqueNm: number;
  readonly drawnNm: number;
  readonly roomC: number;
}
