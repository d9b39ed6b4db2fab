import { clamp } from '../../agent/assess/clamp.ts';
import type { RiskAssessment, RiskDimension } from '../../agent/contract/assessment.ts';
import { decimals, roundTo } from '../../agent/contract/rounding.ts';
import { isUnknown } from '../../agent/contract/unknown.ts';
import type { Tariff } from './tariff-schema.ts';

/** Every dimension but environment, which is priced by hours at grades and must not be priced twice (risk model §3.3). */
export const operatingDimensions = ['use', 'safety', 'health', 'anomaly', 'context'] as const satisfies readonly RiskDimension[];
export type OperatingDimension = (typeof operatingDimensions)[number];

/** One dimension's part of the factor: what the report says, and what the tariff takes of it. */
export interface PricedContribution {
  readonly dimension: OperatingDimension;
  readonly reportedLn: number;
  /** γ × reported, within the tariff's cap; to six decimals, so that the parts add up exactly to `lnOperating`. */
  readonly pricedLn: number;
  readonly isCapped: boolean;
}

export interface PricedIndex {
  readonly contributions: readonly PricedContribution[];
  /** Σ pricedLn: lnMop of the risk model §3.3 after γ and caps. */
  readonly lnOperating: number;
}

/** An alarm of the network never lowers a price and never adds more than this (decisions C4). */
const anomalyRange = { minRatio: 1, maxRatio: 1.15 } as const;
const scale = 10 ** decimals.ln;

/**
 * The operating part of a reported index as a tariff takes it; undefined where the index is unknown, contradicts its own drivers, or
 * was made with a weight on emergency stops. Credibility is in the reported relativities already and is not applied again (decisions C2).
 * `confirmedRatio` is the share of inspected alarms that were confirmed; it counts only where the tariff asks for it.
 */
export function priceContributions(risk: RiskAssessment, tariff: Tariff, confirmedRatio: number): PricedIndex | undefined {
  if (!isUsable(risk)) return undefined;
  const contributions = operatingDimensions.map((dimension) => {
    const reported = reportedLn(risk, dimension);
    const weight = dimension === 'anomaly' ? anomalyWeight(tariff, confirmedRatio) : 1;
    return { dimension, reportedLn: reported, ...pricedLn(dimension, reported * weight, tariff) };
  });
  return { contributions, lnOperating: sumExactly(contributions.map(({ pricedLn }) => pricedLn)) };
}

function pricedLn(dimension: OperatingDimension, ln: number, { gamma, contributionCaps }: Tariff): { pricedLn: number; isCapped: boolean } {
  const range = dimension === 'anomaly' ? anomalyRange : contributionCaps[dimension];
  const wanted = gamma * ln;
  const within = clamp(wanted, { minRatio: Math.log(range.minRatio), maxRatio: Math.log(range.maxRatio) });
  return { pricedLn: roundTo(within, decimals.ln), isCapped: within !== wanted };
}

function anomalyWeight({ anomaly }: Tariff, confirmedRatio: number): number {
  return anomaly === 'confirmedByInspection' ? confirmedRatio : 0;
}

function isUsable({ lnM, drivers, history }: RiskAssessment): boolean {
  const punishesSafeguard = history.some(({ eventClass, weightRatio }) => eventClass === 'emergencyStop' && weightRatio > 0);
  return !isUnknown(lnM) && !punishesSafeguard && sumExactly(drivers.map(({ ln }) => ln)) === roundTo(lnM, decimals.ln);
}

function reportedLn({ drivers }: RiskAssessment, dimension: RiskDimension): number {
  return sumExactly(drivers.filter((driver) => driver.dimension === dimension).map(({ ln }) => ln));
}

/** Σ of numbers with six decimals, counted in millionths: the same in any order. */
function sumExactly(values: readonly number[]): number {
  return roundTo(values.reduce((sum, value) => sum + Math.round(value * scale), 0) / scale, decimals.ln);
}
