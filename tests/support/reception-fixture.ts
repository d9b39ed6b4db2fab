import type { Answer } from '../../receiver/ingest/answer.ts';
import { Reception } from '../../receiver/reception.ts';
import { openStore, type ReceiverStore } from '../../receiver/store/open-store.ts';
import { buildEvidence, type EvidenceFixture, type EvidenceOptions } from './evidence-fixture.ts';
import { EventLog, enrolmentOf, readReceipt, receiverKey, reportEvent } from './receiver-fixture.ts';

/** A reception over a store in memory, with a robot enrolled: the receiver without its broker. */
export interface ReceptionFixture {
  readonly reception: Reception;
  readonly store: ReceiverStore;
  readonly log: EventLog;
  readonly evidence: EvidenceFixture;
  /** Hands in a report of the enrolled robot, or of other evidence signed by its key. */
  send(reportSeq: number, options?: { evidence?: EvidenceFixture; atMs?: number }): readonly Answer[];
  topic(kind: string): string;
}

export const fixtureTenants = [
  { name: 'live', demo: false },
  { name: 'demo', demo: true },
] as const;

/** Opens the fixture; `tenant` is where the robot is enrolled. */
export function openReception(options: EvidenceOptions = {}, tenant = 'live'): ReceptionFixture {
  const evidence = buildEvidence({ origin: 'live', ...options });
  const store = openStore(':memory:', { mayCreate: true });
  const role = { live: 'agent', simulation: 'simulation', replay: 'replay' } as const;
  store.agents.enrol(enrolmentOf(evidence.key, role[options.origin ?? 'live']), tenant, 0);
  const log = new EventLog();
  const reception = new Reception({ store, key: receiverKey, tenants: fixtureTenants, emit: log.listen });
  const topic = (kind: string) => `robot-risk/v1/${tenant}/${evidence.key.kid}/${kind}`;
  return {
    reception,
    store,
    log,
    evidence,
    topic,
    send: (reportSeq, { evidence: from = evidence, atMs = 0 } = {}) =>
      reception.receive(topic('report'), Buffer.from(eventOf(from, reportSeq)), atMs),
  };
}

/** The report as it stands on the wire. */
export function eventOf({ key, reports }: EvidenceFixture, reportSeq: number): string {
  return reportEvent(key, reportSeq, jwsOf(reports, reportSeq));
}

export function jwsOf(reports: EvidenceFixture['reports'], reportSeq: number): string {
  const report = reports[reportSeq];
  if (report === undefined) throw new Error(`the fixture has no report ${reportSeq}`);
  return Buffer.from(report.bytes).toString('latin1');
}

/** Verdicts and findings of the receipts among these answers. */
export function verdictsOf(answers: readonly Answer[]): { verdict: string; findings: readonly string[] }[] {
  const receipts = answers.filter(({ topic }) => topic.endsWith('/receipt'));
  return receipts.map(({ payload }) => readReceipt(payload)).map(({ verdict, findings }) => ({ verdict, findings }));
}
