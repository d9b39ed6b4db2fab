import { findingsCatalogue } from '../../agent/assess/findings-catalogue.ts';
import { isFindingCode } from '../../agent/contract/finding-code.ts';
import { isUnknown, type Knowable } from '../../agent/contract/unknown.ts';
import type { MsByGrade, UsageCounters } from '../../agent/contract/usage.ts';
import { distanceText, energyText } from '../../agent/contract/usage-text.ts';
import { documentsText } from '../../agent/evidence/documents-text.ts';
import { checkTitles } from '../../agent/evidence/verdict.ts';
import type { AgentStatement, IndexPoint, ReceiverStatement, VersionChange } from './agent-statement.ts';

/** Lines of a list that are printed; `--json` has them all. */
const listedCountMax = 12;
/** Characters of a version or hash that are printed. */
const versionCharsMax = 24;
const lastLine = { pass: 'PASS', passWithFindings: 'PASS WITH FINDINGS', fail: 'FAIL' } as const;

/** A statement for people: one block per robot, then what was refused, and the verdict last. */
export function statementLines(statement: ReceiverStatement): string[] {
  const { agents, overlaps, refusals } = statement;
  return [
    statement.statement,
    ...(agents.length === 0 ? ['', 'No agent is enrolled.'] : agents.flatMap((agent) => ['', ...agentLines(agent)])),
    ...(overlaps.length === 0 ? [] : ['', 'robots metered twice at the same time']),
    ...overlaps.map(({ robot, agentIds, overlapMs }) => `  ${robot}: ${agentIds.join(' and ')}, ${formatHours(overlapMs)} (meter.overlap)`),
    ...(refusals.length === 0 ? [] : ['', 'refused messages']),
    ...refusals.map(({ tenant, code, refusedCount, lastText }) => `  ${tenant} ${code} × ${refusedCount}; last: ${lastText}`),
    '',
    lastLine[statement.verdict],
  ];
}

function agentLines(agent: AgentStatement): string[] {
  const role = agent.role === 'agent' ? '' : `  ** ${agent.role.toUpperCase()}: not evidence of a live robot **`;
  const { lastStatus } = agent;
  return [
    `robot ${agent.serialNumber} (${shown(agent.robot)}), tenant ${agent.tenant}${role}`,
    `agent ${agent.agentId}, enrolled ${agent.enrolledAt}`,
    row('reports', reportText(agent)),
    ...agent.reports.missing.slice(0, listedCountMax).map(({ fromSeq, toSeq }) => row('missing', rangeText(fromSeq, toSeq))),
    ...more(agent.reports.missing.length, 'missing ranges'),
    ...(isUnknown(agent.period) ? [] : reportedLines(agent, agent.period)),
    ...verificationLines(agent),
    row('status', isUnknown(lastStatus) ? 'none received' : `${lastStatus.text} (not signed), ${lastStatus.receivedAt}`),
    row('verdict', lastLine[agent.verdict]),
  ];
}

/** What accepted reports say; there is at least one. */
function reportedLines(agent: AgentStatement, { from, to }: { from: string; to: string }): string[] {
  const { usage, coverage, gaps, versionChanges, documents } = agent;
  const outside = `${formatHours(usage.operatingOutsideReportsMs)} operating outside accepted reports`;
  return [
    row('period', `${from} to ${to}`),
    row('powered on', formatHours(usage.powerOnMs)),
    row('operating', `${formatHours(usage.operatingMs)}, of it near people ${formatHours(usage.collaborativeMs)}`),
    row('by grade', gradeText(usage.operatingMsByE)),
    row('  physical', gradeText(usage.operatingMsByEPhys)),
    row('  people', gradeText(usage.operatingMsByEPeople)),
    row('use', useText(usage)),
    row('unaccounted', `${outside}; not metered ${formatHours(usage.unmeteredMs)}; ${gaps.gapCount} gaps, ${formatHours(gaps.durationMs)}`),
    row('events', eventText(agent)),
    row('not observed', notObservedText(agent)),
    ...indexLines(agent.indexPath),
    row('coverage', isUnknown(coverage) ? shown(coverage) : `${coverage.coverageRatio} (${coverage.coverageTier})`),
    row('documents', isUnknown(documents) ? 'not stated by this version of the agent' : documentsText(documents)),
    ...versionChanges.slice(0, listedCountMax).map((change) => row('version', versionText(change))),
    ...more(versionChanges.length, 'version changes'),
  ];
}

function verificationLines(agent: AgentStatement): string[] {
  const { findings } = agent.verification;
  return [
    row('verified', checkText(agent)),
    ...findings.slice(0, listedCountMax).map(({ check, place, text, code }) => row('', `${check} ${place}: ${text} (${code})`)),
    ...more(findings.length, 'findings'),
    row('receipts say', agent.receiptFindings.map(({ code, findingCount }) => `${code} × ${findingCount}`).join(', ') || 'no findings'),
    ...agent.receiptFindings.flatMap(({ code }) => explanationRows(code)),
  ];
}

