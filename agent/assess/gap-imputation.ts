import type { CoverageTier } from '../contract/assessment.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import { type Knowable, knownOr } from '../contract/unknown.ts';
import type { UsageCounters } from '../contract/usage.ts';
import type { ClassPrior, ReferenceModel } from './reference-model.ts';
import { type DutyState, trailingDutyRatio } from './trailing-duty.ts';

type GapRules = ReferenceModel['gap'];

/** Operating time assumed per time without a witness: the larger of the robot's own P75 duty and the model's default, at most 1 (§3.5). */
export function gapDutyRatio(trailingDutyRatio: Knowable<number>, rules: Pick<GapRules, 'dutyDefaultRatio'>): number {
  return Math.min(1, Math.max(knownOr(trailingDutyRatio, 0), rules.dutyDefaultRatio));
}

/** Operating time assumed inside a gap without witness, whole ms. */
export function imputeOperatingMs(gapMs: number, trailingDutyRatio: Knowable<number>, rules: Pick<GapRules, 'dutyDefaultRatio'>): number {
  return Math.round(gapMs * gapDutyRatio(trailingDutyRatio, rules));
}

/**
 * Events and hours including the imputed hours: λ_i = max(λ̂, λ0), n* = n + λ_i·H_g, H* = H + H_g. The result is a weighted mean of λ̂
 * and something not below it, so a gap can never improve the rate (risk model §3.5).
 */
export function imputeEvents(
  seen: { readonly eventCount: number; readonly exposureH: number; readonly imputedH?: number },
  prior: Pick<ClassPrior, 'ratePerH' | 'strengthH'>,
): { readonly eventCount: number; readonly exposureH: number } {
  const imputedH = seen.imputedH ?? 0;
  const ownRatePerH = (seen.eventCount + prior.strengthH * prior.ratePerH) / (seen.exposureH + prior.strengthH);
  return {
    eventCount: seen.eventCount + Math.max(ownRatePerH, prior.ratePerH) * imputedH,
    exposureH: seen.exposureH + imputedH,
  };
}

/** Observed / (observed + imputed) operating time, 0…1; 1 when there was neither: a new robot has missed nothing. */
export function coverageOf(observedMs: number, imputedMs: number): number {
  return observedMs + imputedMs === 0 ? 1 : observedMs / (observedMs + imputedMs);
}

type CoveredHours = Pick<UsageCounters, 'powerOnMs' | 'operatingMs' | 'gapMs'> & Partial<Pick<UsageCounters, 'unmeteredMs'>>;

/**
 * Coverage of these lifetime counters in printed decimals (decisions B4): imputed are their gaps at the robot's own duty, at least the
 * model's, and what witnesses found or a missed boot hides as it stands. Reports of earlier versions have no such time, and no shifts.
 */
export function coverageRatio(counters: CoveredHours, rules: GapRules, duty?: DutyState): number {
  const { operatingMs, gapMs, unmeteredMs = 0 } = counters;
  const imputedMs = imputeOperatingMs(gapMs, trailingDutyRatio(duty, counters), rules) + unmeteredMs;
  return roundTo(coverageOf(operatingMs, imputedMs), decimals.ratio);
}

/** From 0.98 normal, from 0.90 imputed and flagged, from 0.50 provisional, below that insufficient: no index (§3.5). */
export function coverageTier(coverageRatio: number, rules: GapRules): CoverageTier {
  if (coverageRatio >= rules.normalRatio) return 'normal';
  if (coverageRatio >= rules.imputedRatio) return 'imputed';
  return coverageRatio >= rules.provisionalRatio ? 'provisional' : 'insufficient';
}
