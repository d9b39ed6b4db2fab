import type { Knowable } from './unknown.ts';

/** Probability of a protective stop, 0 … 1, as of the latest window: an early warning for the owner's page, never in a report or record. */
export interface EventForecastStatus {
  readonly nowRatio: Knowable<number>;
  readonly within5sRatio: Knowable<number>;
  readonly within10sRatio: Knowable<number>;
  /** What it was learned on, how well it did there, and what it is not. */
  readonly textEn: string;
  readonly textZh: string;
}
