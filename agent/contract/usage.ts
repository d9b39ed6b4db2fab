import type { FaultMessage } from './message.ts';
import type { MonoMs, TimePoint } from './time.ts';

export { type Grade, type MsByGrade, noUsage, type UsageCounters } from './usage-counters.ts';

/** What the aggregate stage says of one window besides its features. */
export interface WindowFacts {
  /** Classes a live source can report now. */
  readonly observable: readonly string[];
  /** Classes with an event that goes on at the end of the window; left out where nobody says. */
  readonly ongoing?: readonly string[];
  /** True when safety configuration, limits, payload or TCP changed since the last window (decisions B7). */
  readonly safetyConfigurationChanged?: boolean;
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
