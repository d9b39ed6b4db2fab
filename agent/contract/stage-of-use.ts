import type { RiskDimension } from './assessment.ts';
import { contextSchema, type DeclaredContext } from './declared-context.ts';
import type { Knowable } from './unknown.ts';
import type { RatedEventClass } from './usage.ts';

export type LifecycleStage = NonNullable<DeclaredContext['lifecycleStage']>;
export type Scene = NonNullable<DeclaredContext['scene']>;
export const lifecycleStages: readonly LifecycleStage[] = contextSchema.properties.lifecycleStage.enum;
export const scenes: readonly Scene[] = contextSchema.properties.scene.enum;

/** Where in its life and in what scene a robot was used, as declared at the time: exposure and counts are kept apart by it (decisions C3). */
export interface StageOfUse {
  readonly stage: Knowable<LifecycleStage>;
  readonly scene: Knowable<Scene>;
}

/** Lifetime count and exposure of one event class in one stage and scene. */
export interface StageClassCount {
  readonly eventClass: RatedEventClass;
  readonly eventCount: number;
  readonly exposureMs: number;
}

/** One stage and scene with what was seen there, never pooled with another; `isActive` is the one in force, whose index is the report's. */
export interface StageAssessment extends StageOfUse {
  /** As last declared there; below 5 the index is not rated. */
  readonly trl: Knowable<number>;
  readonly isActive: boolean;
  /** Lifetime; of what older versions kept without stages at least so much. */
  readonly operatingMs: number;
  readonly riskIndex: Knowable<number>;
  readonly p05Index: Knowable<number>;
  readonly p95Index: Knowable<number>;
  /** Classes that were observed there. */
  readonly history: readonly StageClassCount[];
}

export const covers = ['body', 'thirdParty'] as const;
export type Cover = (typeof covers)[number];

/** What moves the index of one cover; dimensions that do not are left out, the strongest stands first. */
export interface CoverDriver {
  readonly dimension: RiskDimension;
  readonly ln: number;
  readonly factorRatio: number;
}

/** The index of one cover with its interval. Σ drivers.ln = lnM exactly in printed decimals. */
export interface CoverAssessment {
  readonly riskIndex: Knowable<number>;
  readonly p05Index: Knowable<number>;
  readonly p95Index: Knowable<number>;
  readonly lnM: Knowable<number>;
  readonly drivers: readonly CoverDriver[];
}
