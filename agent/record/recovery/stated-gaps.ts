import type Database from 'better-sqlite3';
import type { SeqRange } from '../../contract/record.ts';
import type { Json } from '../../contract/schema.ts';
import { isUnknown } from '../../contract/unknown.ts';
import { readLedgerLine } from '../../evidence/ledger-line.ts';
import { readable } from './damage.ts';

/** Reports that went with their day, and those the epoch began without: the records say so. One that was damaged says nothing. */
export class StatedGaps {
  readonly #ranges: readonly SeqRange[];

  constructor(database: Database.Database) {
    const saying = `SELECT jcs FROM record WHERE jcs LIKE '%"droppedReports"%' OR jcs LIKE '%"lostReports"%'`;
    const lines = readable(() => database.prepare<[], unknown>(saying).pluck().all()) ?? [];
    this.#ranges = lines.flatMap(statedIn).sort((left, right) => left.fromSeq - right.fromSeq);
  }

  /** Whether what was stated holds each of these. */
  cover({ fromSeq, toSeq }: SeqRange): boolean {
    const nextSeq = this.#ranges.reduce((next, range) => (range.fromSeq <= next ? Math.max(next, range.toSeq + 1) : next), fromSeq);
    return nextSeq > toSeq;
  }
}

function statedIn(jcs: unknown): readonly SeqRange[] {
  const line = typeof jcs === 'string' ? readLedgerLine(Buffer.from(jcs)) : undefined;
  if (line?.ok !== true) return [];
  const { type, data } = line.record;
  if (type === 'day.aggregate') return rangesIn(data.droppedReports);
  return type === 'epoch.start' ? rangesIn(data.lostReports) : [];
}

function rangesIn(stated: Json | undefined): readonly SeqRange[] {
  if (isUnknown(stated)) return [{ fromSeq: 0, toSeq: Number.MAX_SAFE_INTEGER }];
  return (Array.isArray(stated) ? stated : [stated]).filter(isRange);
}

function isRange(value: Json | undefined): value is Json & SeqRange {
  const { fromSeq, toSeq } = (value ?? {}) as Partial<SeqRange>;
  return Number.isSafeInteger(fromSeq) && Number.isSafeInteger(toSeq);
}
