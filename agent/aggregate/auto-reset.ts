/** A protective stop cleared sooner than this was not looked at by anybody (risk model §3.9; the maker prohibits automatic reset). */
const soonMs = 3_000;
const oftenCount = 3;
const hourMs = 3_600_000;

/** When stops were cleared too soon within the last hour, and when that was last said; plain JSON. */
export interface AutoResetState {
  readonly clearedMs: readonly number[];
  readonly saidMs: number | null;
}

export const openingAutoReset: AutoResetState = { clearedMs: [], saidMs: null };

/** A stop that ended at `nowMs` after `durationMs`; `resetCount` when there were three within an hour, said once an hour. */
export function stepAutoReset(
  state: AutoResetState,
  { nowMs, durationMs }: { readonly nowMs: number; readonly durationMs: number },
): { readonly state: AutoResetState; readonly resetCount?: number } {
  // A stop that a restart cut in two has no duration of its own: 0 is unknown, not short.
  if (durationMs <= 0 || durationMs >= soonMs) return { state };
  const isRecent = (ms: number): boolean => nowMs >= ms && nowMs - ms < hourMs;
  const clearedMs = [...state.clearedMs.filter(isRecent), nowMs];
  const isSaid = state.saidMs !== null && isRecent(state.saidMs);
  if (clearedMs.length < oftenCount || isSaid) return { state: { ...state, clearedMs: clearedMs.slice(-oftenCount) } };
  return { state: { clearedMs: clearedMs.slice(-oftenCount), saidMs: nowMs }, resetCount: clearedMs.length };
}
