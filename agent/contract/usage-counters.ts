/** Environment grade E1 (best) … E5. */
export type Grade = 1 | 2 | 3 | 4 | 5;
/** Milliseconds at E1…E5; index 0 is E1. */
export type MsByGrade = readonly [number, number, number, number, number];

/**
 * Lifetime counters, whole milliseconds, only ever rising: powerOn ⊇ ready ⊇ operating ⊇ collaborative (risk model §2.1).
 * Each of the three vectors sums exactly to `operatingMs` (decisions B3). `gapMs` is time in no other counter.
 */
export interface UsageCounters {
  readonly powerOnMs: number;
  readonly readyMs: number;
  readonly operatingMs: number;
  readonly collaborativeMs: number;
  readonly gapMs: number;
  readonly operatingMsByE: MsByGrade;
  readonly operatingMsByEPhys: MsByGrade;
  readonly operatingMsByEPeople: MsByGrade;
  readonly cycleCount: number;
  /** Operating under active balance without travel: part of operating. */
  readonly standingMs: number;
  /** Σ Δt · mean |τ/τ_rated| of the joints, part of operating; a window of unknown load adds nothing. */
  readonly loadMs: number;
  /** Time the host slept: in no other counter. */
  readonly suspendedMs: number;
  /** Operating time that witnesses contradict or a missed boot hides: imputed, never observed (decisions B4). */
  readonly unmeteredMs: number;
  readonly distanceMm: number;
  /** Electrical energy drawn, whole millijoules. */
  readonly energyMj: number;
}

const noMs: MsByGrade = [0, 0, 0, 0, 0];

/** The counters before anything was counted. */
export const noUsage: UsageCounters = {
  powerOnMs: 0,
  readyMs: 0,
  operatingMs: 0,
  collaborativeMs: 0,
  gapMs: 0,
  operatingMsByE: noMs,
  operatingMsByEPhys: noMs,
  operatingMsByEPeople: noMs,
  cycleCount: 0,
  standingMs: 0,
  loadMs: 0,
  suspendedMs: 0,
  unmeteredMs: 0,
  distanceMm: 0,
  energyMj: 0,
};
