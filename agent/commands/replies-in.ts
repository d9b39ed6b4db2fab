import { readDocumentText } from '../configuration/read-document.ts';
import { replyType } from '../contract/finding-reply.ts';
import type { LedgerRecord } from '../contract/record.ts';
import { chainStart, linkOf } from '../evidence/chain.ts';
import { type FoundReply, foundReply } from '../evidence/found-reply.ts';
import { readLedgerLine } from '../evidence/ledger-line.ts';
import { readTrustStore, type TrustStore } from '../evidence/trust-store.ts';

export interface ReplyTerms {
  /** Whose ledger it may be: of several, the one whose chain it begins. */
  readonly agentIds: readonly string[];
  readonly trust: TrustStore;
}

const LINE_FEED_BYTE = 0x0a;
const mark = Buffer.from(`"type":"${replyType}"`);

/** The replies among the lines of a ledger, in order; a line that cannot be read is none. */
export function repliesIn(ledger: Uint8Array, { agentIds, trust }: ReplyTerms): readonly FoundReply[] {
  const bytes = Buffer.from(ledger.buffer, ledger.byteOffset, ledger.byteLength);
  const agentId = agentOf(bytes, agentIds);
  const found: FoundReply[] = [];
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at)) {
    const line = lineAround(bytes, at);
    const read = readLedgerLine(line.bytes);
    if (read.ok) found.push(...repliesAmong([read.record], agentId, trust));
    at = line.end;
  }
  return found;
}

/** The replies among records of this agent. */
export function repliesAmong(records: readonly LedgerRecord[], agentId: string, trust: TrustStore): readonly FoundReply[] {
  return records.flatMap((record): FoundReply[] => {
    return record.type === replyType ? [foundReply(record, agentId, trust)] : [];
  });
}

function lineAround(bytes: Buffer, at: number): { readonly bytes: Buffer; readonly end: number } {
  const found = bytes.indexOf(LINE_FEED_BYTE, at);
  const end = found < 0 ? bytes.length : found;
  return { bytes: bytes.subarray(bytes.lastIndexOf(LINE_FEED_BYTE, at) + 1, end), end };
}

function agentOf(bytes: Buffer, agentIds: readonly string[]): string {
  const first = readLedgerLine(lineAround(bytes, 0).bytes);
  const begun = first.ok ? agentIds.find((id) => linkOf(chainStart(id, first.record.epoch)) === first.record.link) : undefined;
  return begun ?? (agentIds.length === 1 ? String(agentIds[0]) : '');
}

/** Whom to believe: nobody where no trust store is named. Throws ConfigError for one that cannot be read. */
export async function trustOf(path: string | undefined): Promise<TrustStore> {
  return path === undefined ? new Map() : readTrustStore(await readDocumentText(path), path);
}
