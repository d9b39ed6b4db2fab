import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type FindingCode, findingCodes, isFindingCode, replyType } from '../contract/finding.ts';
import type { LedgerRecord } from '../contract/record.ts';
import { IncidentFolder, incidentsName } from './black-box/incident-folder.ts';

/** A finding on the ledger, and the sequence numbers of the replies to it. */
export interface ListedFinding {
  readonly seq: number;
  readonly code: FindingCode;
  readonly wall: string;
  readonly data: LedgerRecord['data'];
  readonly replySeqs: readonly number[];
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

  /** Findings on the ledger, oldest first; none where there is no ledger. Steps of the clock are findings of a report, not of a record. */
  list(): readonly ListedFinding[] {
    const records = readRecords(join(this.#directory, 'ledger.sqlite'));
    const replies = records.filter(({ type }) => type === replyType);
    return records.flatMap(({ seq, type, wall, data }): ListedFinding[] => {
      if (!isFindingCode(type)) return [];
      const replySeqs = replies.filter((reply) => reply.data.findingSeq === seq).map((reply) => reply.seq);
      return [{ seq, code: type, wall, data, replySeqs }];
    });
  }

  /** Asks the agent to put the reply on record; false when there is no such finding. `requestId`: unique, in the order of time. */
  async reply(findingSeq: number, text: string, requestId: string): Promise<boolean> {
    const finding = this.list().find(({ seq }) => seq === findingSeq);
    if (finding === undefined) return false;
    const folder = new IncidentFolder(join(this.#directory, incidentsName));
    await folder.request(requestId, { kind: 'reply', findingSeq, code: finding.code, text });
    return true;
  }
}

const marks = [...Object.keys(findingCodes), replyType].filter((type) => type !== 'clock.step').map((type) => `"type":"${type}"`);

/** A short look by a second connection that only reads; a line that cannot be read is none of these. */
function readRecords(path: string): readonly LedgerRecord[] {
  if (!existsSync(path)) return [];
  const database = new Database(path, { readonly: true });
  try {
    const found: LedgerRecord[] = [];
    for (const { jcs } of database.prepare<[], { jcs: string }>('SELECT jcs FROM record ORDER BY id').iterate()) {
      const record = marks.some((mark) => jcs.includes(mark)) ? parse(jcs) : undefined;
      if (record !== undefined) found.push(record);
    }
    return found;
  } finally {
    database.close();
  }
}

function parse(jcs: string): LedgerRecord | undefined {
  try {
    return JSON.parse(jcs) as LedgerRecord;
  } catch {
    return undefined;
  }
}
