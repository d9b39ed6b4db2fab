import type { DecisionRule } from '../../../agent/assess/alarm-threshold.ts';
import type { WindowFeatures } from '../../../agent/contract/features.ts';
import { seededRandom } from '../../../models/training/seeded-random.ts';
import { drawFault, type FaultKind, faultKinds } from '../simulated/fault-episode.ts';
import { SimulatedLife } from '../simulated/simulated-life.ts';
import { robotOf } from '../simulated-series.ts';
import { type Decisions, WatchedLife } from './watched-life.ts';

/** One robot from its first day: how long it is learned, calibrated and then watched. */
export interface FalseAlarmPlan {
  readonly seed: number;
  readonly jointCount: number;
  readonly collectH: number;
  readonly calibrateH: number;
  readonly activeH: number;
  /** Faults of each kind after all that; what a promise costs in detection. */
  readonly faultCountPerKind: number;
}

/** What one promised rate came to on one robot. */
export interface PromiseOutcome {
  readonly ratePerH: number;
  readonly rule: DecisionRule;
  readonly falseAlarmCount: number;
  /** Per fault of the robot, s from its onset; infinite when missed. */
  readonly delaysS: readonly number[];
}

export interface FalseAlarmOutcome {
  readonly plan: FalseAlarmPlan;
  readonly watchedH: number;
  readonly promises: readonly PromiseOutcome[];
}

/** Rates that thresholds are set to on the same scores: the two promises, and two that cost less. */
export const promisedRatesPerH = [0.02, 0.1, 0.5, 2] as const;
/** Seeds of these robots; those of training, of the tables and of development lie elsewhere. */
const seedMin = 940_000;
const hourS = 3600;
const shiftS = 8 * hourS;
const nightS = 16 * hourS;
/** The product does not look while joints warm up after a night. */
const warmUpS = 900;
const breakS = 900;
const healthyS = { low: 60, high: 180 };
const episodeS = { low: 60, high: 300 };
/** Fewer samples per window than elsewhere: thousands of hours are lived here. */
const sampleCount = 2;

/**
 * Shifts of eight hours with nights between them: learned, calibrated and watched second by second, then given faults.
 * ```
 *  warm up ─▶ collect ─▶ calibrate ─▶ active: alarms are false ─▶ faults: alarms are found
 * ```
 */
export function falseAlarmLife(plan: FalseAlarmPlan): FalseAlarmOutcome {
  const random = seededRandom(seedMin + plan.seed * 64 + plan.jointCount);
  const robot = robotOf(plan.jointCount, random);
  const life = new SimulatedLife(robot, random, sampleCount);
  const watched = new WatchedLife({ limits: robot.limits, ratesPerH: promisedRatesPerH, calibrateMs: plan.calibrateH * hourS * 1000 });
  const shifts = new Shifts(life, watched);
  shifts.live(plan.collectH * hourS, (window) => watched.learn(window));
  watched.freeze();
  // The decision needs three windows before its first block: it is active a window or two after so many hours.
  shifts.live(plan.calibrateH * hourS, (window) => watched.decide(window));
  shifts.live(plan.activeH * hourS, (window) => watched.decide(window));
  const quiet = watched.states;
  const found = faultKinds.flatMap((kind) =>
    Array.from({ length: plan.faultCountPerKind }, () => delaysOf({ life, watched, random, robot }, kind)),
  );
  const promises = promisedRatesPerH.map((ratePerH, place) => ({
    ratePerH,
    rule: quiet[place]?.threshold?.rule ?? 'none',
    falseAlarmCount: quiet[place]?.alarmCount ?? 0,
    delaysS: found.map((delays) => delays[place] ?? Number.POSITIVE_INFINITY),
  }));
  return { plan, watchedH: (quiet[0]?.activeMs ?? 0) / (hourS * 1000), promises };
}

/** Eight hours of work, sixteen of rest, and a quarter of an hour of warming up after each. */
class Shifts {
  readonly #life: SimulatedLife;
  readonly #watched: WatchedLife;
  #workedS = 0;

  constructor(life: SimulatedLife, watched: WatchedLife) {
    this.#life = life;
    this.#watched = watched;
  }

  live(lengthS: number, take: (window: WindowFeatures) => void): void {
    for (let second = 0; second < lengthS; second++) {
      if (this.#workedS >= shiftS) this.#rest();
      while (this.#workedS < warmUpS) this.#watched.warmUp(this.#next());
      take(this.#next());
    }
  }

  #next(): WindowFeatures {
    this.#workedS++;
    return this.#life.next();
  }

  #rest(): void {
    this.#life.skip(nightS);
    this.#workedS = 0;
  }
}

interface Stage {
  readonly life: SimulatedLife;
  readonly watched: WatchedLife;
  readonly random: ReturnType<typeof seededRandom>;
  readonly robot: ReturnType<typeof robotOf>;
}

/** A break, a healthy stretch, the fault: the first alarm within it, per promised rate. */
function delaysOf({ life, watched, random, robot }: Stage, kind: FaultKind): readonly number[] {
  life.skip(breakS);
  for (let second = 0; second < warmUpS; second++) watched.warmUp(life.next());
  for (let second = Math.round(random.between(healthyS.low, healthyS.high)); second > 0; second--) watched.decide(life.next());
  const lengthS = Math.round(random.logBetween(episodeS.low, episodeS.high));
  const fault = drawFault({ kind, fromS: life.secondCount, toS: life.secondCount + lengthS }, robot, random);
  const delays = promisedRatesPerH.map(() => Number.POSITIVE_INFINITY);
  for (let second = 0; second < lengthS; second++) noteAlarms(watched.decide(life.next(fault)), second, delays);
  return delays;
}

function noteAlarms(decisions: Decisions, second: number, delays: number[]): void {
  for (const [place, { output }] of decisions.entries()) {
    if (output.alarm !== undefined) delays[place] = Math.min(delays[place] ?? second, second);
  }
}