/** A finding that robots know too comes with the same neutral text and the same innocent explanations (decisions C5). */
function explanationRows(code: string): readonly string[] {
  if (!isFindingCode(code)) return [];
  const { text, innocent } = findingsCatalogue[code];
  return [row('', `${code}: ${text.en}; perhaps ${innocent.map(({ en }) => en).join(', or ')}`)];
}

function versionText({ reportSeq, name, from, to }: VersionChange): string {
  const [was, is] = [from, to].map((version) =>
    version === null || version.length <= versionCharsMax ? version : `${version.slice(0, versionCharsMax)}…`,
  );
  if (was === null) return `${name} ${is}, from report ${reportSeq} on`;
  return is === null ? `${name} no more, was ${was} before report ${reportSeq}` : `${name} ${was} → ${is} with report ${reportSeq}`;
}

const rangeText = (fromSeq: number, toSeq: number): string => (fromSeq === toSeq ? `report ${fromSeq}` : `reports ${fromSeq}–${toSeq}`);

const row = (name: string, text: string): string => `  ${name.padEnd(13)} ${text}`;

function reportText({ reports }: AgentStatement): string {
  const { receivedCount, acceptedCount, acceptedWithFindingsCount, rejectedCount, forkCount } = reports;
  return `${receivedCount} received: ${acceptedCount} accepted, ${acceptedWithFindingsCount} with findings, ${rejectedCount} rejected, ${forkCount} second versions`;
}

function gradeText(msByGrade: MsByGrade): string {
  return msByGrade.map((ms, place) => `E${place + 1} ${formatHours(ms)}`).join('  ');
}

/** How hard the hours were; amounts of what no sensor reports are 0. */
function useText({ loadMs, standingMs, distanceMm, energyMj, cycleCount }: UsageCounters): string {
  const hours = `load-weighted ${formatHours(loadMs)}, standing ${formatHours(standingMs)}`;
  return `${hours}, ${cycleCount} cycles, ${distanceText(distanceMm)}, ${energyText(energyMj)}`;
}

function eventText({ events }: AgentStatement): string {
  const counts = Object.entries(events.countByClass).map(([name, count]) => `${name} ${count}`);
  return counts.join(', ') || 'none';
}

function notObservedText({ events, reports }: AgentStatement): string {
  const acceptedCount = reports.acceptedCount + reports.acceptedWithFindingsCount;
  const texts = events.notObserved.map(({ eventClass, reportCount }) =>
    reportCount === acceptedCount ? eventClass : `${eventClass} (in ${reportCount} of ${acceptedCount} reports)`,
  );
  return texts.join(', ') || 'nothing: every rated class could be reported';
}

/** First, last, and evenly between. */
function indexLines(path: readonly IndexPoint[]): string[] {
  const step = Math.max(1, (path.length - 1) / (listedCountMax - 1));
  const places = Array.from({ length: Math.min(listedCountMax, path.length) }, (_, line) => Math.round(line * step));
  return places.flatMap((place) => {
    const point = path[place];
    if (point === undefined) return [];
    const range =
      isUnknown(point.p05Index) || isUnknown(point.p95Index)
        ? ''
        : ` (90 % interval ${point.p05Index.toFixed(1)} to ${point.p95Index.toFixed(1)})`;
    return [
      row(
        'index',
        `report ${point.reportSeq}, ${point.to}: ${isUnknown(point.riskIndex) ? shown(point.riskIndex) : point.riskIndex.toFixed(1)}${range}`,
      ),
    ];
  });
}

function checkText({ verification }: AgentStatement): string {
  const checks = verification.checks.filter(({ status }) => status !== 'notChecked');
  return checks.map(({ check, status, count }) => `${check} ${checkTitles[check]} ${status} (${count})`).join(', ') || 'nothing to verify';
}

function more(count: number, what: string): string[] {
  return count > listedCountMax ? [row('', `and ${count - listedCountMax} more ${what}; --json has them all`)] : [];
}

function shown(value: Knowable<string | number>): string {
  return isUnknown(value) ? `unknown (${value.unknown})` : String(value);
}

/** From ten hours on to one decimal, truncated, never rounded up against the insured (risk model §2.2 M-10); below as h:mm:ss. */
export function formatHours(ms: number): string {
  if (ms >= 36_000_000) return `${(Math.floor(ms / 360_000) / 10).toFixed(1)} h`;
  const wholeS = Math.floor(Math.max(0, ms) / 1_000);
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(wholeS / 3_600)}:${pad(Math.floor(wholeS / 60) % 60)}:${pad(wholeS % 60)} h`;
}
