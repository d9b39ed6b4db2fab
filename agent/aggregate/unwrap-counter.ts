/** A counter followed over wraps and resets: what it showed last, and what it has risen by altogether. */
export interface UnwrappedCounter {
  readonly value: number;
  /** Sum of every believed rise since the first reading; starts at that reading's value and never falls. */
  readonly totalValue: number;
}

/** One reading of a counter that somebody else keeps; values whole and not negative, in the counter's own unit. */
export interface CounterReading {
  readonly value: number;
  /** Where it starts again at 0, for example 2^32; absent: it is not known to wrap. */
  readonly wrapsAt?: number | undefined;
  /** Wall time since the reading before, ms; negative or unknown time makes no wrap plausible: give 0. */
  readonly elapsedMs: number;
  /** The fastest it can rise, units per ms: 1 for a counter of milliseconds. */
  readonly perMsMax: number;
  /** Smallest step it can show; a rise of one step more than time allows is still believed. Default 1. */
  readonly stepSize?: number | undefined;
}

export interface UnwrapOutcome {
  readonly state: UnwrappedCounter;
  /** `reset`: lower than before, and no wrap explains it; nothing is credited, the total stays. */
  readonly what: 'first' | 'advanced' | 'wrapped' | 'reset';
  /** What the total rose by; 0 at the first reading and at a reset. */
  readonly riseValue: number;
  /** False for a rise that the time elapsed does not allow: taken as it is, for the caller to doubt. */
  readonly isPlausible: boolean;
}

/** A counter may run this much faster than our wall clock (rule M-9). */
export const unwrapToleranceRatio = 0.05;

/**
 * Follows a foreign counter by one reading. It is unwrapped modulo `wrapsAt` only when the step is plausible: at most what it can rise by
 * in the elapsed wall time + 5 % (risk model §2.2, M-9). Several wraps between two readings count as one: the total is never too high.
 */
export function unwrapCounter(state: UnwrappedCounter | undefined, reading: CounterReading): UnwrapOutcome {
  const { value, wrapsAt } = reading;
  if (state === undefined) return { state: { value, totalValue: value }, what: 'first', riseValue: 0, isPlausible: true };
  const riseValueMax = Math.max(0, reading.elapsedMs) * reading.perMsMax * (1 + unwrapToleranceRatio) + (reading.stepSize ?? 1);
  if (value >= state.value) return risen(state, { value, riseValue: value - state.value, what: 'advanced', riseValueMax });
  const wrappedRise = wrapsAt === undefined || state.value >= wrapsAt ? undefined : wrapsAt - state.value + value;
  if (wrappedRise !== undefined && wrappedRise <= riseValueMax)
    return risen(state, { value, riseValue: wrappedRise, what: 'wrapped', riseValueMax });
  return { state: { value, totalValue: state.totalValue }, what: 'reset', riseValue: 0, isPlausible: true };
}

interface Rise {
  readonly value: number;
  readonly riseValue: number;
  readonly what: 'advanced' | 'wrapped';
  readonly riseValueMax: number;
}

function risen(state: UnwrappedCounter, { value, riseValue, what, riseValueMax }: Rise): UnwrapOutcome {
  return { state: { value, totalValue: state.totalValue + riseValue }, what, riseValue, isPlausible: riseValue <= riseValueMax };
}
