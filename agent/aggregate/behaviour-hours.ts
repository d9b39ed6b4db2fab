import type { ModeMessage } from '../contract/message.ts';
import type { Json } from '../contract/schema.ts';
import { isUnknown, type Knowable } from '../contract/unknown.ts';

/** Totals go on record this often, when they changed. */
const recordEveryMs = 3_600_000;
/** Control sources times operational modes, with room for what comes; time of one more counts as unknown. */
const usesMax = 64;
const unsaid = 'unknown';
const unknownUse = `${unsaid}/${unsaid}`;

/** Operating time by who is in control and in which mode; plain JSON. */
export interface BehaviourHours {
  /** As said last; a new process knows neither until it is said again. */
  readonly controlSource: string;
  readonly operationalMode: string;
  /** Since the first record, whole milliseconds, by `controlSource/operationalMode`. */
  readonly operatingMs: Readonly<Record<string, number>>;
  readonly unrecordedMs: number;
  readonly recordedMs: number | null;
}

export const openingBehaviourHours: BehaviourHours = {
  controlSource: unsaid,
  operationalMode: unsaid,
  operatingMs: {},
  unrecordedMs: 0,
  recordedMs: null,
};

export function restartBehaviourHours({ operatingMs, unrecordedMs }: BehaviourHours): BehaviourHours {
  return { ...openingBehaviourHours, operatingMs, unrecordedMs };
}

/** What a mode message says of control and mode; a field left out or unknown says nothing. */
export function seeUse(hours: BehaviourHours, { controlSource, operationalMode }: ModeMessage): BehaviourHours {
  const said = (value: Knowable<string> | undefined, before: string): string => (value === undefined || isUnknown(value) ? before : value);
  return {
    ...hours,
    controlSource: said(controlSource, hours.controlSource),
    operationalMode: said(operationalMode, hours.operationalMode),
  };
}

/** Adds operating time to the use it was spent in. */
export function meterHours(hours: BehaviourHours, operatingMs: number): BehaviourHours {
  if (operatingMs === 0) return hours;
  const use = `${hours.controlSource}/${hours.operationalMode}`;
  const hasRoom = use in hours.operatingMs || Object.keys(hours.operatingMs).length < usesMax;
  const key = hasRoom ? use : unknownUse;
  const total = (hours.operatingMs[key] ?? 0) + operatingMs;
  return { ...hours, operatingMs: { ...hours.operatingMs, [key]: total }, unrecordedMs: hours.unrecordedMs + operatingMs };
}

/** The totals when they are due at `nowMs`, once an hour or at the end; a robot that never said how it is used has none. */
export function hoursDue(
  hours: BehaviourHours,
  nowMs: number,
  isLast: boolean,
): { readonly hours: BehaviourHours; readonly data?: Readonly<Record<string, Json>> } {
  const sinceMs = hours.recordedMs ?? nowMs;
  const begun = hours.recordedMs === null ? { ...hours, recordedMs: nowMs } : hours;
  const isDue = isLast || nowMs - sinceMs >= recordEveryMs || nowMs < sinceMs;
  const isSaid = Object.keys(hours.operatingMs).some((use) => use !== unknownUse);
  if (!isDue || !isSaid || hours.unrecordedMs === 0) return { hours: begun };
  return { hours: { ...hours, recordedMs: nowMs, unrecordedMs: 0 }, data: { operatingMs: hours.operatingMs } };
}
