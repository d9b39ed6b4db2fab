import type Database from 'better-sqlite3';
import type { Json } from '../../contract/schema.ts';
import { canonicalJson } from '../../evidence/canonical-json.ts';
import { chainNext, chainStart, linkOf } from '../../evidence/chain.ts';
import { prefixed } from '../../evidence/hash.ts';
import { readLedgerLine } from '../../evidence/ledger-line.ts';
import { CompactRange, leafHash } from '../../evidence/merkle-log.ts';
import { openToRead } from '../limits/open-to-read.ts';
import { SavedState, stateChecksum } from '../saved-state.ts';
import { checkReports, type ReportSeal } from './check-reports.ts';
import { damageOf, readable } from './damage.ts';
import { headerFlaw } from './inspect-ledger.ts';
import { type LogNode, logNodes } from './log-nodes.ts';
import type { ReadReport } from './own-report.ts';
import type { RecordRow } from './record-walk.ts';

/** Flaws named one by one; the rest is counted. */
export const flawsNamedMax = 20;

/** One thing that is not as it was written; `place` is a line (sequence + 1), a report, or a part of the database. */
export interface LedgerFlaw {
  readonly place: string;
  readonly text: string;
}

export interface LedgerCheck {
  readonly path: string;
  readonly agentId: string | null;
  readonly epoch: number;
  readonly recordCount: number;
  /** Records whose payload was folded into hashes. */
  readonly foldedCount: number;
  readonly reportCount: number;
  /** In the order of the checks; of the records, the first wrong line first. */
  readonly flaws: readonly LedgerFlaw[];
  readonly flawCount: number;
}

export interface CheckRules {
  /** Checks signatures; left out, only their form and what they say is checked. */
  readonly readReport?: ReadReport | undefined;
  /** Called after so many records, for a progress line. */
  readonly onRecord?: (doneCount: number, totalCount: number) => void;
}

/**
 * Recomputes everything a ledger's database holds: each line canonical JSON, each hash, chain and log, the state's checksum, every
 * report's chain and the log it signed. Changes nothing, and needs memory for one record and the heads that were signed.
 * ```
 *  records ─▶ JCS ─▶ leaf, link, chain head ─▶ log ──┬─▶ heads the reports signed
 *  reports ─▶ form, signature, prevReport chain ─────┘   state ─▶ checksum, size
 * ```
 * Throws what the disk or the account refuses.
 */
export function checkLedger(path: string, rules: CheckRules = {}): LedgerCheck {
  const flaw = headerFlaw(path);
  if (flaw !== undefined) return unreadable(path, flaw);
  try {
    const database = openToRead(path);
    try {
      return new LedgerChecker(path, database, rules).run();
    } finally {
      database.close();
    }
  } catch (error) {
    return unreadable(path, damageOf(error, 'databaseUnreadable').detail);
  }
}

function unreadable(path: string, text: string): LedgerCheck {
  const flaws = [{ place: 'database', text }];
  return { path, agentId: null, epoch: 0, recordCount: 0, foldedCount: 0, reportCount: 0, flaws, flawCount: 1 };
}

class LedgerChecker {
  readonly #path: string;
  readonly #database: Database.Database;
  readonly #rules: CheckRules;
  readonly #saved: SavedState;
  readonly #flaws: LedgerFlaw[] = [];
  readonly #range = new CompactRange();
  #flawCount = 0;
  #foldedCount = 0;
  /** Undefined after a line nobody knows the head after. */
  #head: Uint8Array | undefined;

  constructor(path: string, database: Database.Database, rules: CheckRules) {
    this.#path = path;
    this.#database = database;
    this.#rules = rules;
    this.#saved = new SavedState(database);
  }

