/** Missing reports, both ends included. */
export interface MissingRange {
  readonly fromSeq: number;
  readonly toSeq: number;
}

export interface AskLimits {
  /** Reports asked for in one go, over all ranges. */
  readonly reportsCountMax: number;
  /** Ranges asked for in one go. */
  readonly rangesCountMax: number;
  /** Wait before asking again; doubles every time, up to the other. */
  readonly againFirstMs: number;
  readonly againMsMax: number;
  /** Asks without a single missing report coming back; then the gap stays in the statement and nobody is asked any more. */
  readonly asksCountMax: number;
}

export const askLimits: AskLimits = {
  reportsCountMax: 256,
  rangesCountMax: 8,
  againFirstMs: 30_000,
  againMsMax: 86_400_000,
  asksCountMax: 10,
};

export interface AskPlan {
  readonly state: { readonly askedCount: number; readonly nextAskMs: number };
  readonly ranges: readonly MissingRange[];
}

export interface AskSituation {
  readonly state: AskPlan['state'];
  readonly missing: readonly MissingRange[];
  readonly nowMs: number;
  /** True when the report that just came was a missing one. */
  readonly hasFilled: boolean;
}

/**
 * Which missing reports to ask for at this moment. Only an arriving report leads here, so that silence is never asked and no timer loops; what
 * comes back forgives earlier asks but not the wait, or every resent report would bring a request for all the others.
 */
export function planAsk({ state, missing, nowMs, hasFilled }: AskSituation, limits: AskLimits = askLimits): AskPlan {
  if (missing.length === 0) return { state: { askedCount: 0, nextAskMs: 0 }, ranges: [] };
  const askedCount = hasFilled ? Math.min(state.askedCount, 1) : state.askedCount;
  // A wall clock that was set back must not silence the receiver for longer than its longest wait.
  const isEarly = nowMs < state.nextAskMs && state.nextAskMs - nowMs <= limits.againMsMax;
  if (isEarly || askedCount >= limits.asksCountMax) return { state: { ...state, askedCount }, ranges: [] };
  const waitMs = Math.min(limits.againMsMax, limits.againFirstMs * 2 ** askedCount);
  return { state: { askedCount: askedCount + 1, nextAskMs: nowMs + waitMs }, ranges: bounded(missing, limits) };
}

function bounded(missing: readonly MissingRange[], { reportsCountMax, rangesCountMax }: AskLimits): MissingRange[] {
  const ranges: MissingRange[] = [];
  let leftCount = reportsCountMax;
  for (const { fromSeq, toSeq } of missing.slice(0, rangesCountMax)) {
    if (leftCount === 0) break;
    const lastSeq = Math.min(toSeq, fromSeq + leftCount - 1);
    ranges.push({ fromSeq, toSeq: lastSeq });
    leftCount -= lastSeq - fromSeq + 1;
  }
  return ranges;
}
