import type { LedgerRecord, LogHead } from '../contract/record.ts';
import type { Json } from '../contract/schema.ts';
import { canonicalJson } from './canonical-json.ts';
import { chainNext, chainStart, linkOf } from './chain.ts';
import type { FoldedLine } from './folded-line.ts';
import { prefixed } from './hash.ts';
import { CompactRange, leafHash } from './merkle-log.ts';

/** A log head some report signed. */
export interface Seal extends LogHead {
  /** The report's file name. */
  readonly name: string;
}

/** Where an epoch of the ledger departs from what was signed, by record index of this epoch. */
export interface Departure {
  readonly code: 'ledger.changed' | 'ledger.rewritten' | 'ledger.root';
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly text: string;
}

export interface EpochOptions {
  readonly agentId: string;
  readonly epoch: number;
  /** Heads signed for this epoch, in any order. */
  readonly seals: readonly Seal[];
}

/**
 * Recomputes chain and root of one epoch and names the first record that departs from them.
 *
 * ```
 * record i-1 ──hash──▶ head ──16 hex──▶ link of record i   differs: record i-1 was changed, or this link was
 *                        └──────────▶ head and root signed at size i   differs: the records since the last good seal
 * ```
 * A wrong link is settled one record later: if the chain goes on from the link's repaired record, the link itself was changed.
 */
export class LedgerEpoch {
  readonly #seals: ReadonlyMap<number, readonly Seal[]>;
  readonly #range = new CompactRange();
  #head: Buffer;
  #goodSize = 0;
  #suspect: { readonly index: number; readonly headIfRepaired: Buffer } | undefined;
  #badSeal: { readonly seal: Seal; readonly goodSize: number } | undefined;
  #departure: Departure | undefined;
  #unreadable = false;
  #uncheckedSealCount = 0;

  constructor({ agentId, epoch, seals }: EpochOptions) {
    this.#seals = Map.groupBy(seals, (seal) => seal.size);
    this.#head = chainStart(agentId, epoch);
  }

  /** Number of records taken. */
  get size(): number {
    return this.#range.size;
  }

  /** Heads signed within folded records: only the proofs between reports (V6) speak for them. */
  get uncheckedSealCount(): number {
    return this.#uncheckedSealCount;
  }

  /** Folded records that follow: their hashes go into the root, and the chain goes on from the head stated, which the next link or seal bears out. */
  takeFolded({ subtrees, head, lastSeq }: FoldedLine): void {
    if (this.#suspect !== undefined) this.#settleSuspect(this.#suspect.index, false);
    this.#uncheckedSealCount += [...this.#seals.keys()].filter((size) => size > this.size && size <= lastSeq).length;
    for (const subtree of subtrees) this.#range.appendSubtree(subtree);
    this.#head = head;
    if (this.#isFollowing()) this.#compareSeals();
  }

  /** The next line; without a record when it could not be read: that is the place, and nothing after it can be recomputed. */
  take(line: Uint8Array, record: LedgerRecord | undefined): void {
    if (record === undefined) this.#unreadable = true;
    else if (this.#isFollowing()) this.#followLink(record);
    this.#head = chainNext(this.#head, line);
    this.#range.append(leafHash(line));
    if (this.#isFollowing() && this.#suspect === undefined) this.#compareSeals();
  }

  /** After the last record: the first departure, or undefined when everything signed was found. */
  end(): Departure | undefined {
    if (this.#suspect !== undefined) {
      const { index, headIfRepaired } = this.#suspect;
      const sealed = this.#seals.get(this.size)?.some(({ head }) => head === prefixed(headIfRepaired)) ?? false;
      this.#settleSuspect(index, sealed);
    }
    if (this.#badSeal !== undefined) this.#departure ??= lastChanged(this.#badSeal);
    return this.#departure;
  }

  #isFollowing(): boolean {
    return !this.#unreadable && this.#departure === undefined;
  }

  #followLink(record: LedgerRecord): void {
    if (this.#suspect !== undefined) {
      this.#settleSuspect(this.#suspect.index, record.link === linkOf(this.#suspect.headIfRepaired));
      return;
    }
    const expected = linkOf(this.#head);
    if (record.link === expected) {
      if (this.#badSeal !== undefined) this.#departure = rewritten(this.#badSeal);
      return;
    }
    const repaired = canonicalJson({ ...record, link: expected } as unknown as Json);
    this.#suspect = { index: this.size, headIfRepaired: chainNext(this.#head, repaired) };
  }

  #settleSuspect(index: number, linkWasChanged: boolean): void {
    this.#suspect = undefined;
    this.#departure = linkWasChanged || index === 0 ? changedLink(index) : changedRecord(index - 1);
  }

  #compareSeals(): void {
    const seals = this.#badSeal === undefined ? (this.#seals.get(this.size) ?? []) : [];
    const [head, root] = seals.length > 0 ? [prefixed(this.#head), prefixed(this.#range.root())] : ['', ''];
    for (const seal of seals) {
      if (seal.head !== head) this.#badSeal ??= { seal, goodSize: this.#goodSize };
      else if (seal.root !== root) this.#departure ??= wrongRoot(seal);
      else this.#goodSize = seal.size;
    }
  }
}

function changedRecord(index: number): Departure {
  const text = 'changed after it was recorded: the link of the next record does not fit it';
  return { code: 'ledger.changed', firstIndex: index, lastIndex: index, text };
}

function changedLink(index: number): Departure {
  const text =
    index === 0
      ? 'the link is not the start of this agent’s chain: this record or its agent was changed'
      : 'the link was changed: it does not fit the record before, and the chain goes on without that change';
  return { code: 'ledger.changed', firstIndex: index, lastIndex: index, text };
}

interface BadSeal {
  readonly seal: Seal;
  readonly goodSize: number;
}

function rewritten({ seal, goodSize }: BadSeal): Departure {
  const text = `rewritten with fitting links: the chain head after ${seal.size} records is not the one signed in ${seal.name}`;
  return { code: 'ledger.rewritten', firstIndex: goodSize, lastIndex: seal.size - 1, text };
}

function lastChanged({ seal, goodSize }: BadSeal): Departure {
  const since = goodSize === seal.size - 1 ? '' : `, or all records from seq ${goodSize} on were rewritten`;
  const text = `changed after it was recorded: it does not lead to the chain head signed in ${seal.name}${since}`;
  return { code: 'ledger.changed', firstIndex: seal.size - 1, lastIndex: seal.size - 1, text };
}

function wrongRoot(seal: Seal): Departure {
  const text = `the chain head fits but the Merkle root signed in ${seal.name} is not that of these ${seal.size} records`;
  return { code: 'ledger.root', firstIndex: 0, lastIndex: seal.size - 1, text };
}
