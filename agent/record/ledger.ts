import Database from 'better-sqlite3';
import { ConfigError, InvariantError } from '../contract/errors.ts';
import type { EpochStart, LedgerEntry, LedgerRecord, LogHead } from '../contract/record.ts';
import type { Json } from '../contract/schema.ts';
import { canonicalJson } from '../evidence/canonical-json.ts';
import { chainNext, chainStart, linkOf } from '../evidence/chain.ts';
import { prefixed, sha256Prefixed } from '../evidence/hash.ts';
import { CompactRange, consistencyProofFrom, leafHash, type Subtree } from '../evidence/merkle-log.ts';
import type { Commit, StoredReport } from './commit.ts';
import type { CommitLane } from './commit-lane.ts';
import type { LedgerMark } from './ledger-mark.ts';
import { ledgerSchemaSql } from './ledger-schema.ts';
import { DamageNote } from './limits/damage-note.ts';
import { onDisk } from './limits/disk-error.ts';
import { exportedLines } from './limits/exported-lines.ts';
import { LedgerLimits } from './limits/ledger-limits.ts';
import { boundWal } from './limits/wal.ts';
import { LedgerOutbox } from './outbox.ts';
import { type PendingRecord, RecordRows } from './record-rows.ts';
import { identityText, type LedgerIdentity, SavedState } from './saved-state.ts';
import { prepared } from './sqlite/prepared.ts';

export interface LedgerOptions extends LedgerIdentity {
  /** A file path, or `:memory:`. */
  readonly path: string;
  /** Of a new ledger; one that holds records has its own. */
  readonly epoch: number;
  /** Told after the first commit of a process and after every report. */
  readonly mark?: LedgerMark;
}

const insertReportSql = 'INSERT INTO report (reportSeq, jws, receipt) VALUES (?, ?, ?)';

/**
 * The signed lane: append-only, canonical JSON, hash chain and Merkle log.
 * ```
 *  entry ─▶ record (seq, link) ─▶ jcs ─▶ leaf, chain head ─▶ pending ──commit──▶ one transaction:
 *                                                                        records + state + report
 * ```
 * `head()` speaks of pending records too; what was not committed when the power went is gone and was never reported.
 */
export class Ledger {
  /** Restarts sequence, chain and log (decisions D1). */
  readonly epoch: number;
  /** Its reports, as channels to recipients may use them. */
  readonly outbox: LedgerOutbox;
  /** How full the lane is, what may go and what stays of it. */
  readonly limits: LedgerLimits;
  /** What is found damaged while it is in use. */
  readonly damage: DamageNote;
  readonly #options: LedgerOptions;
  readonly #database: Database.Database;
  readonly #saved: SavedState;
  readonly #rows: RecordRows;
  #range = new CompactRange();
  #chain: Buffer;
  #pending: PendingRecord[] = [];
  readonly #lanes: CommitLane[] = [];
  #markDue = true;

