import { open, readFile } from 'node:fs/promises';
import { ConfigError } from '../contract/errors.ts';
import type { LedgerRecord } from '../contract/record.ts';
import type { ReportPayload } from '../contract/report.ts';
import { prefixed } from '../evidence/hash.ts';
import { readLedgerLine } from '../evidence/ledger-line.ts';
import { CompactRange, leafHash } from '../evidence/merkle-log.ts';
import { readLedger } from '../record/read-ledger.ts';

const databaseMark = 'SQLite format 3\u0000';

/** Every line of a ledger: an exported `ledger.jsonl`, or the database of an agent that is not running. Throws ConfigError when neither. */
export async function readLedgerLines(path: string): Promise<readonly string[]> {
  try {
    if (await isDatabase(path)) return readLedger(path).lines;
    const lines = (await readFile(path, 'utf8')).split('\n');
    return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  } catch (error) {
    const value = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : `cannot be read: ${(error as Error).message}`;
    throw new ConfigError('recompute/no-ledger', [{ place: path, value, remedy: 'give a ledger.jsonl, or the ledger of a stopped agent' }]);
  }
}

async function isDatabase(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(databaseMark.length), 0, databaseMark.length, 0);
    return buffer.toString('latin1', 0, bytesRead) === databaseMark;
  } finally {
    await file.close();
  }
}

/** The records among these lines; folded ones, and lines that are none, are left out. */
export function recordsIn(lines: readonly string[]): readonly LedgerRecord[] {
  return lines.flatMap((line) => {
    const read = readLedgerLine(Buffer.from(line));
    return read.ok ? [read.record] : [];
  });
}

/** The records one report covers, as far as the ledger still has them. */
export interface CoveredRecords {
  readonly records: readonly LedgerRecord[];
  /** Sequence numbers of the report's period that the ledger does not hold. */
  readonly missingSeqs: readonly number[];
  /** True when the log's root over these lines is the one the report signed; undefined where folded records stand in its way. */
  readonly isSigned: boolean | undefined;
}

/** Picks a report's records out of a ledger's lines and holds them against the root it signed. */
export function coveredRecords(lines: readonly string[], { epoch, log }: ReportPayload): CoveredRecords {
  const bySeq = new Map<number, { readonly record: LedgerRecord; readonly line: string }>();
  for (const line of lines) {
    const read = readLedgerLine(Buffer.from(line));
    if (read.ok && read.record.epoch === epoch && read.record.seq < log.size) bySeq.set(read.record.seq, { record: read.record, line });
  }
  const covered = Array.from({ length: Math.max(0, log.lastSeq - log.firstSeq + 1) }, (_, offset) => log.firstSeq + offset);
  const isWhole = bySeq.size === log.size;
  return {
    records: covered.flatMap((seq) => bySeq.get(seq)?.record ?? []),
    missingSeqs: covered.filter((seq) => !bySeq.has(seq)),
    isSigned: isWhole ? rootOf([...bySeq].sort(([a], [b]) => a - b).map(([, { line }]) => line)) === log.root : undefined,
  };
}

function rootOf(lines: readonly string[]): string {
  const range = new CompactRange();
  for (const line of lines) range.append(leafHash(line));
  return prefixed(range.root());
}
