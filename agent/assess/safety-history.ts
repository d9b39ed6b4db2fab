import type { EventClassHistory } from '../contract/assessment.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import { unknown } from '../contract/unknown.ts';
import { type RatedEventClass, ratedEventClasses } from '../contract/usage.ts';
import { agedCount, agedMs } from './ageing.ts';
import { gammaQuantile } from './gamma-quantile.ts';
import { imputeEvents } from './gap-imputation.ts';
import type { ClassPrior, ClassPriors } from './reference-model.ts';

const msPerHour = 3_600_000;

export interface ClassExposure {
  readonly eventCount: number;
  readonly exposureMs: number;
  readonly agedCount: number;
  readonly agedExposureMs: number;
}
export type SafetyHistoryState = Readonly<Record<RatedEventClass, ClassExposure>>;

/** Events (after the causal chain), operating time, and the classes a live source can report. */
export interface SafetyHistoryInput {
  readonly operatingMs: number;
  readonly eventCounts: Readonly<Record<string, number>>;
  readonly observable: readonly string[];
}

const noExposure: ClassExposure = { eventCount: 0, exposureMs: 0, agedCount: 0, agedExposureMs: 0 };

/** Made anew with every window of a robot at work, so without a list of pairs. */
function mapClasses<T>(of: (eventClass: RatedEventClass) => T): Readonly<Record<RatedEventClass, T>> {
  const mapped = {} as Record<RatedEventClass, T>;
  for (const eventClass of ratedEventClasses) mapped[eventClass] = of(eventClass);
  return mapped;
}

export function openingSafetyHistory(): SafetyHistoryState {
  return mapClasses(() => noExposure);
}

/** Exposure grows only for classes a live source can report (decisions B5); an event is itself proof that its class is reported. */
export function stepSafetyHistory(state: SafetyHistoryState, input: SafetyHistoryInput): SafetyHistoryState {
  if (input.operatingMs === 0 && Object.keys(input.eventCounts).length === 0) return state;
  return mapClasses((eventClass) => {
    const was = state[eventClass];
    const count = input.eventCounts[eventClass] ?? 0;
    const exposureMs = count > 0 || input.observable.includes(eventClass) ? input.operatingMs : 0;
    if (count === 0 && exposureMs === 0) return was;
    return {
      eventCount: was.eventCount + count,
      exposureMs: was.exposureMs + exposureMs,
      agedCount: roundTo(was.agedCount + count, decimals.rate),
      agedExposureMs: was.agedExposureMs + exposureMs,
    };
  });
}

export function ageSafetyHistory(state: SafetyHistoryState, factorRatio: number): SafetyHistoryState {
  return mapClasses((eventClass) => {
    const was = state[eventClass];
    return { ...was, agedCount: agedCount(was.agedCount, factorRatio), agedExposureMs: agedMs(was.agedExposureMs, factorRatio) };
  });
}

/** Stop and impact credit restarts when safety configuration, limits, payload or TCP change; a record worse than the prior stays (B7). */
export function restartCredit(state: SafetyHistoryState, priors: ClassPriors): SafetyHistoryState {
  return mapClasses((eventClass) => {
    const was = state[eventClass];
    const restarts = eventClass === 'protectiveStop' || eventClass === 'impact';
    const hasCredit = was.agedCount < (was.agedExposureMs / msPerHour) * priors[eventClass].ratePerH;
    return restarts && hasCredit ? { ...was, agedCount: 0, agedExposureMs: 0 } : was;
  });
}

export interface Posterior {
  readonly ratePerH: number;
  readonly rateP05PerH: number;
  readonly rateP95PerH: number;
  /** H / (H + k) of the observed hours; 0 = nothing known but the prior. */
  readonly credibilityRatio: number;
  readonly relativityRatio: number;
}

/** What was seen of one class: aged events and hours, and hours imputed for gaps. */
export interface SeenExposure {
  readonly eventCount: number;
  readonly exposureH: number;
  readonly imputedH?: number;
}

/** Gamma–Poisson credibility, risk model §3.4: λ̂ = (n + kλ0)/(H + k), 90 % interval by exact Gamma quantiles, r = λ̂/λ0. */
export function posterior(seen: SeenExposure, prior: Pick<ClassPrior, 'ratePerH' | 'strengthH'>): Posterior {
  const { eventCount, exposureH } = imputeEvents(seen, prior);
  const shape = eventCount + prior.strengthH * prior.ratePerH;
  const rate = exposureH + prior.strengthH;
  return {
    ratePerH: shape / rate,
    rateP05PerH: gammaQuantile(0.05, shape, rate),
    rateP95PerH: gammaQuantile(0.95, shape, rate),
    credibilityRatio: seen.exposureH / (seen.exposureH + prior.strengthH),
    relativityRatio: shape / rate / prior.ratePerH,
  };
}

export interface ClassAssessment {
  readonly eventClass: RatedEventClass;
  readonly observed: boolean;
  readonly weightRatio: number;
  readonly exposure: ClassExposure;
  /** Of an unobserved class the prior itself: relativity 1 and the prior's full width. */
  readonly posterior: Posterior;
}

/** Every rated class; gaps enlarge each aged exposure by (1 − coverage)/coverage of imputed time, 0 where coverage is 0. */
export function assessClasses(state: SafetyHistoryState, priors: ClassPriors, coverageRatio: number): readonly ClassAssessment[] {
  const imputedShare = coverageRatio > 0 ? (1 - coverageRatio) / coverageRatio : 0;
  return ratedEventClasses.map((eventClass) => {
    const exposure = state[eventClass];
    const exposureH = exposure.agedExposureMs / msPerHour;
    const seen = { eventCount: exposure.agedCount, exposureH, imputedH: exposureH * imputedShare };
    const observed = exposure.exposureMs > 0 || exposure.eventCount > 0;
    return { eventClass, observed, weightRatio: priors[eventClass].weightRatio, exposure, posterior: posterior(seen, priors[eventClass]) };
  });
}

/** ln f of the safety dimension: Σ weight · ln r over the classes; a class not observed adds nothing. */
export function safetyLn(classes: readonly ClassAssessment[]): number {
  return classes.reduce((sum, c) => sum + (c.observed ? c.weightRatio * Math.log(c.posterior.relativityRatio) : 0), 0);
}

/** Half-widths in ln below and above, added in quadrature over the classes; unobserved classes keep the prior's width. */
export function safetySpreadLn(classes: readonly ClassAssessment[]): { readonly below: number; readonly above: number } {
  const quadrature = (widthOf: (p: Posterior) => number): number =>
    Math.sqrt(classes.reduce((sum, c) => sum + (c.weightRatio * Math.max(0, widthOf(c.posterior))) ** 2, 0));
  return {
    below: quadrature((p) => Math.log(p.ratePerH / p.rateP05PerH)),
    above: quadrature((p) => Math.log(p.rateP95PerH / p.ratePerH)),
  };
}

/** One class as the report prints it: rounded, rates unknown where the class was not observed. */
export function printedHistory({ eventClass, observed, weightRatio, exposure, posterior: p }: ClassAssessment): EventClassHistory {
  const rate = (valuePerH: number) => (observed ? roundTo(valuePerH, decimals.rate) : unknown('notObserved'));
  return {
    eventClass,
    ...exposure,
    weightRatio,
    ratePerH: rate(p.ratePerH),
    rateP05PerH: rate(p.rateP05PerH),
    rateP95PerH: rate(p.rateP95PerH),
    credibilityRatio: roundTo(p.credibilityRatio, decimals.ratio),
    relativityRatio: roundTo(observed ? p.relativityRatio : 1, decimals.ratio),
  };
}