  constructor(options: LedgerOptions) {
    this.#options = options;
    this.#database = new Database(options.path);
    this.outbox = new LedgerOutbox(this.#database);
    this.#saved = new SavedState(this.#database);
    this.#rows = new RecordRows(this.#database);
    this.damage = new DamageNote(this.#saved);
    try {
      boundWal(this.#database);
      // One transaction: a power cut leaves no ledger, or one that knows whose it is, never some of its tables.
      this.#database.transaction(() => this.#begin()).immediate();
      this.epoch = this.#saved.epoch(options.epoch);
      this.#chain = chainStart(options.agentId, this.epoch);
      this.#resume();
      const { epoch, damage } = this;
      this.limits = this.join((database) => new LedgerLimits({ database, saved: this.#saved, epoch, damage }));
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** Seals an entry into the next record. Durable with the next `commit`. */
  append(entry: LedgerEntry): LedgerRecord {
    const record: LedgerRecord = {
      v: 1,
      seq: this.#range.size,
      epoch: this.epoch,
      link: linkOf(this.#chain),
      bootId: entry.time.bootId,
      origin: this.#options.origin,
      type: entry.type,
      monoNs: String(entry.time.monoNs),
      wall: new Date(entry.time.wallMs).toISOString(),
      data: entry.data,
    };
    const jcs = canonicalJson(record as unknown as Json);
    const leaf = leafHash(jcs);
    this.#range.append(leaf);
    this.#chain = chainNext(this.#chain, jcs);
    this.#pending.push({ jcs, leaf, head: this.#chain });
    return record;
  }

  /**
   * Writes pending records, the pipeline's state and at most one report in one durable transaction. Throws TransientError when the disk
   * refuses: what was pending stays so; InvariantError, once all of it is durable, when the ledger was found damaged.
   */
  commit({ state, report, carried = [] }: Commit): void {
    const write = this.#database.transaction(() => {
      this.#rows.insert(this.#pending, this.#range.size - this.#pending.length);
      this.#saved.save(state, this.#range);
      const insert = prepared<[number, string, string | null]>(this.#database, insertReportSql);
      for (const { reportSeq, jws, receipt } of carried) insert.run(reportSeq, jws, receipt);
      if (report !== undefined) insert.run(report.reportSeq, report.jws, null);
      for (const lane of this.#lanes) lane.write();
      this.damage.write();
    });
    onDisk(() => write.immediate());
    this.limits.bytes.add(this.#pending, report?.jws.length ?? 0);
    this.#pending = [];
    for (const lane of this.#lanes) lane.committed();
    if (report !== undefined) this.#markDue = true;
    this.#raiseMark();
    this.damage.end();
  }

  /** Looks over a bounded piece of what is stored, at `nowMs` of the monotonic clock. True when a commit is due: something is damaged. */
  scrub(nowMs: number): boolean {
    return this.#lanes.some((lane) => lane.scrub?.(nowMs));
  }

  /** Hands its database to a lane, whose rows go into the transactions of the records from now on. */
  join<Lane extends CommitLane>(open: (database: Database.Database) => Lane): Lane {
    const lane = open(this.#database);
    this.#lanes.push(lane);
    return lane;
  }

  get size(): number {
    return this.#range.size;
  }

  get pendingCount(): number {
    return this.#pending.length;
  }

  head(): LogHead {
    return { size: this.#range.size, root: prefixed(this.#range.root()), head: prefixed(this.#chain) };
  }

  /** Subtree hashes at this size, to prove later that the log only grew. */
  peaks(): readonly string[] {
    return this.#range.snapshot();
  }

  /** RFC 6962 consistency proof, hex, from an older size with its peaks to now. */
  consistencyFrom(oldSize: number, oldPeaks: readonly string[]): string[] {
    const old = CompactRange.restore(oldSize, oldPeaks);
    const proof = onDisk(() => consistencyProofFrom(old, (index) => this.#leafAt(index), this.#range.size));
    return proof.map((hash) => hash.toString('hex'));
  }

  /** What the last commit saved, undefined on a new ledger. */
  savedState(): Json | undefined {
    const text = this.#saved.get('pipeline');
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  }

  /** What this epoch began with; undefined in the first one. */
  epochStart(): EpochStart | undefined {
    const record = this.epoch === 0 ? undefined : this.#rows.first();
    return record?.type === 'epoch.start' ? (record.data as unknown as EpochStart) : undefined;
  }

  /** Every committed record, oldest first, as its canonical line; where records were folded, the line that stands for them. */
  lines(): Generator<string> {
    return exportedLines(this.#database, this.epoch);
  }

  reports(): StoredReport[] {
    return this.#database.prepare<[], StoredReport>('SELECT reportSeq, jws FROM report ORDER BY reportSeq').all();
  }

  /** `sha256:` of the newest receipt's JWS bytes; null before the first. */
  lastReceiptSha256(): string | null {
    const receipt = this.outbox.lastReceipt();
    return receipt === undefined ? null : sha256Prefixed(receipt);
  }

  close(): void {
    this.#database.close();
  }

  #leafAt(index: number): Uint8Array | Subtree {
    const committed = this.#range.size - this.#pending.length;
    const pending = this.#pending[index - committed];
    if (index >= committed && pending !== undefined) return pending.leaf;
    const node = this.limits.nodeAt(index);
    if (node === undefined) throw new InvariantError('record/leaf-missing', `The ledger has no leaf ${index}`);
    return node;
  }

  #raiseMark(): void {
    const { mark } = this.#options;
    if (mark === undefined || !this.#markDue) return;
    this.#markDue = !mark.raise(this.#database, this.epoch, this.head());
  }

  #begin(): void {
    this.#database.exec(ledgerSchemaSql);
    this.#claim();
  }

  /** A new ledger takes this identity; an old one must have it already. */
  #claim(): void {
    const { path } = this.#options;
    const mine = identityText(this.#options);
    const found = this.#saved.get('identity');
    if (found === undefined) this.#saved.put('identity', mine);
    else if (found !== mine) {
      const remedy = 'give an empty directory, or take this one away: it holds a run with another recording, configuration or version';
      throw new ConfigError('record/other-run', [{ place: path, value: found, remedy }]);
    }
  }

  #resume(): void {
    const range = this.#saved.get('range');
    const last = this.#rows.last();
    if (range === undefined || last === undefined) return;
    const { size, peaks } = JSON.parse(range) as { size: number; peaks: string[] };
    if (size !== last.id) throw new InvariantError('record/head-mismatch', `The ledger holds ${last.id} records, its head says ${size}`);
    this.#range = CompactRange.restore(size, peaks);
    this.#chain = last.head;
  }
}
