import { unknown } from '../../agent/contract/unknown.ts';
import type { Verdict } from '../../agent/evidence/verdict.ts';
import { verifyEvidence } from '../../agent/evidence/verify-evidence.ts';
import type { StoredAgent } from '../store/agent-table.ts';
import type { ReceiverStore } from '../store/open-store.ts';
import type { StoredReport } from '../store/report-table.ts';
import { reopenReport } from '../verify/open-report.ts';
import { reportProblems } from '../verify/report-problems.ts';
import {
  type AgentStatement,
  type ReceiverStatement,
  type ReportCounts,
  type StatementVerdict,
  statementSchemaId,
} from './agent-statement.ts';
import { enrolledAgents } from './enrolled-agents.ts';
import { findOverlaps, type MeteredPeriods } from './find-overlaps.ts';
import { sumReports } from './sum-reports.ts';

/** Ranges of missing reports that are listed. */
const missingRangesMax = 1_000;

const words =
  'Hours and events from signed reports. Relative insurance-risk index, 50 = model reference; not a safety rating; says nothing about ' +
  'whether it is safe to be near the robot. Illustrative reference, not actuarial.';

/**
 * What the receiver knows of every agent, or of one. Reports are verified anew from their bytes (V0–V6), so that the statement does not
 * rest on what the store says of itself. Throws ConfigError for an agent nobody enrolled.
 */
export function stateReceiver(store: ReceiverStore, agentId?: string): ReceiverStatement {
  const agents = enrolledAgents(store, agentId);
  const statements = agents.map((agent) => stateAgent(store, agent));
  const overlaps = findOverlaps(sharingRobots(store, agents).map((agent) => meteredPeriods(store, agent)));
  const found: readonly StatementVerdict[] = overlaps.length > 0 ? ['passWithFindings'] : [];
  return {
    schema: statementSchemaId,
    agents: statements,
    overlaps,
    refusals: store.refusals.all(),
    verdict: worst([...statements.map(({ verdict }) => verdict), ...found]),
    actuarial: false,
    statement: words,
  };
}

/** Agents that were enrolled for the robot of one of these, where there are several; reports of all others need not be opened again. */
function sharingRobots(store: ReceiverStore, asked: readonly StoredAgent[]): StoredAgent[] {
  const nameOf = ({ tenant, serialNumber }: StoredAgent): string => `${tenant} ${serialNumber}`;
  const names = new Set(asked.filter(({ serialNumber }) => serialNumber !== '').map(nameOf));
  const groups = Map.groupBy(store.agents.all(), nameOf);
  return [...names].flatMap((name) => groups.get(name) ?? []).filter((agent) => (groups.get(nameOf(agent)) ?? []).length > 1);
}

/** Of accepted reports; the serial number is the one a person checked at enrolment. */
function meteredPeriods(store: ReceiverStore, agent: StoredAgent): MeteredPeriods {
  const registry = store.agents.registryOf(agent.agentId);
  const accepted = store.reports.all(agent.agentId).filter(({ verdict }) => verdict !== 'rejected');
  const payloads = accepted.map((report) => reopenReport(report, registry).payload);
  const robot = payloads.at(-1)?.robot;
  return {
    agentId: agent.agentId,
    tenant: agent.tenant,
    robot: `${robot?.manufacturer ?? ''} ${robot?.model ?? ''} ${agent.serialNumber}`,
    periods: payloads.map(({ period }) => ({ fromMs: Date.parse(period.from), toMs: Date.parse(period.to) })),
  };
}

function stateAgent(store: ReceiverStore, agent: StoredAgent): AgentStatement {
  const { agentId, tenant, role, serialNumber, enrolledMs } = agent;
  const reports = store.reports.all(agentId);
  const registry = store.agents.registryOf(agentId);
  const accepted = reports.filter(({ verdict }) => verdict !== 'rejected').map((report) => reopenReport(report, registry).payload);
  const verification = verifyStored(reports, registry);
  const counts = countReports(store, agentId, reports);
  const status = store.agents.status(agentId);
  return {
    schema: statementSchemaId,
    agentId,
    tenant,
    role,
    serialNumber,
    enrolledAt: new Date(enrolledMs).toISOString(),
    reports: counts,
    ...sumReports(accepted),
    verification,
    receiptFindings: findingCounts(store.reports.findings(agentId)),
    lastStatus:
      status === undefined ? unknown('notReported') : { text: status.text, receivedAt: new Date(status.receivedMs).toISOString() },
    verdict: counts.rejectedCount + counts.forkCount > 0 ? 'fail' : verification.verdict,
  };
}

// An agent that was enrolled and has not reported yet has proven nothing and failed nothing.
function verifyStored(reports: readonly StoredReport[], registry: ReturnType<ReceiverStore['agents']['registryOf']>): Verdict {
  if (reports.length === 0) return { verdict: 'pass', checks: [], findings: [], reports: [] };
  const received = reports.map(({ reportSeq, jws, receivedMs }) => ({ name: `report ${reportSeq}`, bytes: Buffer.from(jws), receivedMs }));
  return verifyEvidence({ reports: received, ledgers: [], registry, validateSchema: reportProblems });
}

function countReports(store: ReceiverStore, agentId: string, reports: readonly StoredReport[]): ReportCounts {
  const countOf = (verdict: StoredReport['verdict']) => reports.filter((report) => report.verdict === verdict).length;
  const lastMs = reports.reduce((latest, { receivedMs }) => Math.max(latest, receivedMs), 0);
  return {
    receivedCount: reports.length,
    acceptedCount: countOf('accepted'),
    acceptedWithFindingsCount: countOf('acceptedWithFindings'),
    rejectedCount: countOf('rejected'),
    forkCount: store.reports.forkCount(agentId),
    missing: store.reports.missing(agentId, missingRangesMax),
    lastReceivedAt: reports.length === 0 ? unknown('notReported') : new Date(lastMs).toISOString(),
  };
}

function findingCounts(findings: readonly { readonly code: string }[]): { code: string; findingCount: number }[] {
  const byCode = Map.groupBy(findings, ({ code }) => code);
  return [...byCode].sort(([left], [right]) => left.localeCompare(right)).map(([code, all]) => ({ code, findingCount: all.length }));
}

/** The worst of several verdicts; of none, a pass. */
export function worst(verdicts: readonly StatementVerdict[]): StatementVerdict {
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.includes('passWithFindings') ? 'passWithFindings' : 'pass';
}