  run(): LedgerCheck {
    const [problem] = this.#database.pragma('quick_check(1)') as { quick_check: string }[];
    if (problem?.quick_check !== 'ok') this.#say('database', String(problem?.quick_check));
    const agentId = this.#agentId();
    const epoch = Number(readable(() => this.#saved.get('epoch')) ?? 0);
    const { seals, reportCount } = checkReports(this.#database, { epoch, agentId, readReport: this.#rules.readReport, say: this.#say });
    this.#head = agentId === null ? undefined : chainStart(agentId, epoch);
    const size = this.#size();
    for (const node of logNodes(this.#database, 0, size)) {
      this.#take(node, epoch);
      this.#compareSeals(seals);
      this.#rules.onRecord?.(node.seq + 1, size);
    }
    this.#checkState(agentId);
    const [recordCount, foldedCount, flaws, flawCount] = [size - this.#foldedCount, this.#foldedCount, this.#flaws, this.#flawCount];
    return { path: this.#path, agentId, epoch, recordCount, foldedCount, reportCount, flaws, flawCount };
  }

  readonly #say = (place: string, text: string): void => {
    this.#flawCount++;
    if (this.#flaws.length < flawsNamedMax) this.#flaws.push({ place, text });
  };

  #agentId(): string | null {
    const text = readable(() => this.#saved.get('identity'));
    const agentId = /"agentId":"([A-Za-z0-9_-]{1,64})"/.exec(String(text))?.[1];
    if (agentId === undefined) this.#say('state', 'the identity cannot be read: the chain cannot be recomputed from its start');
    return agentId ?? null;
  }

  #size(): number {
    const largest = readable(() => this.#database.prepare('SELECT max(id) FROM record').pluck().get());
    return typeof largest === 'number' ? largest : 0;
  }

  #take(node: LogNode, epoch: number): void {
    if (node.kind === 'record') this.#takeRecord(node.row, node.seq, epoch);
    else if (node.kind === 'missing') {
      this.#say(lineOf(node.seq), 'missing, or on a page that cannot be read');
      this.#head = undefined;
      this.#range.append(leafHash(''));
    } else {
      this.#foldedCount += node.folded.leafCount;
      this.#head = node.folded.head;
      this.#range.appendSubtree(node.folded);
    }
  }

  #takeRecord({ jcs, leaf, head }: RecordRow, seq: number, epoch: number): void {
    if (![jcs, leaf, head].every((value) => Buffer.isBuffer(value))) {
      this.#say(lineOf(seq), 'not what a record is stored as');
      this.#head = undefined;
      this.#range.append(leafHash(''));
      return;
    }
    const line = readLedgerLine(jcs);
    const own = leafHash(jcs);
    const next = this.#head && chainNext(this.#head, jcs);
    if (!line.ok) this.#say(lineOf(seq), `${line.code} ${line.place}: ${line.text}`);
    else if (line.record.seq !== seq || line.record.epoch !== epoch) {
      this.#say(lineOf(seq), `says it is record ${line.record.seq} of epoch ${line.record.epoch}`);
    } else if (this.#head !== undefined && line.record.link !== linkOf(this.#head)) {
      this.#say(lineOf(seq), 'its link is not the chain head before it: this record or the one before was changed');
    }
    if (!own.equals(leaf)) this.#say(lineOf(seq), 'does not fit its leaf hash');
    else if (next !== undefined && !next.equals(head)) this.#say(lineOf(seq), 'does not fit its chain head');
    this.#head = own.equals(leaf) ? (next ?? head) : head;
    this.#range.append(leaf);
  }

  #compareSeals(seals: ReadonlyMap<number, ReportSeal>): void {
    const seal = seals.get(this.#range.size);
    if (seal === undefined || this.#head === undefined) return;
    const fits = seal.root === prefixed(this.#range.root()) && seal.head === prefixed(this.#head);
    if (!fits) this.#say(lineOf(this.#range.size - 1), `the log up to here is not the one report ${seal.reportSeq} signed`);
  }

  #checkState(agentId: string | null): void {
    const [pipeline, range, checksum] = ['pipeline', 'range', 'stateSha256'].map((name) => readable(() => this.#saved.get(name)));
    if (range === undefined) {
      if (this.#range.size > 0 || agentId === null) this.#say('state', 'the saved log cannot be read');
      return;
    }
    if (checksum !== undefined && checksum !== stateChecksum(pipeline, range)) this.#say('state', 'does not fit its checksum');
    const own = canonicalJson({ size: this.#range.size, peaks: this.#range.snapshot() } as Json);
    if (own !== range) this.#say('state', `the saved log is not that of the ${this.#range.size} records`);
  }
}

const lineOf = (seq: number): string => `line ${seq + 1}`;
