import type { Knowable } from './unknown.ts';

/** How far an indicator is on its way to its limit; never a verdict on safety. */
export const healthLevels = ['INFO', 'NOTICE', 'WARN', 'ALARM'] as const;
export type HealthLevel = (typeof healthLevels)[number];

/** What is looked at, by its number in the risk model: joints (§4.1) and battery (§4.2). */
export const healthIndicators = ['J1', 'J3', 'J4', 'J10', 'B3', 'B4'] as const;
export type HealthIndicator = (typeof healthIndicators)[number];

/** Where thresholds come from: the maker's own limit, or a default of ours. */
export type ThresholdSource = 'maker' | 'generic default';

/** One indicator that is not where it should be. */
export interface HealthReading {
  readonly component: string;
  readonly indicator: HealthIndicator;
  readonly level: HealthLevel;
  /** 100·(1 − severity), 0…100. */
  readonly index: number;
  /** °C for J1 and B4, V for B3, else a ratio. */
  readonly value: number;
  /** True when its sensor said nothing in the last evaluation: what it said last still counts. */
  readonly isHeld: boolean;
}

/**
 * Condition of the components as it is in force: what the last `health.indices` said. `index` is the worst critical component's, and never
 * above the model's reference: what is unknown, or merely well, is the reference.
 */
export interface HealthIndices {
  readonly index: number;
  /** The component that sets the index; null at the reference. */
  readonly component: string | null;
  readonly level: HealthLevel;
  /** Critical components with at least one indicator evaluated, and without any. */
  readonly knownCount: number;
  readonly unknownCount: number;
  /** What is at NOTICE or beyond, the worst first; at most `readingsListedMax`. */
  readonly readings: readonly HealthReading[];
}

/** Readings listed in a record and in a report. */
export const readingsListedMax = 16;

/** Why an indicator says nothing of some components: not evaluated yet, no rating in the profile, no (believed) sensor, no rest seen. */
export const healthUnknowns = ['learning', 'notDeclared', 'notReported', 'notObserved'] as const;
export type HealthUnknown = (typeof healthUnknowns)[number];

/** One indicator over the whole robot. `evaluatedCount` and the counts of `unknown` add up to `componentCount`. */
export interface IndicatorStanding {
  readonly indicator: HealthIndicator;
  readonly componentCount: number;
  readonly evaluatedCount: number;
  readonly unknown: readonly { readonly reason: HealthUnknown; readonly componentCount: number }[];
  readonly textEn: string;
  readonly textZh: string;
}

/** A reading or an advice in force, in words. */
export interface HealthNote {
  readonly component: string;
  readonly indicator: HealthIndicator;
  readonly level: HealthLevel;
  readonly textEn: string;
  readonly textZh: string;
}

/** The condition of a running robot: what sets the index, what is advised, and what nobody can know of it and why. */
export interface HealthCondition {
  readonly index: Knowable<number>;
  readonly textEn: string;
  readonly textZh: string;
  /** At NOTICE or beyond, the worst first. */
  readonly readings: readonly HealthNote[];
  readonly advice: readonly HealthNote[];
  readonly indicators: readonly IndicatorStanding[];
}
