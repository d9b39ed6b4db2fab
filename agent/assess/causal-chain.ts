/**
 * A causal chain counts once, in its severest class (decisions B7): an impact that stops the robot and makes it fall is one fall.
 * Members are the rated classes below that begin less than 2 s after the first of them. An emergency-stop press is never a member:
 * it neither opens, joins nor changes a chain, so that pressing it cannot move a count. Classes that are not rated pass through.
 */
export const severity = ['fall', 'impact', 'protectiveStop', 'limitTrip', 'majorFault'] as const;
export const chainMs = 2000;

type EventCounts = Readonly<Record<string, number>>;

export interface CausalChain {
  readonly startMs: number;
  readonly severest: string;
  /** Its events by class; a chain saved by an older version has none. */
  readonly events?: EventCounts;
}

/** The open chain, or null. */
export type CausalChainState = CausalChain | null;

export interface CausalChainInput {
  readonly nowMs: number;
  /** Events that began since the last step. */
  readonly eventCounts: Readonly<Record<string, number>>;
}

export interface CausalChainStep {
  readonly state: CausalChainState;
  /** Chains closed by this step in their severest class, and what passes through. */
  readonly output: EventCounts;
  /** The chain that this step closed, where it joined more than one event. */
  readonly joined?: ChainRecord;
}

/** What joined events go on record as: which they were, and the one class they count in. */
export interface ChainRecord {
  readonly code: 'event.chain';
  readonly data: { readonly countsAs: string; readonly eventCounts: EventCounts; readonly windowEndMs: number };
}

const rankOf = (eventClass: string): number => severity.indexOf(eventClass as (typeof severity)[number]);

/** A clock that runs backwards (a new boot) closes the open chain. */
export function stepCausalChain(state: CausalChainState, input: CausalChainInput): CausalChainStep {
  const members = severity.filter((eventClass) => (input.eventCounts[eventClass] ?? 0) > 0);
  if (state === null && members.length === 0) return { state, output: passing(input.eventCounts) };
  const joins = state !== null && input.nowMs >= state.startMs && input.nowMs - state.startMs < chainMs;
  const closed = joins ? {} : closeCausalChain(state);
  const open = joins ? state : null;
  const severest = severerOf(open?.severest, members[0]);
  const events = Object.fromEntries(members.map((name) => [name, input.eventCounts[name] ?? 0]));
  const next = severest === undefined ? null : { startMs: open?.startMs ?? input.nowMs, severest, events: sum(open?.events, events) };
  const joined = joins ? undefined : recordOf(state);
  return { state: next, output: { ...passing(input.eventCounts), ...closed }, ...(joined === undefined ? {} : { joined }) };
}

function recordOf(state: CausalChainState): ChainRecord | undefined {
  if (state?.events === undefined || Object.values(state.events).reduce((total, count) => total + count, 0) < 2) return undefined;
  return { code: 'event.chain', data: { countsAs: state.severest, eventCounts: state.events, windowEndMs: state.startMs } };
}

function sum(before: EventCounts = {}, more: EventCounts): EventCounts {
  const names = severity.filter((name) => name in before || name in more);
  return Object.fromEntries(names.map((name) => [name, (before[name] ?? 0) + (more[name] ?? 0)]));
}

/** The count of an open chain, for reading the history before the chain has ended. */
export function closeCausalChain(state: CausalChainState): Readonly<Record<string, number>> {
  return state === null ? {} : { [state.severest]: 1 };
}

function severerOf(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return rankOf(a) <= rankOf(b) ? a : b;
}

function passing(eventCounts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(eventCounts).filter(([eventClass, count]) => count > 0 && rankOf(eventClass) < 0));
}
