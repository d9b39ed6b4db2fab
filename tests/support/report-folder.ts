import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentParts } from '../../agent/agent.ts';
import type { OutboxReport } from '../../agent/contract/outbox.ts';
import type { ReportPayload } from '../../agent/contract/report.ts';
import { openReplay } from './open-replay.ts';
import { scratchDirectory } from './replayed.ts';

export interface ReportFolder {
  readonly folder: string;
  readonly payloads: readonly ReportPayload[];
  /** Path of the report with this sequence. */
  path(reportSeq: number): string;
}

export const payloadOf = (jws: string): ReportPayload =>
  JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as ReportPayload;

/** The text of a report with its payload changed and its signature left as it was. */
export function tampered(payload: ReportPayload, change: (payload: Record<string, unknown>) => void): string {
  const copy = structuredClone(payload) as unknown as Record<string, unknown>;
  change(copy);
  return ['e30', Buffer.from(JSON.stringify(copy)).toString('base64url'), 'c2lnbmF0dXJl'].join('.');
}

/** Reports of the synthetic recording, one per five minutes, in a folder that goes with the test. */
export async function reportFolder(change?: Partial<AgentParts>): Promise<ReportFolder> {
  const folder = scratchDirectory('reports');
  const path = (reportSeq: number): string => join(folder, 'reports', `${String(reportSeq).padStart(6, '0')}.jws`);
  mkdirSync(join(folder, 'reports'));
  const reports = await (change === undefined ? replayedOnce() : replayReports(change));
  for (const { reportSeq, jws } of reports) writeFileSync(path(reportSeq), jws);
  return { folder, path, payloads: reports.map(({ jws }) => payloadOf(jws)) };
}

let unchanged: Promise<readonly OutboxReport[]> | undefined;

/** A replay is the same every time: one serves every test of a process. */
function replayedOnce(): Promise<readonly OutboxReport[]> {
  unchanged ??= replayReports();
  return unchanged;
}

async function replayReports(change: Partial<AgentParts> = {}): Promise<readonly OutboxReport[]> {
  const agent = await openReplay(':memory:', { reportPeriodMs: 300_000, ...change });
  await agent.run(new AbortController().signal);
  const reports = agent.ledger.reports();
  agent.close();
  return reports;
}
