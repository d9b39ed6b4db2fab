import { reportProblems } from '../../agent/commands/report-problems.ts';
import type { ReportPayload } from '../../agent/contract/report.ts';
import { readKeyRegistry } from '../../agent/evidence/key-registry.ts';
import type { SigningKey } from '../../agent/evidence/keys.ts';
import type { Verdict } from '../../agent/evidence/verdict.ts';
import { verifyEvidence } from '../../agent/evidence/verify-evidence.ts';
import { Ledger } from '../../agent/record/ledger.ts';
import { stateReceiver } from '../../receiver/statement/state-receiver.ts';
import { jwksOf } from '../support/evidence-fixture.ts';
import { type CommittedHistory, digestOf } from './committed-history.ts';
import type { ReceiverHost } from './receiver-host.ts';
import type { Violations } from './violations.ts';

/** Everything a run left behind, after a clean stop. */
export interface LeftBehind {
  readonly key: SigningKey;
  readonly ledgerPath: string;
  readonly history: CommittedHistory;
  readonly receiver: ReceiverHost;
  readonly violations: Violations;
  /** What was done to the robot, by kind. */
  readonly faults: Readonly<Record<string, number>>;
  /** Processes that committed something of their own. */
  readonly committedLifeCount: number;
  readonly bytesMax: number;
  readonly usedBytes: number;
}

/** What honest evidence says of itself, and by what it must have been provoked; anything else is a defect. */
const provokedFindings: Readonly<Record<string, (history: CommittedHistory, faults: Readonly<Record<string, number>>) => boolean>> = {
  'period.clockStep': (_, { wallStep = 0 }) => wallStep > 0,
  'epoch.started': ({ epochs }) => epochs.length > 1,
  'ledger.epochMissing': ({ epochs }) => epochs.length > 1,
  'ledger.folded': ({ epochs }) => epochs.some(({ replaced }) => replaced.size > 0),
  'report.missing': ({ lostReports }) => lostReports.size > 0,
};

/** Verifies the ledger and all reports as anybody could, and holds what the receiver has against them. */
export function auditLeftBehind(left: LeftBehind): void {
  const { ledgerPath, key, violations, history } = left;
  const ledger = new Ledger({ path: ledgerPath, agentId: key.kid, origin: 'live', epoch: 0, identity: {} });
  try {
    const reports = ledger.reports();
    const all = withReceivers(reports, left.receiver);
    auditVerdict(left, { reports: all, lines: [...ledger.lines()] });
    auditSequence(left, reports);
    auditReceiver(left, reports);
    auditEvents(left, all);
  } finally {
    ledger.close();
  }
  const startedCount = history.countByType['agent.started'] ?? 0;
  const { committedLifeCount } = left;
  violations.check(
    'restartIsStated',
    startedCount >= committedLifeCount,
    () => `${startedCount} starts on record of ${committedLifeCount}`,
  );
  violations.check('diskBounded', left.usedBytes <= left.bytesMax, () => `${left.usedBytes} bytes on the disk, at most ${left.bytesMax}`);
  violations.check('receiverAgrees', history.reports.size > 0, () => 'not one report was closed');
}

interface Report {
  readonly reportSeq: number;
  readonly jws: string;
}

/** All reports anybody still has: what the robot dropped or lost, the receiver may keep. */
function withReceivers(reports: readonly Report[], { store, agentId }: ReceiverHost): Report[] {
  const own = new Set(reports.map(({ reportSeq }) => reportSeq));
  const more = store.reports.all(agentId).filter(({ reportSeq }) => !own.has(reportSeq));
  return [...reports, ...more].sort((left, right) => left.reportSeq - right.reportSeq);
}

function auditVerdict(left: LeftBehind, { reports, lines }: { reports: readonly Report[]; lines: readonly string[] }): void {
  const { key, violations } = left;
  const verdict = verifyEvidence({
    reports: reports.map(({ reportSeq, jws }) => ({ name: `report ${reportSeq}`, bytes: Buffer.from(jws) })),
    ledgers: [{ name: 'ledger.jsonl', bytes: Buffer.from(lines.map((line) => `${line}\n`).join('')) }],
    registry: readKeyRegistry(jwksOf([{ key, role: 'agent' }])),
    validateSchema: reportProblems,
  });
  const unexpected = unexpectedIn(verdict, left);
  violations.check('evidenceVerifies', unexpected === undefined, () => unexpected ?? '');
}

