import type { CoverageTier } from '../../agent/contract/assessment.ts';
import type { ReportPayload } from '../../agent/contract/report.ts';
import { type Knowable, unknown } from '../../agent/contract/unknown.ts';
import { confirmedRatioAt, type Inspection } from './inspections.ts';
import { type FactorMove, stepFactor } from './step-factor.ts';
import type { Tariff } from './tariff-schema.ts';
import { type TariffSeries, versionAt } from './tariff-series.ts';
import { dayMs, startOfUtcDay, type UtcMonth, utcMonthAt, utcMonthsIn } from './utc-month.ts';

/** An accepted report and when it was received: statements go by receipt time, which no robot can set (decisions C2). */
export interface ReceivedReport {
  readonly receivedMs: number;
  readonly payload: ReportPayload;
}

/** What is priced of one robot. */
export interface PricedRobot {
  /** Day of enrolment; cover, base and factor begin there. */
  readonly enrolledMs: number;
  readonly reports: readonly ReceivedReport[];
  readonly inspections: readonly Inspection[];
}

/** The index as it stood at a month end, and what the tariff made of it. */
export interface MonthEnd extends FactorMove {
  readonly month: string;
  readonly endMs: number;
  readonly tariffVersion: number;
  /** Report the factor rests on; unknown before the first. */
  readonly reportSeq: Knowable<number>;
  readonly riskIndex: Knowable<number>;
  readonly p05Index: Knowable<number>;
  readonly p95Index: Knowable<number>;
  readonly coverageRatio: Knowable<number>;
  readonly coverageTier: Knowable<CoverageTier>;
}

/**
 * The factor at every UTC month end from enrolment to `toMs`, under the version that held in that month; months without a valid version
 * leave it where it was. It does not depend on the period of a statement, so that two statements of one time never disagree.
 */
export function factorPath(series: TariffSeries, robot: PricedRobot, toMs: number): MonthEnd[] {
  const path: MonthEnd[] = [];
  for (const known of knownAtMonthEnds(robot, toMs)) {
    const version = versionAt(series, known.month.startMs);
    if (version !== undefined) path.push(monthEnd(version.tariff, robot, { known, beforeRatio: path.at(-1)?.factorRatio ?? 1 }));
  }
  return path;
}

/** Factor in force at this moment: that of the last month end; 1 before the first. */
export function factorAt(path: readonly MonthEnd[], atMs: number): number {
  return path.findLast(({ endMs }) => endMs <= atMs)?.factorRatio ?? 1;
}

/** The report with the highest sequence that had arrived by a month end, and whether any arrived within the month. */
interface KnownAtMonthEnd {
  readonly month: UtcMonth;
  readonly latest: ReportPayload | undefined;
  readonly isFresh: boolean;
}

function knownAtMonthEnds({ enrolledMs, reports }: PricedRobot, toMs: number): KnownAtMonthEnd[] {
  const byMonth = Map.groupBy(reports, ({ receivedMs }) => utcMonthAt(receivedMs).month);
  let latest: ReportPayload | undefined;
  const months = utcMonthsIn(enrolledMs, toMs).filter(({ endMs }) => endMs <= toMs);
  return months.map((month) => {
    const arrived = byMonth.get(month.month) ?? [];
    for (const { payload } of arrived) if (latest === undefined || payload.reportSeq > latest.reportSeq) latest = payload;
    return { month, latest, isFresh: arrived.length > 0 };
  });
}

interface Before {
  readonly known: KnownAtMonthEnd;
  readonly beforeRatio: number;
}

function monthEnd(tariff: Tariff, { enrolledMs, inspections }: PricedRobot, { known, beforeRatio }: Before): MonthEnd {
  const { month, latest, isFresh } = known;
  const evidence = {
    risk: latest?.risk,
    operatingMs: latest?.exposure.closing.operatingMs ?? 0,
    isFresh,
    confirmedRatio: confirmedRatioAt(inspections, month.endMs),
  };
  const coveredDayCount = (month.endMs - Math.max(month.startMs, startOfUtcDay(enrolledMs))) / dayMs;
  const move = stepFactor({ tariff, beforeRatio, evidence, coveredDayCount, monthDayCount: month.dayCount });
  return { ...move, month: month.month, endMs: month.endMs, tariffVersion: tariff.version, ...indexOf(latest) };
}

type ShownIndex = Pick<MonthEnd, 'reportSeq' | 'riskIndex' | 'p05Index' | 'p95Index' | 'coverageRatio' | 'coverageTier'>;

function indexOf(latest: ReportPayload | undefined): ShownIndex {
  if (latest === undefined) {
    const none = unknown('notReported');
    return { reportSeq: none, riskIndex: none, p05Index: none, p95Index: none, coverageRatio: none, coverageTier: none };
  }
  const { riskIndex, p05Index, p95Index, coverageRatio, coverageTier } = latest.risk;
  return { reportSeq: latest.reportSeq, riskIndex, p05Index, p95Index, coverageRatio, coverageTier };
}
