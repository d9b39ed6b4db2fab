import type { DriverSink } from '../../agent/contract/driver.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import { type Clock, monoNs, type TimePoint, wallMs } from '../../agent/contract/time.ts';
import { applyScript, type Occurrence } from './faults/script.ts';
import { createEffects, type Effects } from './plant/effects.ts';
import { Plant } from './plant/plant.ts';
import { buildRobot, type RobotBuild, type RobotKind } from './plant/robot-build.ts';
import { randomStream, type SeededRandom } from './plant/seeded-random.ts';
import { Announcements } from './telemetry/announcements.ts';
import type { StreamPlan } from './telemetry/stream-plan.ts';
import { Telemetry } from './telemetry/telemetry.ts';

export interface SimulationPlan {
  readonly sourceId: string;
  readonly profile: Profile;
  readonly kind: RobotKind;
  readonly seed: number;
  readonly scene: string | undefined;
  readonly occurrences: readonly Occurrence[];
  readonly speedRatio: number;
  /** Infinite: runs until it is stopped. */
  readonly durationMs: number;
  readonly periodMs: number;
  /** Undefined: the wall time when it starts. */
  readonly startWallMs: number | undefined;
  readonly groundTruth: string | undefined;
  readonly clock: Clock;
}

const nsPerMs = 1_000_000n;

/** Generators of one seed: the robot's build and duty, the faults' chance; the sensors' come behind. */
const plantStreamIndex = 0;
const faultStreamIndex = 1;

/** The robot a seed and a profile make. */
export function simulatedRobot(profile: Profile, kind: RobotKind, seed: number): { build: RobotBuild; random: SeededRandom } {
  const random = randomStream(seed, plantStreamIndex);
  return { build: buildRobot(profile, kind, random), random };
}

/** One run of the robot from its switching on: fresh clock, plant, noise and faults. */
export class SimulatedBoot {
  readonly #plan: SimulationPlan;
  readonly #plant: Plant;
  readonly #telemetry: Telemetry;
  readonly #announcements: Announcements;
  readonly #effects: Effects;
  readonly #chance: SeededRandom;
  readonly #startWallMs: number;
  readonly #bootId: string;

  constructor(plan: SimulationPlan, streams: readonly StreamPlan[]) {
    const { seed, startWallMs, clock, sourceId, profile, kind } = plan;
    const { build, random } = simulatedRobot(profile, kind, seed);
    this.#plan = plan;
    this.#plant = new Plant(build, random);
    this.#announcements = new Announcements(sourceId, profile.ratings?.motorTemperatureMaxC);
    this.#effects = createEffects(build.jointNames.length, build.cellCount);
    this.#chance = randomStream(seed, faultStreamIndex);
    this.#startWallMs = startWallMs ?? clock.now().wallMs;
    this.#bootId = startWallMs === undefined ? `simulation-${seed}-${this.#startWallMs}` : `simulation-${seed}`;
    this.#telemetry = new Telemetry(streams, seed, this.#timeAt(0));
  }

  /** The robot's wall clock as of the last step. */
  wallMs = 0;

  /** Moves the robot on to `nowMs` and pours what it says; false when the sink fills up. */
  step(sink: DriverSink, nowMs: number): boolean {
    const { occurrences, periodMs } = this.#plan;
    const plant = this.#plant;
    const effects = this.#effects;
    applyScript(occurrences, effects, { nowMs, chanceRatio: this.#chance.unit() });
    plant.step(nowMs, periodMs, effects);
    const time = this.#timeAt(nowMs);
    this.wallMs = time.wallMs;
    const moment = { plant, effects, time, nowMs };
    const room = this.#telemetry.pour(sink, moment, periodMs);
    return effects.silent ? room : this.#announcements.pour(sink, moment, periodMs) && room;
  }

  /** Wall time may step, monotonic time may not. Nobody synchronises a simulated clock. */
  #timeAt(nowMs: number): TimePoint {
    return {
      wallMs: wallMs(this.#startWallMs + nowMs + this.#effects.wallStepMs),
      monoNs: monoNs(BigInt(nowMs) * nsPerMs),
      bootId: this.#bootId,
      boottimeMs: nowMs,
      syncState: 'unsynced',
    };
  }
}
