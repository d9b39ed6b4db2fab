import type { ClosedWindow } from '../contract/features.ts';
import type { Message } from '../contract/message.ts';
import { monoMsOf, type TimePoint } from '../contract/time.ts';
import { isKnown, type Knowable } from '../contract/unknown.ts';
import { type PerilEvidence, temperaturesOf } from './peril-indicators.ts';

/** How far around an event its surroundings are looked at (risk model §3.6). */
export const aroundMs = 5_000;
const recentCountMax = 64;
/** The same evidence within this is one. */
const repeatMs = 1_000;
/** Joints below this are cold, and a stop in the first quarter of an hour of power-on is put down to that (risk model §1.1, §3.6; UR: 21 °C). */
const coldJointC = 21;
const coldStartMs = 900_000;
/** A temperature older than this says nothing of now. */
const temperatureHoldMs = 60_000;

interface RecentEvidence extends PerilEvidence {
  readonly atMs: number;
}

/** What was lately around the robot; plain JSON. */
export interface Surroundings {
  readonly recent: readonly RecentEvidence[];
  /** When power came on, if that was seen: the host's boot, or a robot that said it was off or booting. */
  readonly poweredSinceMs: number | null;
  readonly coldest: { readonly part: string; readonly valueC: number; readonly atMs: number } | null;
  readonly drivesPowered: Knowable<boolean>;
}

/** Adds what is seen at `atMs`. Bounded: the oldest goes. */
export function seeEvidence(surroundings: Surroundings, seen: readonly PerilEvidence[], atMs: number): Surroundings {
  if (seen.length === 0) return surroundings;
  const isSeen = (one: PerilEvidence): boolean => seen.some(({ peril, evidence }) => peril === one.peril && evidence === one.evidence);
  // Twice the reach: an event is looked at when the time behind it has gone by, too.
  const kept = surroundings.recent.filter(
    (one) => atMs - one.atMs <= 3 * aroundMs && atMs >= one.atMs && !(isSeen(one) && atMs - one.atMs < repeatMs),
  );
  return { ...surroundings, recent: [...kept, ...seen.map((one) => ({ ...one, atMs }))].slice(-recentCountMax) };
}

/** Evidence within reach of a moment, before and behind it. */
export const evidenceAround = ({ recent }: Surroundings, atMs: number): readonly PerilEvidence[] =>
  recent.filter((one) => Math.abs(one.atMs - atMs) <= aroundMs).map(({ peril, evidence }) => ({ peril, evidence }));

/** A process that begins with its host's boot knows when power came on; one that was restarted does not. */
export function seeStart(surroundings: Surroundings, time: TimePoint, before: TimePoint | undefined): Surroundings {
  const isSameBoot = before?.bootId === time.bootId;
  const isBoot = !isSameBoot && time.boottimeMs <= coldStartMs;
  return isBoot ? { ...surroundings, poweredSinceMs: monoMsOf(time) - time.boottimeMs } : surroundings;
}

/** Power and drives, as far as a message says. */
export function seePower(surroundings: Surroundings, message: Message): Surroundings {
  if (message.kind === 'safety') {
    const { drivesPowered } = message;
    return drivesPowered === undefined ? surroundings : { ...surroundings, drivesPowered };
  }
  const isOff = message.kind === 'mode' && (message.robotMode === 'off' || message.robotMode === 'booting');
  return isOff ? { ...surroundings, poweredSinceMs: monoMsOf(message.time) } : surroundings;
}

/** The coldest joint of a window. */
export function seeTemperatures(surroundings: Surroundings, { streams, endMs }: ClosedWindow): Surroundings {
  const joints = streams.filter(({ layout }) => layout.component === 'joint').flatMap((stream) => temperaturesOf(stream));
  const [first, ...others] = joints;
  if (first === undefined) return surroundings;
  const coldest = others.reduce((least, one) => (one.valueC < least.valueC ? one : least), first);
  return { ...surroundings, coldest: { ...coldest, atMs: endMs } };
}

export interface ColdStart {
  readonly part: string;
  readonly valueC: number;
  readonly poweredMs: number;
}

/** The cold joint that a stop at `atMs` is put down to; undefined when none is known to be cold, or power came on longer ago. */
export function coldStartAt({ coldest, poweredSinceMs }: Surroundings, atMs: number): ColdStart | undefined {
  if (coldest === null || poweredSinceMs === null) return undefined;
  const poweredMs = atMs - poweredSinceMs;
  const isFresh = atMs >= coldest.atMs && atMs - coldest.atMs <= temperatureHoldMs;
  const isEarly = poweredMs >= 0 && poweredMs <= coldStartMs;
  return isFresh && isEarly && coldest.valueC < coldJointC ? { part: coldest.part, valueC: coldest.valueC, poweredMs } : undefined;
}

/** True when a blow came to a robot that nothing drove: it was carried, or it was struck. */
export const isWithoutPower = ({ drivesPowered }: Surroundings): boolean => isKnown(drivesPowered) && !drivesPowered;
