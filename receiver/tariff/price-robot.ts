import type { Grade } from '../../agent/contract/usage.ts';
import { factorAt, factorPath, type MonthEnd, type PricedRobot, type ReceivedReport } from './factor-path.ts';
import { addCells, type Micro, priceBase, priceReport, toAmount, type UsageCell } from './price-usage.ts';
import type { TariffVersion } from './read-tariff.ts';
import type { Amount, Cover, Tariff } from './tariff-schema.ts';
import { type TariffSeries, unitOf, versionAt } from './tariff-series.ts';
import type { TariffSignature } from './tariff-signature.ts';
import { dayMs, startOfUtcDay, type UtcMonth, utcMonthsIn } from './utc-month.ts';

/** Whole UTC days, `toMs` excluded. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

/** One line of a premium. */
export type PriceLine = BaseLine | UsageLine;

export interface BaseLine {
  readonly kind: 'base';
  readonly month: string;
  readonly dayCount: number;
  readonly amount: Amount;
}

export interface UsageLine {
  readonly kind: 'usage';
  readonly month: string;
  readonly cover: Cover;
  readonly grade: Grade;
  readonly operatingMs: number;
  readonly ratePerH: Amount;
  /** In force through this month: that of the month end before. */
  readonly factorRatio: number;
  readonly amountAtReference: Amount;
  readonly amount: Amount;
}

/** One robot, one period, one tariff. base + usageAtReference + factorEffect = total = Σ lines, exactly in millionths. */
export interface TariffPrice {
  readonly tariff: string;
  readonly versions: readonly UsedVersion[];
  /** One version took over from another within the period: a fact about the tariff, none about the robot. */
  readonly changes: readonly TariffChange[];
  readonly actuarial: boolean;
  /** A currency only when actuarial, else `points`. */
  readonly unit: string;
  /** True where confirmed alarms of the network may enter the factor. */
  readonly mlInPrice: boolean;
  /** In force at the first moment of the period, and at its last. */
  readonly openingFactorRatio: number;
  readonly closingFactorRatio: number;
  /** Month ends within the period. */
  readonly monthEnds: readonly MonthEnd[];
  readonly lines: readonly PriceLine[];
  readonly base: Amount;
  readonly usageAtReference: Amount;
  readonly factorEffect: Amount;
  readonly total: Amount;
  /** Days of cover and operating time for which no version was valid. */
  readonly notPriced: { readonly dayCount: number; readonly operatingMs: number };
}

export interface TariffChange {
  readonly code: 'tariff.changed';
  readonly validFrom: string;
  readonly fromVersion: number;
  readonly toVersion: number;
  /** The documents, as the receiver archived them. */
  readonly fromSha256: string;
  readonly toSha256: string;
}

export interface UsedVersion {
  readonly version: number;
  readonly sha256: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly signature: TariffSignature;
}

/** base + factor × Σ hours by grade × rate (risk model §3.3), month by month, over what was received in the period. */
export function priceRobot(series: TariffSeries, robot: PricedRobot, period: Period): TariffPrice {
  const path = factorPath(series, robot, period.toMs);
  const fromMs = Math.max(period.fromMs, startOfUtcDay(robot.enrolledMs));
  const months = utcMonthsIn(fromMs, period.toMs).map((month) => priceMonth(month, { series, robot, path, fromMs, toMs: period.toMs }));
  const used = [...new Set(months.flatMap(({ version }) => version ?? []))];
  const { tariff: latest } = series.latest;
  const sum = (of: (month: PricedMonth) => Micro): Micro => months.reduce((total, month) => total + of(month), 0n);
  const [base, usage, reference] = [sum((m) => m.base), sum((m) => m.usage), sum((m) => m.usageAtReference)];
  return {
    tariff: series.name,
    versions: used.map(usedVersion),
    changes: used.slice(1).flatMap((to, place) => changesBetween(used[place], to)),
    actuarial: latest.actuarial,
    unit: unitOf(latest),
    mlInPrice: used.some(({ tariff }) => tariff.anomaly !== 'notPriced'),
    openingFactorRatio: factorAt(path, period.fromMs),
    // The month end at the very end of the period decides what comes after it.
    closingFactorRatio: factorAt(path, period.toMs - 1),
    monthEnds: path.filter(({ endMs }) => endMs > period.fromMs),
    lines: months.flatMap(({ lines }) => lines),
    base: toAmount(base),
    usageAtReference: toAmount(reference),
    factorEffect: toAmount(usage - reference),
    total: toAmount(base + usage),
    notPriced: {
      dayCount: months.reduce((total, { notPricedDayCount }) => total + notPricedDayCount, 0),
      operatingMs: months.reduce((total, { notPricedMs }) => total + notPricedMs, 0),
    },
  };
}

