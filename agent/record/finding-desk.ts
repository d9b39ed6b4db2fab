import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { type FindingCode, findingCodes, isFindingCode } from '../contract/finding-code.ts';
import { replyType } from '../contract/finding-reply.ts';
import type { LedgerRecord } from '../contract/record.ts';
import type { ReportPayload } from '../contract/report.ts';
import type { SigningKey } from '../evidence/keys.ts';
import { signReply } from '../evidence/reply-signature.ts';
import { IncidentFolder, incidentsName } from './black-box/incident-folder.ts';
import { openToRead } from './limits/open-to-read.ts';

/** A reply to a finding; `kid` names the key that signed it, as the record says: whether it is to be believed, `verify` tells. */
export interface ListedReply {
  readonly seq: number;
  readonly kid: string | null;
}

/** A finding on the ledger, and the replies to it. */
export interface ListedFinding {
  readonly seq: number;
  readonly epoch: number;
  readonly code: FindingCode;
  readonly wall: string;
  readonly data: LedgerRecord['data'];
  readonly replies: readonly ListedReply[];
}

export interface FindingAnswer {
  readonly findingSeq: number;
  readonly text: string;
  /** Unique, in the order of time. */
  readonly requestId: string;
  /** The owner's key, and the moment of signing in UTC; without them the reply is stated on the device, unsigned. */
  readonly signing?: { readonly key: SigningKey; readonly at: string } | undefined;
}

/**
 * Findings and the owner's replies, from another process than the agent's; the same way as holds go:
 * ```
 *  person ─▶ incidents/requests/<name>.json ─▶ the agent, at its next look or its next start ─▶ finding.reply
 * ```
 */
export class FindingDesk {
  readonly #directory: string;

  constructor(recordDirectory: string) {
    this.#directory = recordDirectory;
  }

  /** Findings on the ledger, oldest first; none where there is no ledger. A step of the clock is one where a report says so. */
  list(): readonly ListedFinding[] {
    return this.#read()?.findings ?? [];
  }

  /** Asks the agent to put the reply on record; false when there is no such finding. */
  async reply({ findingSeq, text, requestId, signing }: FindingAnswer): Promise<boolean> {
    const ledger = this.#read();
    const found = ledger?.findings.find(({ seq }) => seq === findingSeq);
    if (ledger === undefined || found === undefined) return false;
    const { code, epoch } = found;
    const said = { kind: 'reply', findingSeq, code, text } as const;
    const claims = { finding: code, agentId: ledger.agentId, epoch, seq: findingSeq, text };
    const signature = signing && { jws: signReply({ ...claims, at: signing.at }, signing.key), kid: signing.key.kid };
    await new IncidentFolder(join(this.#directory, incidentsName)).request(requestId, { ...said, ...signature });
    return true;
  }

  #read(): ReadFindings | undefined {
    const path = join(this.#directory, 'ledger.sqlite');
    return existsSync(path) ? readFindings(path) : undefined;
  }
}

interface ReadFindings {
  readonly agentId: string;
  readonly findings: readonly ListedFinding[];
}

const startType = 'agent.started';
const epochType = 'epoch.start';
const marks = [...Object.keys(findingCodes), replyType, startType, epochType].map((type) => `"type":"${type}"`);

/** A short look by a second connection that only reads. */
function readFindings(path: string): ReadFindings {
  const database = openToRead(path);
  try {
    const records = readRecords(database);
    const steps = records.some(({ type }) => type === 'clock.step') ? reportedSteps(database) : new Set<number>();
    const replies = records.filter(({ type }) => type === replyType);
    const findings = records.flatMap((record): ListedFinding[] => {
      const { seq, epoch, wall, data } = record;
      const code = codeOf(record, steps);
      return code === undefined ? [] : [{ seq, epoch, code, wall, data, replies: repliesTo(record, replies) }];
    });
    return { agentId: String(records.findLast(({ type }) => type === startType)?.data.agentId ?? ''), findings };
  } finally {
    database.close();
  }
}

/** A line that cannot be read is none of these. */
function readRecords(database: Database.Database): readonly LedgerRecord[] {
  const found: LedgerRecord[] = [];
  for (const { jcs } of database.prepare<[], { jcs: string }>('SELECT jcs FROM record ORDER BY id').iterate()) {
    const record = marks.some((mark) => jcs.includes(mark)) ? parse<LedgerRecord>(jcs) : undefined;
    if (record !== undefined) found.push(record);
  }
  return found;
}

/** Steps of the clock that a report found near its period's end. */
function reportedSteps(database: Database.Database): ReadonlySet<number> {
  const seqs = new Set<number>();
  for (const { jws } of database.prepare<[], { jws: string }>('SELECT jws FROM report').iterate()) {
    const payload = parse<ReportPayload>(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString());
    const steps = payload?.findings?.find(({ code }) => code === 'clock.step');
    for (const seq of steps?.recordSeqs ?? []) seqs.add(seq);
  }
  return seqs;
}

function codeOf({ seq, type, data }: LedgerRecord, steps: ReadonlySet<number>): FindingCode | undefined {
  if (type === epochType) return data.cause === 'rolledBack' ? 'meter.rollback' : undefined;
  if (type === 'clock.step' && !steps.has(seq)) return undefined;
  return isFindingCode(type) ? type : undefined;
}

function repliesTo({ seq }: LedgerRecord, replies: readonly LedgerRecord[]): readonly ListedReply[] {
  return replies
    .filter(({ data }) => data.findingSeq === seq)
    .map((reply) => ({ seq: reply.seq, kid: typeof reply.data.kid === 'string' ? reply.data.kid : null }));
}

function parse<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}