function unexpectedIn({ verdict, findings }: Verdict, { history, faults }: LeftBehind): string | undefined {
  const odd = findings.find(({ severity, code }) => severity === 'failure' || !(provokedFindings[code]?.(history, faults) ?? false));
  return odd === undefined ? undefined : `${verdict}: ${odd.code} ${odd.place}: ${odd.text}`;
}

function auditSequence({ history, violations }: LeftBehind, reports: readonly Report[]): void {
  const held = new Map(reports.map(({ reportSeq, jws }) => [reportSeq, digestOf(jws)]));
  const highest = Math.max(-1, ...held.keys());
  for (let seq = 0; seq <= highest; seq++) {
    const isStated = history.lostReports.has(seq) || history.droppedReports.has(seq);
    violations.check('reportSeqContiguous', held.has(seq) || isStated, () => `report ${seq} of ${highest} is missing`);
  }
  const changed = [...history.reports].filter(([seq, digest]) => held.get(seq) !== digest);
  violations.check('committedIsKept', changed.length === 0, () => `report ${changed[0]?.[0]} is not what was committed`);
}

function auditReceiver(left: LeftBehind, reports: readonly Report[]): void {
  const { receiver, history, violations } = left;
  const kept = new Map(receiver.store.reports.all(receiver.agentId).map(({ reportSeq, jws }) => [reportSeq, jws]));
  const differing = reports.filter(({ reportSeq, jws }) => kept.get(reportSeq) !== jws);
  violations.check(
    'receiverAgrees',
    differing.length === 0,
    () => `report ${differing[0]?.reportSeq} is not at the receiver as it was signed`,
  );
  const known = new Set(reports.map(({ reportSeq }) => reportSeq));
  const surplus = [...kept.keys()].filter((seq) => !known.has(seq) && !history.lostReports.has(seq) && !history.droppedReports.has(seq));
  violations.check('receiverAgrees', surplus.length === 0, () => `report ${surplus[0]} is at the receiver and nowhere else`);
  const [statement] = stateReceiver(receiver.store).agents;
  if (statement === undefined) return;
  violations.check('nothingCountedTwice', receiver.storedCount === kept.size, () => `${receiver.storedCount} stored, ${kept.size} kept`);
  violations.check(
    'nothingCountedTwice',
    statement.reports.forkCount === 0,
    () => `${statement.reports.forkCount} reports in two versions`,
  );
  const unexpected = unexpectedIn(statement.verification, left);
  violations.check('evidenceVerifies', unexpected === undefined, () => `at the receiver: ${unexpected}`);
  const last = lastPayload(reports);
  if (last === undefined) return;
  const [theirs, ours] = [statement.usage, last.exposure.closing];
  violations.check(
    'nothingCountedTwice',
    theirs.powerOnMs <= ours.powerOnMs,
    () => `power-on ${theirs.powerOnMs} ms, robot ${ours.powerOnMs} ms`,
  );
  if (history.lostReports.size > 0) return;
  violations.check(
    'receiverAgrees',
    theirs.powerOnMs === ours.powerOnMs,
    () => `power-on ${theirs.powerOnMs} ms, robot ${ours.powerOnMs} ms`,
  );
  violations.check(
    'receiverAgrees',
    theirs.operatingMs === ours.operatingMs,
    () => `operating ${theirs.operatingMs} ms, robot ${ours.operatingMs} ms`,
  );
}

function auditEvents({ history, violations }: LeftBehind, reports: readonly Report[]): void {
  const reported = reports.reduce((sum, { jws }) => sum + (payloadOf(jws).events.countByClass.protectiveStop ?? 0), 0);
  const recorded = history.eventCounts.protectiveStop ?? 0;
  violations.check('nothingCountedTwice', reported <= recorded, () => `${reported} stops reported, ${recorded} on record`);
  if (history.epochs.length === 1) {
    violations.check('receiverAgrees', reported === recorded, () => `${reported} stops reported, ${recorded} on record`);
  }
}

export function payloadOf(jws: string): ReportPayload {
  return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8')) as ReportPayload;
}

function lastPayload(reports: readonly Report[]): ReportPayload | undefined {
  const last = reports.at(-1);
  return last === undefined ? undefined : payloadOf(last.jws);
}
