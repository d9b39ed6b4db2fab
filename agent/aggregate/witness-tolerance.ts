import type { Profile } from '../contract/profile.ts';
import type { WitnessCounter, WitnessMessage } from '../contract/witness.ts';

/** Unmetered time is stated above this, or above the share below of what the witness rose by, whichever is more (risk model §2.2, M-7). */
export const unmeteredMsMin = 300_000;
export const unmeteredShareRatio = 0.02;
/** A step of the wall clock may pretend a longer absence: more than this is not imputed for one gap that no counter measured. */
export const wallGapMsMax = 31 * 86_400_000;
/** From the start of a host to the start of the agent this much is booting, not running without the agent. */
export const bootAllowanceMs = 300_000;
/** Witnesses have this long after a start to answer before the time before it is judged. */
export const answerMs = 120_000;
/** Readings go on record this often, and are compared with our own hours (decisions B4). */
export const readingsMs = 600_000;
/** What a cut of power takes of our own hours, and of what counters count meanwhile (decisions B2). */
export const lossBoundMsMin = 60_000;
/** A counter without a unit of time tells hours by its own rise per operating hour, once it was watched for this long. */
export const learnedMsMin = 3_600_000;

interface CounterRule {
  /** The fastest the counter can rise, in its own unit per ms, for telling a wrap from a reset. */
  readonly perMsMax: number;
  /** What may be added while nothing runs, beyond one step of the counter, in its own unit. */
  readonly slackCount: number;
  /** What it may rise by in the last minute before a cut of power, which was not durable. */
  readonly cutSlackCount: number;
}

/**
 * Per counter: how fast it can rise, and what it may rise by while the robot is off. A robot that is carried turns its joints by hand (10 rad
 * each); one that is pushed rolls (100 m); a controller draws a standby current (50 Wh); a pack that charges overnight ends a cycle begun by day.
 * A cut of power takes the last minute of our own hours with it: then a joint at 10 rad/s, a base at 2 m/s and 3 kW are allowed on top.
 */
const rules: Readonly<Record<WitnessCounter, CounterRule>> = {
  powerOnMs: { perMsMax: 1, slackCount: unmeteredMsMin, cutSlackCount: 0 },
  operatingMs: { perMsMax: 1, slackCount: unmeteredMsMin, cutSlackCount: 0 },
  travelUrad: { perMsMax: 20_000, slackCount: 10_000_000, cutSlackCount: 600_000_000 },
  cycleCount: { perMsMax: 0.01, slackCount: 1, cutSlackCount: 1 },
  throughputMah: { perMsMax: 0.1, slackCount: 1_000, cutSlackCount: 1_000 },
  energyMwh: { perMsMax: 3, slackCount: 50_000, cutSlackCount: 50_000 },
  distanceMm: { perMsMax: 10, slackCount: 100_000, cutSlackCount: 120_000 },
  bootCount: { perMsMax: 1e-4, slackCount: 0, cutSlackCount: 0 },
};

/** What a counter may have risen by while the robot was off, in its own unit, one step of it not included. */
export const offSlackCount = (counter: WitnessCounter, afterStop: boolean): number =>
  rules[counter].slackCount + (afterStop ? 0 : rules[counter].cutSlackCount);

export const counterRule = (counter: WitnessCounter): CounterRule => rules[counter];

/** True for the two counters that count time, and so tell hours exactly. */
export const tellsHours = (counter: WitnessCounter): counter is 'powerOnMs' | 'operatingMs' =>
  counter === 'powerOnMs' || counter === 'operatingMs';

/** Many packs count charge that flows in as well as out: charging overnight is no run. */
export const countsCharging = (component: string, counter: WitnessCounter): boolean =>
  counter === 'throughputMah' || (counter === 'energyMwh' && component.startsWith('battery'));

/** What a host counts of itself: it says so, or its component is `host` or a part of it. */
export const isOfHost = ({ component, ofHost }: Pick<WitnessMessage, 'component' | 'ofHost'>): boolean =>
  ofHost === true || component === 'host' || component.startsWith('host ');

/** Brakes hold a fixed arm within a degree; two are allowed for backlash, an encoder's zero and a brake that slips. */
const heldPoseRad = 0.035;
/** Without power a leg sags until something bears it, and whoever carries the robot bends it: half a radian is nothing. */
const saggedPoseRad = 0.5;

/** How far a joint may have turned while the robot was off, rad. */
export const poseToleranceRad = (locomotion: Profile['locomotion']): number => (locomotion === 'legged' ? saggedPoseRad : heldPoseRad);

/** A pack's estimate jumps when its voltage has come to rest; a pack at rest loses about 3 % a month, its electronics up to 2 % a day. */
const chargeJumpRatio = 0.05;
const chargeDrainRatioPerDay = 0.02;
const dayMs = 86_400_000;

/** How far the state of charge may have fallen in so long a rest, 0…1. */
export const chargeDropRatioMax = (restMs: number): number => chargeJumpRatio + (chargeDrainRatioPerDay * Math.max(0, restMs)) / dayMs;
