/** What one topic's stamps have taught so far; every time in ms. */
export interface StampState {
  /** Smallest plausible distance from stamp to arrival: clocks apart, and the way here. */
  readonly offsetMs: number;
  readonly seenMs: number;
  /** Until then the offset is being learned, and a fresher message corrects it without a word. */
  readonly learnedAtMs: number;
  /** Another offset that has stood since then, and may be a set clock. */
  readonly suspect: { readonly offsetMs: number; readonly sinceMs: number } | undefined;
}

/** One message: when it came, on a clock that only goes on, and what it says of itself. */
export interface StampReading {
  readonly arrivalMs: number;
  readonly stampMs: number;
}

/** `stale`: too old to show that the robot lives now. `stepped`: fresh, and the distance to the stamps is another one from here on. */
export type StampVerdict = 'fresh' | 'stale' | 'stepped';

/** A new offset that stands for this long is a set clock (or a delay that stays), no burst: in a burst the offset falls. */
export const stepStandsMs = 2000;
/** Two ordinary clocks part by up to 200 ppm (decisions B1); the learned offset gives way a little faster. */
const driftRatio = 5e-4;

/**
 * ```
 *  arrival − stamp ── near the offset ──────────────▶ fresh; the offset follows
 *                  └─ beyond staleMs ─┬─ and moving ─▶ stale: a burst of old messages
 *                                     └─ and standing ▶ stale at first, then stepped: a clock was set
 * ```
 * One message's step; pure. A stamp that is early is never stale, and a single odd one changes nothing.
 */
export function stepStamp(
  state: StampState | undefined,
  reading: StampReading,
  staleMs: number,
): { readonly state: StampState; readonly verdict: StampVerdict } {
  const { arrivalMs, stampMs } = reading;
  const offsetMs = arrivalMs - stampMs;
  if (state === undefined) {
    return { state: { offsetMs, seenMs: arrivalMs, learnedAtMs: arrivalMs + stepStandsMs, suspect: undefined }, verdict: 'fresh' };
  }
  const ageMs = offsetMs - state.offsetMs;
  const isNear = Math.abs(ageMs) <= staleMs || (ageMs < 0 && arrivalMs < state.learnedAtMs);
  if (isNear) return { state: followed(state, offsetMs, arrivalMs), verdict: 'fresh' };
  return suspected(state, { offsetMs, arrivalMs, isOld: ageMs > 0 }, staleMs / 2);
}

/** Down at once, because nothing arrives before it was sent; up no faster than clocks drift. */
function followed(state: StampState, offsetMs: number, arrivalMs: number): StampState {
  const risenMs = state.offsetMs + Math.max(0, arrivalMs - state.seenMs) * driftRatio;
  return { ...state, offsetMs: Math.min(offsetMs, risenMs), seenMs: arrivalMs, suspect: undefined };
}

function suspected(
  state: StampState,
  { offsetMs, arrivalMs, isOld }: { offsetMs: number; arrivalMs: number; isOld: boolean },
  toleranceMs: number,
): { readonly state: StampState; readonly verdict: StampVerdict } {
  const { suspect } = state;
  const stands = suspect !== undefined && Math.abs(offsetMs - suspect.offsetMs) <= toleranceMs;
  if (stands && arrivalMs - suspect.sinceMs >= stepStandsMs) {
    return { state: { ...state, offsetMs, seenMs: arrivalMs, suspect: undefined }, verdict: 'stepped' };
  }
  const next = stands ? suspect : { offsetMs, sinceMs: arrivalMs };
  return { state: { ...state, seenMs: arrivalMs, suspect: next }, verdict: isOld ? 'stale' : 'fresh' };
}
