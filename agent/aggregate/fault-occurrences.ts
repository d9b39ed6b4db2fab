import type { FaultMessage } from '../contract/message.ts';
import { monoMsOf } from '../contract/time.ts';
import { knownOr } from '../contract/unknown.ts';
import type { FaultOccurrence } from '../contract/usage.ts';

/** A robot that raises faults without end must not fill the ledger: what exceeds this in an hour is counted instead. */
const recordsPerHourMax = 500;
const standingCountMax = 1024;
const hourMs = 3_600_000;
const noFaultCode = '0';

/** Which faults stand, and how much was said in this hour; plain JSON. */
export interface FaultOccurrencesState {
  /** When each began; null after a restart, whose clock measures nothing of the old process. */
  readonly standing: Readonly<Record<string, number | null>>;
  readonly hourStartMs: number;
  readonly hourCount: number;
  readonly suppressedCount: number;
}

export function openingFaultOccurrences(): FaultOccurrencesState {
  return { standing: {}, hourStartMs: 0, hourCount: 0, suppressedCount: 0 };
}

/** Faults that stood go on standing: seen again after a restart they are the same occurrence. */
export function restartFaultOccurrences({ standing, suppressedCount }: FaultOccurrencesState): FaultOccurrencesState {
  const kept = Object.fromEntries(Object.keys(standing).map((key) => [key, null]));
  return { ...openingFaultOccurrences(), standing: kept, suppressedCount };
}

/**
 * ```
 *  active: true, not standing ─▶ raised      active: false, standing ─▶ healed      active: false of a code never raised ─▶ noted
 * ```
 * One record when a fault appears and one when it is healed, whatever its severity; "no fault" (code 0) proves a source and is no
 * record. A code that is told without ever standing, as a pack's lifetime counters are, is noted.
 */
export function stepFaultOccurrences(
  state: FaultOccurrencesState,
  message: FaultMessage,
): { readonly state: FaultOccurrencesState; readonly occurrences: readonly FaultOccurrence[] } {
  const nowMs = monoMsOf(message.time);
  const what = whatHappened(state, message);
  if (what === undefined) return { state, occurrences: [] };
  const key = keyOf(message);
  const { hour, spoken } = turnHour(state, message);
  const isWithin = hour.hourCount < recordsPerHourMax;
  const since = state.standing[key];
  const durationMs = what === 'healed' && typeof since === 'number' ? nowMs - since : null;
  const occurrence: FaultOccurrence = { what, fault: message, durationMs, suppressedCount: 0 };
  return {
    state: {
      ...hour,
      standing: standingAfter(state.standing, key, what === 'raised' ? nowMs : undefined),
      hourCount: hour.hourCount + 1,
      suppressedCount: hour.suppressedCount + (isWithin ? 0 : 1),
    },
    occurrences: isWithin ? [...spoken, occurrence] : spoken,
  };
}

function whatHappened({ standing }: FaultOccurrencesState, message: FaultMessage): FaultOccurrence['what'] | undefined {
  const isStanding = Object.hasOwn(standing, keyOf(message));
  if (message.active) return isStanding || Object.keys(standing).length >= standingCountMax ? undefined : 'raised';
  if (isStanding) return 'healed';
  return message.codeRaw === noFaultCode ? undefined : 'noted';
}

/** A new hour begins with what the last one had to leave out. */
function turnHour(state: FaultOccurrencesState, fault: FaultMessage): { hour: FaultOccurrencesState; spoken: FaultOccurrence[] } {
  const nowMs = monoMsOf(fault.time);
  if (nowMs - state.hourStartMs < hourMs && nowMs >= state.hourStartMs) return { hour: state, spoken: [] };
  const { suppressedCount } = state;
  const spoken: FaultOccurrence[] = suppressedCount === 0 ? [] : [{ what: 'suppressed', fault, durationMs: null, suppressedCount }];
  return { hour: { ...state, hourStartMs: nowMs, hourCount: 0, suppressedCount: 0 }, spoken };
}

function standingAfter(
  standing: FaultOccurrencesState['standing'],
  key: string,
  sinceMs: number | undefined,
): FaultOccurrencesState['standing'] {
  if (sinceMs !== undefined) return { ...standing, [key]: sinceMs };
  const { [key]: _, ...others } = standing;
  return others;
}

function keyOf({ sourceId, codeSpace, codeRaw, part }: FaultMessage): string {
  return JSON.stringify([sourceId, codeSpace, codeRaw, knownOr(part, '')]);
}
