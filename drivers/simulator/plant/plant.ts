import { type BatteryPack, openingBattery, stepBattery } from './battery-pack.ts';
import { type BodyMotion, bodyAtRest, stepBody } from './body-motion.ts';
import { cellAt } from './cell-at.ts';
import { cobotMotion } from './cobot-motion.ts';
import type { Effects } from './effects.ts';
import { humanoidJoint } from './humanoid-joints.ts';
import { humanoidMotion } from './humanoid-motion.ts';
import { type JointColumns, openingJoints, stepJoints } from './joint-columns.ts';
import { createPose, type Motion, type Pose } from './pose.ts';
import type { RobotBuild } from './robot-build.ts';
import type { SeededRandom } from './seeded-random.ts';
import { approach } from './smooth-step.ts';
import { type Climate, climateAt, type Place, stepController } from './surroundings.ts';

/** The duty slows down and picks up again at this rate: a stop takes a third of a second. */
const pacePerS = 3;
/** A humanoid settles to standing, and sets off again, at this rate. */
const intensityPerS = 0.4;
const wobbleHz = 3;
/** The bus of a robot that is fed from the mains, V. */
const mainsV = 48;

/**
 * The whole robot at one moment, true values. Advanced step by step:
 * ```
 *  pace ─▶ motion ─▶ pose ─▶ joints (follow, torque, current, heat) ─power─▶ battery or mains ─▶ controller
 *   ▲ effects of faults ────────▲──────────────────────────────────────────────▲     body (IMU), climate
 * ```
 */
export class Plant {
  readonly build: RobotBuild;
  readonly joints: JointColumns;
  readonly cellOffsetV: Float64Array;
  battery: BatteryPack;
  body: BodyMotion = bodyAtRest;
  climate: Climate;
  controllerC: number;
  powerW = 0;
  powered = true;
  /** Share of the duty's own speed at which it goes on now, 0 = stopped. */
  pace = 1;
  speedMPerS = 0;
  distanceTotalM = 0;
  readonly #place: Place;
  readonly #motion: Motion;
  readonly #pose: Pose;
  readonly #crumpledRad: Float64Array;
  #phaseS = 0;
  #intensity = 1;

  constructor(build: RobotBuild, random: SeededRandom) {
    const { jointNames, cellCount } = build;
    this.build = build;
    this.#motion = build.kind === 'humanoid' ? humanoidMotion(jointNames, random) : cobotMotion(build.velocityMaxRadPerS, random);
    this.#place = {
      temperatureC: random.between(20, 25),
      relativeHumidityRatio: random.between(0.4, 0.5),
      phaseRad: random.between(0, 2 * Math.PI),
    };
    this.climate = climateAt(this.#place, 0, { ambientRiseC: 0, humidityTargetRatio: 0, humidityShareRatio: 0 });
    const { temperatureC } = this.climate;
    this.#pose = createPose(jointNames.length);
    this.#motion.pose(0, 1, this.#pose);
    this.joints = openingJoints(build, this.#pose, temperatureC + 4);
    this.#crumpledRad = Float64Array.from(jointNames, crumpledRad);
    this.battery = openingBattery(random.between(0.8, 0.95), temperatureC + 3, cellCount);
    this.cellOffsetV = Float64Array.from({ length: cellCount }, () => random.between(-0.004, 0.004));
    this.controllerC = temperatureC + 10;
  }

  /** Moves everything on to `nowMs`, `dtMs` after the step before. */
  step(nowMs: number, dtMs: number, effects: Effects): void {
    const dtS = dtMs / 1000;
    this.#move(effects, dtS);
    this.climate = climateAt(this.#place, nowMs, effects);
    const ambientC = this.climate.temperatureC;
    const jointsW = stepJoints(this.joints, {
      build: this.build,
      pose: this.#pose,
      effects,
      crumpledRad: this.#crumpledRad,
      ambientC,
      powered: this.powered,
      wobbleRatio: Math.sin((2 * Math.PI * wobbleHz * nowMs) / 1000),
      dtS,
    });
    this.powerW = this.build.electronicsW + jointsW;
    this.#supply(effects, ambientC, dtS);
    this.#moveBody(effects, dtS);
  }

  /** Voltage of one cell under the present load, V. */
  cellVoltageV(cellIndex: number, effects: Effects): number {
    const { cellCount } = this.build;
    const sagV = effects.cellSagV.reduce((sum, each) => sum + each, 0);
    const meanV = (this.battery.voltageV + sagV) / Math.max(1, cellCount);
    return meanV + cellAt(this.cellOffsetV, cellIndex) - cellAt(effects.cellSagV, cellIndex);
  }

  /** Voltage of the bus that feeds the controller, V. */
  get busV(): number {
    return this.build.cellCount === 0 ? mainsV : this.battery.voltageV;
  }

  #move(effects: Effects, dtS: number): void {
    const { robotMode } = effects;
    this.powered = !effects.emergencyStop && (robotMode === undefined || robotMode === 'running' || robotMode === 'ready');
    const allowed = this.powered && !effects.protectiveStop && !effects.fallen;
    this.pace = approach(this.pace, allowed ? effects.paceRatio : 0, pacePerS * dtS);
    this.#intensity = approach(this.#intensity, this.battery.charging ? 0 : 1, intensityPerS * dtS);
    this.#phaseS += this.pace * dtS;
    this.#motion.pose(this.#phaseS, this.#intensity, this.#pose);
    this.speedMPerS = this.#pose.speedMPerS * this.pace;
    this.distanceTotalM += this.speedMPerS * dtS;
  }

  #supply(effects: Effects, ambientC: number, dtS: number): void {
    const { cellCount } = this.build;
    this.controllerC = stepController(this.controllerC, { ambientC, powerW: this.powerW }, dtS);
    if (cellCount === 0) return;
    const sagV = effects.cellSagV.reduce((sum, each) => sum + each, 0);
    const { batteryResistanceRatio: resistanceRatio, batteryHeatRiseC: extraRiseC } = effects;
    this.battery = stepBattery(this.battery, { powerW: this.powerW, ambientC, cellCount, sagV, resistanceRatio, extraRiseC }, dtS);
  }

  #moveBody(effects: Effects, dtS: number): void {
    const pose = this.#pose;
    const standing = 1 - effects.collapseRatio;
    this.body = stepBody(
      this.body,
      {
        rollRad: pose.swayRollRad * standing + effects.tiltRollRad,
        pitchRad: pose.swayPitchRad * standing + effects.tiltPitchRad,
        yawRadPerS: 0.2 * this.speedMPerS * Math.sin(0.05 * this.#phaseS),
        freeFallRatio: effects.freeFallRatio,
        bounceMPerS2: pose.bounceMPerS2 * this.pace,
        shockMPerS2: effects.shockMPerS2,
      },
      dtS,
    );
  }
}

/** Legs half folded, arms thrown up a little: how a robot lies. */
function crumpledRad(name: string): number {
  const { standRad, squatRad, gestureRad } = humanoidJoint(name);
  return standRad + 0.7 * squatRad + 0.6 * gestureRad;
}
