/**
 * A causal chain counts once, in its severest class (decisions B7): an impact that stops the robot and makes it fall is one fall.
 * Members are the rated classes below that begin less than 2 s after the first of them. An emergency-stop press is never a member:
 * it neither opens, joins nor changes a chain, so that pressing it cannot move a count. Classes that are not rated pass through.
 */
export const severity = ['fall', 'impact', 'protectiveStop', 'limitTrip', 'majorFault'] as const;
export const chainMs = 2000;

/** The open chain, or null. */
export type CausalChainState = { readonly startMs: number; readonly severest: string } | null;

export interface CausalChainInput {
  readonly nowMs: number;
  /** Events that began since the last step. */
  readonly eventCounts: Readonly<Record<string, number>>;
}

export interface CausalChainStep {
  readonly state: CausalChainState;
  /** Chains closed by this step in their severest class, and what passes through. */
  readonly output: Readonly<Record<string, number>>;
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
  const next = severest === undefined ? null : { startMs: open?.startMs ?? input.nowMs, severest };
  return { state: next, output: { ...passing(input.eventCounts), ...closed } };
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
