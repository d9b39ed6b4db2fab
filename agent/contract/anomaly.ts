import type { EventForecastStatus } from './event-forecast.ts';
import type { Knowable } from './unknown.ts';

/** Where a robot's watch stands: only `active` raises alarms, and until then the index takes no notice of it (risk model §5.2). */
export const anomalyPhases = ['warmUp', 'collect', 'calibrate', 'active'] as const;
export type AnomalyPhase = (typeof anomalyPhases)[number];

/** L0 rules, L1 physics, L2 network. */
export type WatchLevel = 'L0' | 'L1' | 'L2';

/** Expected beside observed over the last seconds before an alarm. */
export interface AlarmTrace {
  readonly channel: string;
  readonly unit: string;
  /** Seconds before the alarm, 0 or below; expected; observed. */
  readonly points: readonly (readonly [secondS: number, expectedValue: number, observedValue: number])[];
}

/** An alarm seen before that looks like this one. */
export interface SimilarAlarm {
  readonly alarmIndex: number;
  readonly wall: string;
  readonly joint: string;
  readonly channel: string;
  /** 0: the same channels spoke as loudly, at the same joint. */
  readonly distanceScore: number;
}

/** Why there was an alarm, as its record says it. */
export interface AlarmExplanation {
  /** Counts from 1, over the robot's life. */
  readonly alarmIndex: number;
  readonly joint: string;
  readonly score: number;
  readonly channel: string;
  readonly rule?: string;
  /** Unknown where the channel that spoke has nothing of the kind, as a network on a joint without effort. */
  readonly expectedValue: Knowable<number>;
  readonly observedValue: Knowable<number>;
  readonly unit: string;
  readonly levels: readonly WatchLevel[];
  /** −ln p by level: 0 nothing special, 6.9 one window in a thousand. */
  readonly votes: Readonly<Partial<Record<WatchLevel, number>>>;
  /** The same by channel. */
  readonly channels: Readonly<Record<string, number>>;
  readonly similar: readonly SimilarAlarm[];
  readonly trace: AlarmTrace | null;
}

/** The latest alarm for people; the texts come from the catalogue. */
export interface ShownAlarm extends AlarmExplanation {
  readonly wall: string;
  readonly textEn: string;
  readonly textZh: string;
}

/** What `status` and the page show of the watch. */
export interface AnomalyStatus {
  readonly status: string;
  readonly score: Knowable<number>;
  readonly joint: Knowable<string>;
  readonly alarmCount: number;
  readonly phase?: AnomalyPhase;
  /** Where commissioning stands, in a sentence. */
  readonly textEn?: string;
  readonly textZh?: string;
  readonly levels?: readonly WatchLevel[];
  readonly alarm?: ShownAlarm;
  /** Left out unless the configuration asks for it. */
  readonly eventForecast?: EventForecastStatus;
}
