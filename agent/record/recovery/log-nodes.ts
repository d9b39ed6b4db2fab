import type Database from 'better-sqlite3';
import { readable } from './damage.ts';
import { type RecordRow, recordRowSql } from './record-walk.ts';

/** Leaves whose records were folded into one hash (decisions D6). */
export interface FoldedRow {
  readonly firstSeq: number;
  readonly leafCount: number;
  readonly hash: Buffer;
  readonly head: Buffer;
}

/** What stands at one place of the log: a record, the hash of folded ones, or nothing that can be read. */
export type LogNode =
  | { readonly kind: 'record'; readonly seq: number; readonly row: RecordRow }
  | { readonly kind: 'folded'; readonly seq: number; readonly folded: FoldedRow }
  | { readonly kind: 'missing'; readonly seq: number };

/** Folded subtrees begin at multiples of their size, and none is larger: a walk from a multiple of it begins at a node. */
export const foldedLeavesMax = 256;

/**
 * The log from a sequence (a multiple of `foldedLeavesMax`) up to `size`, place by place, so that one bad page costs what stands on it
 * and no more.
 */
export function* logNodes(database: Database.Database, fromSeq: number, size: number): Generator<LogNode> {
  const record = readable(() => database.prepare<[number], RecordRow>(`${recordRowSql} WHERE id = ?`));
  const subtree = readable(() => database.prepare<[number], FoldedRow>('SELECT * FROM foldedSubtree WHERE firstSeq = ?'));
  let seq = fromSeq;
  while (seq < size) {
    const at = seq;
    const row = readable(() => record?.get(at + 1));
    const folded = row === undefined ? readable(() => subtree?.get(at)) : undefined;
    const isFolded = folded !== undefined && isSubtree(folded);
    if (row !== undefined) yield { kind: 'record', seq, row };
    else yield isFolded ? { kind: 'folded', seq, folded } : { kind: 'missing', seq };
    seq += isFolded ? folded.leafCount : 1;
  }
}

function isSubtree({ firstSeq, leafCount, hash, head }: FoldedRow): boolean {
  const isPower = Number.isSafeInteger(leafCount) && leafCount > 0 && (leafCount & (leafCount - 1)) === 0;
  return isPower && leafCount <= foldedLeavesMax && firstSeq % leafCount === 0 && Buffer.isBuffer(hash) && Buffer.isBuffer(head);
}
