import type { FaultMessage } from './message.ts';
import type { MonoMs, TimePoint } from './time.ts';

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
}

/** The classes that are rated. Other conditions (for example `gripLost`) are reported with their own name and weigh nothing. */
export const ratedEventClasses = ['emergencyStop', 'protectiveStop', 'impact', 'fall', 'limitTrip', 'majorFault'] as const;
export type RatedEventClass = (typeof ratedEventClasses)[number];

/** One event: a run of its condition being true, from its first true reading. */
export interface DetectedEvent {
  readonly eventClass: string;
  readonly sourceId: string;
  readonly start: TimePoint;
}

export interface EndedEvent extends DetectedEvent {
  readonly durationMs: number;
}

/** What became of a fault; `suppressed` says how many of them the last hour had to leave out. */
export interface FaultOccurrence {
  readonly what: 'raised' | 'healed' | 'noted' | 'suppressed';
  readonly fault: FaultMessage;
  /** How long it stood; null when that was not measured. */
  readonly durationMs: number | null;
  readonly suppressedCount: number;
}

/** Time without data from a source, longer than its silence limit; counts in no hour counter. */
export interface Gap {
  readonly sourceId: string;
  readonly fromMs: MonoMs;
  readonly toMs: MonoMs;
  readonly cause: 'silence';
}
