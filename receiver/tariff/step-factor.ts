import { clamp } from '../../agent/assess/clamp.ts';
import type { RiskAssessment } from '../../agent/contract/assessment.ts';
import { decimals, roundTo } from '../../agent/contract/rounding.ts';
import { type Knowable, unknown } from '../../agent/contract/unknown.ts';
import { type PricedContribution, type PricedIndex, priceContributions } from './price-contributions.ts';
import type { Tariff } from './tariff-schema.ts';

const msPerHour = 3_600_000;
const scale = 10 ** decimals.ratio;

/** Why the factor at a month end is not simply exp(lnOperating). */
export const factorRules = [
  'contributionCap',
  'overallCap',
  'coverageFloor',
  'indexUnknown',
  'minimumExposure',
  'noReport',
  'rateLimit',
  'partMonth',
] as const;
export type FactorRule = (typeof factorRules)[number];

/** What had been received by the month end. */
export interface FactorEvidence {
  /** Of the highest accepted report; undefined before the first. */
  readonly risk: RiskAssessment | undefined;
  /** Lifetime operating time it states. */
  readonly operatingMs: number;
  /** Whether any report arrived in this month. */
  readonly isFresh: boolean;
  readonly confirmedRatio: number;
}

export interface FactorStep {
  readonly tariff: Tariff;
  /** Factor in force until this month end; 1 for a robot that is new. */
  readonly beforeRatio: number;
  readonly evidence: FactorEvidence;
  /** Days of cover in the month, and days it has. */
  readonly coveredDayCount: number;
  readonly monthDayCount: number;
}

export interface FactorMove {
  /** In force from this month end on. */
  readonly factorRatio: number;
  /** Where the factor would be without the rate limit. */
  readonly targetRatio: number;
  readonly lnOperating: Knowable<number>;
  readonly contributions: readonly PricedContribution[];
  readonly applied: readonly FactorRule[];
}

/**
 * The factor at one UTC month end (risk model §3.3 and §3.5, decisions C2):
 * ```
 *  lnOperating ─▶ exp, overall cap ─▶ floor 1 for weak coverage ─▶ no fall without a report ─▶ rate limit × days/days ─▶ factor
 *      └ index unknown: max(1, before)    └ under the minimum exposure: stays where it is
 * ```
 * A floor moves the target, so that the rate limit holds whatever happens.
 */
export function stepFactor(step: FactorStep): FactorMove {
  const { risk, confirmedRatio } = step.evidence;
  const index = risk === undefined ? undefined : priceContributions(risk, step.tariff, confirmedRatio);
  const target = targetOf(step, index);
  const factorRatio = limitRate(target.targetRatio, step);
  const applied: FactorRule[] = [...target.applied];
  if (factorRatio !== target.targetRatio) applied.push('rateLimit', ...partMonth(step));
  return {
    factorRatio,
    targetRatio: target.targetRatio,
    lnOperating: index?.lnOperating ?? unknown('insufficientData'),
    contributions: index?.contributions ?? [],
    applied,
  };
}

interface Target {
  readonly targetRatio: number;
  readonly applied: readonly FactorRule[];
}

function targetOf(step: FactorStep, index: PricedIndex | undefined): Target {
  const { tariff, evidence, beforeRatio } = step;
  // A robot that has not reported yet has earned nothing and owes nothing.
  if (evidence.risk === undefined) return { targetRatio: beforeRatio, applied: ['noReport'] };
  if (index === undefined) return { targetRatio: Math.max(1, beforeRatio), applied: ['indexUnknown'] };
  if (evidence.operatingMs < tariff.minimumExposureH * msPerHour) return { targetRatio: beforeRatio, applied: ['minimumExposure'] };
  const wantedRatio = roundTo(Math.exp(index.lnOperating), decimals.ratio);
  const cappedRatio = roundTo(clamp(wantedRatio, tariff.factor), decimals.ratio);
  const flooredRatio = isWeak(evidence.risk) ? Math.max(1, cappedRatio) : cappedRatio;
  const targetRatio = evidence.isFresh ? flooredRatio : Math.max(beforeRatio, flooredRatio);
  const applied: FactorRule[] = [];
  if (index.contributions.some(({ isCapped }) => isCapped)) applied.push('contributionCap');
  if (cappedRatio !== wantedRatio) applied.push('overallCap');
  if (flooredRatio !== cappedRatio) applied.push('coverageFloor');
  if (targetRatio !== flooredRatio) applied.push('noReport');
  return { targetRatio, applied };
}

// The insufficient tier has an unknown index and never comes here.
function isWeak({ coverageTier }: RiskAssessment): boolean {
  return coverageTier === 'provisional' || coverageTier === 'insufficient';
}

/** [before·(1 − s·d/D), before·(1 + s·d/D)], narrowed to whole millionths so that rounding cannot cross the limit. */
function limitRate(targetRatio: number, { tariff, beforeRatio, coveredDayCount, monthDayCount }: FactorStep): number {
  const before = Math.round(beforeRatio * scale);
  const span = monthDayCount * scale;
  const share = Math.round(tariff.rateLimitPerMonthRatio * scale) * coveredDayCount;
  const least = Math.ceil((before * (span - share)) / span);
  const most = Math.floor((before * (span + share)) / span);
  return Math.min(most, Math.max(least, Math.round(targetRatio * scale))) / scale;
}

function partMonth({ coveredDayCount, monthDayCount }: FactorStep): FactorRule[] {
  return coveredDayCount < monthDayCount ? ['partMonth'] : [];
}
