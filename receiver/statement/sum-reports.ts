import type { ReportPayload } from '../../agent/contract/report.ts';
import { unknown } from '../../agent/contract/unknown.ts';
import { noUsage, type UsageCounters } from '../../agent/contract/usage.ts';
import type { AgentStatement, UsageStatement, VersionChange } from './agent-statement.ts';

type Sums = Pick<
  AgentStatement,
  'robot' | 'period' | 'usage' | 'events' | 'indexPath' | 'coverage' | 'documents' | 'versionChanges' | 'gaps'
>;

/** Adds up accepted reports in the order of their sequence; with none, counts are 0 and the rest is unknown. */
export function sumReports(payloads: readonly ReportPayload[]): Sums {
  const [first, last] = [payloads[0], payloads.at(-1)];
  return {
    robot: last === undefined ? unknown('notReported') : `${last.robot.manufacturer} ${last.robot.model}`,
    period: first === undefined || last === undefined ? unknown('notReported') : { from: first.period.from, to: last.period.to },
    usage: usageOf(payloads),
    events: { countByClass: countsOf(payloads), notObserved: notObservedOf(payloads) },
    indexPath: payloads.map(({ reportSeq, period, risk: { riskIndex, p05Index, p95Index } }) => {
      return { reportSeq, to: period.to, riskIndex, p05Index, p95Index };
    }),
    coverage:
      last === undefined ? unknown('notReported') : { coverageRatio: last.risk.coverageRatio, coverageTier: last.risk.coverageTier },
    documents: last?.documents ?? unknown('notReported'),
    versionChanges: versionChangesOf(payloads),
    gaps: {
      gapCount: payloads.reduce((sum, { gaps }) => sum + gaps.gapCount, 0),
      durationMs: payloads.reduce((sum, { gaps }) => sum + gaps.durationMs, 0),
    },
  };
}

function usageOf(payloads: readonly ReportPayload[]): UsageStatement {
  const counted = payloads.reduce((sum, { exposure }) => combine(sum, combine(exposure.closing, exposure.opening, -1), 1), noUsage);
  const closingMs = payloads.at(-1)?.exposure.closing.operatingMs ?? 0;
  return { ...counted, operatingOutsideReportsMs: closingMs - counted.operatingMs };
}

/** `left + sign × right`, counter by counter; a counter that a report of an earlier version lacks is 0. */
function combine(left: UsageCounters, right: UsageCounters, sign: 1 | -1): UsageCounters {
  const sums = (Object.keys(noUsage) as (keyof UsageCounters)[]).map((name) => {
    const [a, b] = [left[name] ?? noUsage[name], right[name] ?? noUsage[name]];
    if (typeof a === 'number' || typeof b === 'number') return [name, Number(a) + sign * Number(b)];
    return [name, a.map((ms, place) => ms + sign * (b[place] ?? 0))];
  });
  return Object.fromEntries(sums) as UsageCounters;
}

function countsOf(payloads: readonly ReportPayload[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const [name, count] of payloads.flatMap(({ events }) => Object.entries(events.countByClass))) {
    counts.set(name, (counts.get(name) ?? 0) + count);
  }
  return Object.fromEntries([...counts].sort(([left], [right]) => left.localeCompare(right)));
}

function notObservedOf(payloads: readonly ReportPayload[]): { eventClass: string; reportCount: number }[] {
  const counts = new Map<string, number>();
  for (const name of payloads.flatMap(({ events }) => events.notObserved)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([left], [right]) => left.localeCompare(right)).map(([eventClass, reportCount]) => ({ eventClass, reportCount }));
}

// A version is exposure: a change is said and never charged (decisions C4).
function versionChangesOf(payloads: readonly ReportPayload[]): VersionChange[] {
  let before: Readonly<Record<string, string>> = {};
  return payloads.flatMap(({ reportSeq, versions }) => {
    const names = [...new Set([...Object.keys(before), ...Object.keys(versions)])].sort();
    const changes = names
      .filter((name) => before[name] !== versions[name])
      .map((name) => ({ reportSeq, name, from: before[name] ?? null, to: versions[name] ?? null }));
    before = versions;
    return changes;
  });
}