interface PricedMonth {
  readonly version: TariffVersion | undefined;
  readonly base: Micro;
  readonly usage: Micro;
  readonly usageAtReference: Micro;
  readonly lines: readonly PriceLine[];
  readonly notPricedDayCount: number;
  readonly notPricedMs: number;
}

interface Pricing extends Period {
  readonly series: TariffSeries;
  readonly robot: PricedRobot;
  readonly path: readonly MonthEnd[];
}

function priceMonth(month: UtcMonth, { series, robot, path, fromMs, toMs }: Pricing): PricedMonth {
  const [startMs, endMs] = [Math.max(fromMs, month.startMs), Math.min(toMs, month.endMs)];
  const received = robot.reports.filter(({ receivedMs }) => startMs <= receivedMs && receivedMs < endMs);
  const version = versionAt(series, month.startMs);
  const dayCount = (endMs - startMs) / dayMs;
  if (version === undefined) return { ...nothing, notPricedDayCount: dayCount, notPricedMs: operatingMsOf(received) };
  const { tariff } = version;
  const factorRatio = factorAt(path, month.startMs);
  const cells = addCells(received.flatMap((report) => priceReport(report, tariff, factorRatio)));
  const fromDay = (startMs - month.startMs) / dayMs;
  const base = priceBase(tariff, month.dayCount, { fromDay, toDay: fromDay + dayCount });
  const usageLines = cells.map((cell) => usageLine(cell, month.month, { tariff, factorRatio }));
  return {
    version,
    base,
    usage: cells.reduce((sum, { micro }) => sum + micro, 0n),
    usageAtReference: cells.reduce((sum, { microAtReference }) => sum + microAtReference, 0n),
    lines: [{ kind: 'base', month: month.month, dayCount, amount: toAmount(base) }, ...usageLines],
    notPricedDayCount: 0,
    notPricedMs: 0,
  };
}

const nothing = { version: undefined, base: 0n, usage: 0n, usageAtReference: 0n, lines: [] } as const;

function operatingMsOf(reports: readonly ReceivedReport[]): number {
  return reports.reduce((sum, { payload: { exposure } }) => sum + exposure.closing.operatingMs - exposure.opening.operatingMs, 0);
}

interface UnderTariff {
  readonly tariff: Tariff;
  readonly factorRatio: number;
}

function usageLine(cell: UsageCell, month: string, { tariff, factorRatio }: UnderTariff): UsageLine {
  const { cover, grade, operatingMs, micro, microAtReference } = cell;
  const ratePerH = tariff.ratesPerH[cover][`e${grade}`];
  const amounts = { amountAtReference: toAmount(microAtReference), amount: toAmount(micro) };
  return { kind: 'usage', month, cover, grade, operatingMs, ratePerH, factorRatio, ...amounts };
}

function usedVersion({ tariff: { version, validFrom, validTo }, sha256, signature }: TariffVersion): UsedVersion {
  return { version, sha256, validFrom, validTo: validTo ?? null, signature };
}

function changesBetween(from: TariffVersion | undefined, to: TariffVersion): TariffChange[] {
  if (from === undefined) return [];
  const { validFrom, version: toVersion } = to.tariff;
  const hashes = { fromSha256: from.sha256, toSha256: to.sha256 };
  return [{ code: 'tariff.changed', validFrom, fromVersion: from.tariff.version, toVersion, ...hashes }];
}
