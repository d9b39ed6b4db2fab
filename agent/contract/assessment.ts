import type { Knowable } from './unknown.ts';
import type { Grade, MsByGrade, RatedEventClass } from './usage.ts';

export type EnvironmentDimension = 'D1' | 'D1b' | 'D2' | 'D3' | 'D4' | 'D5' | 'D6' | 'D7' | 'D8' | 'D9' | 'D10';
export type Provenance = 'measured' | 'declared' | 'derived' | 'unknown';

export interface DimensionGrade {
  readonly grade: Grade;
  readonly provenance: Provenance;
  /** The measured value in the dimension's unit, or the declared word. */
  readonly value: Knowable<number | string>;
}

/** The environment grade now: worst dimension wins, and the binding one is named (rules ). */
export interface EnvironmentGrade {
  readonly e: Grade;
  readonly ePhys: Grade;
  readonly ePeople: Grade;
  readonly binding: EnvironmentDimension;
  readonly dimensions: Readonly<Partial<Record<EnvironmentDimension, DimensionGrade>>>;
}

/** What the site's declared context says; every key may be absent, absent is unknown (`config/context.example.yaml`). */
export interface DeclaredContext {
  readonly declaredBy?: string;
  readonly declaredAt?: string;
  readonly lifecycleStage?: 'rnd' | 'pilotTest' | 'firstUse' | 'commercial' | 'retired';
  readonly scene?: 'factory' | 'publicService' | 'rental' | 'competition' | 'test' | 'transport' | 'storage';
  readonly trl?: number;
  readonly robotClass10218?: 'I' | 'II';
  readonly humanExposure?: 'H0' | 'H1' | 'H2' | 'H3' | 'H4';
  readonly terrain?: 'fixedBase' | 'wheeledFlat' | 'leggedFlat' | 'leggedStairs' | 'outdoor';
  readonly ambientMinC?: number;
  readonly ambientMaxC?: number;
  readonly humidityMinRatio?: number;
  readonly humidityMaxRatio?: number;
  readonly ingressRequired?: string;
  readonly corrosivity?: 'C1' | 'C2' | 'C3' | 'C4' | 'C5' | 'CX';
  readonly specialHazard?: 'none' | 'highVoltage' | 'hotWork' | 'height' | 'exZone' | 'nuclear' | 'offshore';
}

export const riskDimensions = ['environment', 'use', 'safety', 'health', 'anomaly', 'context'] as const;
export type RiskDimension = (typeof riskDimensions)[number];
/** One relativity per dimension, 1 = model reference. */
export type Relativities = Readonly<Record<RiskDimension, Knowable<number>>>;

export interface EventClassHistory {
  readonly eventClass: RatedEventClass;
  readonly eventCount: number;
  readonly exposureMs: number;
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
  readonly shareRatio: number;
  readonly textEn: string;
  readonly textZh: string;
}

/** The relative insurance-risk index: 50 = model reference; not a safety rating. Σ drivers.ln = lnM exactly. */
export interface RiskAssessment {
  readonly riskIndex: Knowable<number>;
  readonly p05Index: Knowable<number>;
  readonly p95Index: Knowable<number>;
  readonly lnM: number;
  readonly drivers: readonly RiskDriver[];
  readonly relativities: Relativities;
  readonly covers: { readonly body: Knowable<number>; readonly thirdParty: Knowable<number> };
  readonly history: readonly EventClassHistory[];
  readonly coverageRatio: number;
  readonly displayGrade: Grade;
  readonly operatingMsByE: MsByGrade;
}
