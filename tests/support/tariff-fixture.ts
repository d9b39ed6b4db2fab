import { readFileSync } from 'node:fs';
import { contributionsLn, indexOfLn, roundContributions, sumLn } from '../../agent/assess/log-linear-index.ts';
import { type RiskAssessment, type RiskDimension, riskDimensions } from '../../agent/contract/assessment.ts';
import type { ReportPayload } from '../../agent/contract/report.ts';
import { decimals, roundTo } from '../../agent/contract/rounding.ts';
import { unknown } from '../../agent/contract/unknown.ts';
import type { MsByGrade, UsageCounters } from '../../agent/contract/usage.ts';
import type { ReceivedReport } from '../../receiver/tariff/factor-path.ts';
import { readTariff, type TariffVersion } from '../../receiver/tariff/read-tariff.ts';
import type { Tariff } from '../../receiver/tariff/tariff-schema.ts';
import { type TariffSeries, tariffSeries } from '../../receiver/tariff/tariff-series.ts';
import { illustrative } from './assessment-fixture.ts';
import { buildEvidence } from './evidence-fixture.ts';

export const tariffPath = (file: string): URL => new URL(`../../config/tariffs/${file}`, import.meta.url);
const shipped = readTariff('unpriced', readFileSync(tariffPath('illustrative-unpriced-1.yaml'), 'utf8'));

/** The shipped tariff with these members changed, read again as a document. */
export function tariffWith(change: Partial<Tariff> = {}): TariffVersion {
  return readTariff('tariff', JSON.stringify({ ...shipped.tariff, ...change }));
}

export function seriesWith(change: Partial<Tariff> = {}): TariffSeries {
  const version = tariffWith(change);
  return tariffSeries(version.tariff.name, [version]);
}

/** Wide enough to change nothing. */
const open = { minRatio: 0.1, maxRatio: 10 };
export const openCaps = { use: open, safety: open, health: open, context: open };

const wide = { minRatio: 1e-6, maxRatio: 1e6 };
const noCaps = Object.fromEntries(riskDimensions.map((dimension) => [dimension, wide])) as Record<RiskDimension, typeof wide>;
const reference = unknown('notReported');
const payload = buildEvidence({ reportCount: 1 }).payloads[0] as ReportPayload;

/** An assessment with these relativities, made by the agent's own index: contributions that add up to lnM as they are printed. */
export function riskOf(relativities: Partial<Record<RiskDimension, number>>, change: Partial<RiskAssessment> = {}): RiskAssessment {
  const known = Object.fromEntries(riskDimensions.map((dimension) => [dimension, relativities[dimension] ?? reference]));
  const contributions = roundContributions(contributionsLn(known as RiskAssessment['relativities'], illustrative.weights.overall, noCaps));
  const lnM = roundTo(sumLn(contributions), decimals.ln);
  const drivers = riskDimensions.map((dimension) => ({
    ...{ dimension, ln: contributions[dimension], factorRatio: 1, aloneIndex: 50, shareRatio: 0, textEn: '', textZh: '' },
  }));
  return { ...payload.risk, lnM, drivers, riskIndex: roundTo(indexOfLn(lnM), decimals.index), ...change };
}

export const hourMs = 3_600_000;
const none: MsByGrade = [0, 0, 0, 0, 0];

/** Lifetime counters with these hours at grades, the same for both covers. */
export function countersOf(hours: readonly number[], people: readonly number[] = hours): UsageCounters {
  const ms = (list: readonly number[]) => list.map((h) => Math.round(h * hourMs)) as unknown as MsByGrade;
  const operatingMs = ms(hours).reduce((sum, one) => sum + one, 0);
  const { exposure } = payload;
  const powered = { powerOnMs: operatingMs, readyMs: operatingMs, operatingMs, collaborativeMs: 0, gapMs: 0, cycleCount: 0 };
  return { ...exposure.closing, ...powered, operatingMsByE: ms(hours), operatingMsByEPhys: ms(hours), operatingMsByEPeople: ms(people) };
}

export interface ReportPlan {
  readonly reportSeq?: number;
  readonly receivedMs?: number;
  readonly hours?: readonly number[];
  readonly people?: readonly number[];
  /** Lifetime hours before this report, at E2. */
  readonly earlierH?: number;
  readonly risk?: RiskAssessment;
}

/** A received report of these hours. */
export function reportOf(plan: ReportPlan): ReceivedReport {
  const { reportSeq = 0, receivedMs = 0, hours = none, people = hours, earlierH = 0, risk = riskOf({}) } = plan;
  const before = [0, earlierH, 0, 0, 0];
  const after = (list: readonly number[]) => list.map((h, place) => h + (before[place] ?? 0));
  const exposure = { opening: countersOf(before), closing: countersOf(after(hours), after(people)) };
  return { receivedMs, payload: { ...payload, reportSeq, exposure, risk } };
}

export const day = (text: string): number => Date.parse(`${text}T00:00:00.000Z`);
