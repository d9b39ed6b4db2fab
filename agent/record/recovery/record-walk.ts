import { chainNext } from '../../evidence/chain.ts';
import { leafHash } from '../../evidence/merkle-log.ts';

/** A row of the record table; `id` is the record's sequence + 1. */
export interface RecordRow {
  readonly id: number;
  /** The canonical line as it stands on the disk. */
  readonly jcs: Buffer;
  readonly leaf: Buffer;
  readonly head: Buffer;
}

/** The text's bytes, not its characters: a byte that is no UTF-8 any more must not be read as another one. */
export const recordRowSql = 'SELECT id, CAST(jcs AS BLOB) AS jcs, leaf, head FROM record';

/** What one row is worth: `hashes` when the line is good and only what was stored beside it is not. */
export type RowVerdict = 'good' | 'hashes' | 'line';

/** Recomputes leaf and chain head row by row; after a bad line the chain goes on from the head that was stored. */
export class RecordWalk {
  #head: Uint8Array | undefined;

  /** `head` is the chain head before the first row; undefined when nobody knows it: that row is judged by its leaf. */
  constructor(head: Uint8Array | undefined) {
    this.#head = head;
  }

  /** The chain head after the last row; undefined when nobody knows it. */
  get head(): Uint8Array | undefined {
    return this.#head;
  }

  take({ jcs, leaf, head }: RecordRow): RowVerdict {
    // A damaged row may hold anything at all, whatever the table's types say.
    if (![jcs, leaf, head].every((value) => Buffer.isBuffer(value))) return this.#unreadable();
    const next = this.#head === undefined ? head : chainNext(this.#head, jcs);
    const leafFits = leafHash(jcs).equals(leaf);
    const headFits = next.equals(head) && (leafFits || this.#head !== undefined);
    this.#head = leafFits ? next : head;
    if (leafFits && headFits) return 'good';
    return leafFits || headFits ? 'hashes' : 'line';
  }

  /** Records that were folded: the chain goes on from the head kept of them. */
  fold(head: Buffer): void {
    this.#head = Buffer.isBuffer(head) ? head : undefined;
  }

  /** A row is missing. */
  skip(): void {
    this.#head = undefined;
  }

  #unreadable(): RowVerdict {
    this.skip();
    return 'line';
  }
}
