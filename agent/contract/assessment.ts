import type { Cover, CoverAssessment, StageAssessment } from './stage-of-use.ts';
import type { Knowable } from './unknown.ts';
import type { Grade, MsByGrade, RatedEventClass } from './usage.ts';

export type { DeclaredContext } from './declared-context.ts';
export type { DimensionGrade, EnvironmentDimension, EnvironmentGrade, Provenance } from './environment-grade.ts';

export const riskDimensions = ['environment', 'use', 'safety', 'health', 'anomaly', 'context'] as const;
export type RiskDimension = (typeof riskDimensions)[number];
/** One relativity per dimension, 1 = model reference; unknown counts as 1 in the index. */
export type Relativities = Readonly<Record<RiskDimension, Knowable<number>>>;

/** How much of the operating time was observed: from 0.98, 0.90, 0.50 and below (risk model §3.5). */
export type CoverageTier = 'normal' | 'imputed' | 'provisional' | 'insufficient';

export interface EventClassHistory {
  readonly eventClass: RatedEventClass;
  /** Lifetime count of causal chains, each once in its severest class, and exposure while the class could be reported. */
  readonly eventCount: number;
  readonly exposureMs: number;
  /** The same aged with the model's half-life: what the rate is computed from. */
  readonly agedCount: number;
  readonly agedExposureMs: number;
  /** Share of this class in the safety relativity; an emergency stop has 0 in every model. */
  readonly weightRatio: number;
  /** λ̂ per operating hour with its 90 % interval, credibility Z and relativity; unknown where the class is not observed. */
  readonly ratePerH: Knowable<number>;
  readonly rateP05PerH: Knowable<number>;
  readonly rateP95PerH: Knowable<number>;
  readonly credibilityRatio: number;
  readonly relativityRatio: number;
}

export interface RiskDriver {
  readonly dimension: RiskDimension;
  readonly ln: number;
  /** Relative factor e^ln, and the index this driver alone would give from 50. */
  readonly factorRatio: number;
  readonly aloneIndex: number;
  /** ln / Σ|ln|, −1…1; 0 when nothing moves the index. */
  readonly shareRatio: number;
  readonly textEn: string;
  readonly textZh: string;
}

/**
 * The relative insurance-risk index: 50 = model reference; not a safety rating. Σ drivers.ln = lnM exactly in printed decimals.
 * Where the index is unknown (TRL below 5, coverage below 0.5) so are lnM and relativities, for the same reason, and there are no drivers.
 */
export interface RiskAssessment {
  readonly riskIndex: Knowable<number>;
  readonly p05Index: Knowable<number>;
  readonly p95Index: Knowable<number>;
  readonly lnM: Knowable<number>;
  readonly drivers: readonly RiskDriver[];
  readonly relativities: Relativities;
  readonly covers: { readonly body: Knowable<number>; readonly thirdParty: Knowable<number> };
  /** Each cover with interval and drivers, and every stage and scene seen so far; reports of earlier versions have neither. */
  readonly byCover?: Readonly<Record<Cover, CoverAssessment>>;
  readonly byStage?: readonly StageAssessment[];
  readonly history: readonly EventClassHistory[];
  readonly notObserved: readonly RatedEventClass[];
  readonly coverageRatio: number;
  readonly coverageTier: CoverageTier;
  readonly displayGrade: Grade;
  readonly operatingMsByE: MsByGrade;
}
