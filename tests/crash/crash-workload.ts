import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerEntry } from '../../agent/contract/record.ts';
import type { Json } from '../../agent/contract/schema.ts';
import { canonicalJson } from '../../agent/evidence/canonical-json.ts';
import { prefixed } from '../../agent/evidence/hash.ts';
import { CompactRange } from '../../agent/evidence/merkle-log.ts';
import type { Ledger } from '../../agent/record/ledger.ts';
import { markEnding } from '../../agent/record/recovery/high-water-mark.ts';
import { seededRandom } from '../support/replayed.ts';
import { timeAt } from '../support/telemetry.ts';
import { ledgerName, openUnderTest, sealedReport } from './ledger-under-test.ts';
import { type LogEvent, WriteLog } from './write-log.ts';

/** What a ledger holds between two durable operations. */
export interface Moment {
  readonly size: number;
  readonly root: string;
  readonly state: Json | undefined;
  readonly reportCount: number;
  readonly receiptCount: number;
  readonly lastReceipt: string | undefined;
}

/** A logged history: every moment a ledger may be found in, and what reached the disk on the way. */
export interface History {
  /** The n-th is the one after n operations of this and earlier histories it goes on from. */
  readonly moments: readonly Moment[];
  /** Every record, as its canonical line. */
  readonly lines: readonly string[];
  readonly events: readonly LogEvent[];
}

/** Where a history goes on from. */
export type Past = Pick<History, 'moments' | 'lines'>;

export interface WorkloadOptions {
  readonly shimPath: string;
  /** Holds the files a history goes on from; empty for the first. */
  readonly directory: string;
  readonly logPath: string;
  readonly seed: number;
  /** Durable operations: commits and stored receipts. */
  readonly operationCount: number;
  readonly past?: Past | undefined;
}

const recordsPerCommitMax = 5;
const reportRatio = 0.1;
const longRatio = 0.03;
const shortCharsMax = 600;
const longCharsMax = 30_000;
const stateCharsMax = 3_000;

const emptyMoment: Moment = {
  size: 0,
  root: prefixed(new CompactRange().root()),
  state: undefined,
  reportCount: 0,
  receiptCount: 0,
  lastReceipt: undefined,
};

/** What a ledger says of itself. */
export function momentOf(ledger: Ledger): Moment {
  const { size, root } = ledger.head();
  const { closedCount, receiptedCount } = ledger.outbox.counts();
  const lastReceipt = ledger.outbox.lastReceipt();
  return { size, root, state: ledger.savedState(), reportCount: closedCount, receiptCount: receiptedCount, lastReceipt };
}

/** Operations between two clean stops: closing checkpoints the log and takes it away, opening makes a new one. */
const operationsPerRun = 110;

/**
 * Lives of a ledger, logged: open, commit records with state and reports, store receipts, close, open again.
 * ```
 *  note "begin n" ─▶ operation n: writes, syncs ─▶ note "mark …" if the mark rose ─▶ note "ack n"
 * ```
 * Opening is an operation too: it may put a record of its own into a ledger that lost its power.
 */
export function logWorkload(options: WorkloadOptions): History {
  const log = new WriteLog(options.shimPath, options.logPath);
  const work = new Workload(options, log);
  work.open();
  for (let operation = 1; operation < options.operationCount; operation++) {
    if (operation % operationsPerRun === 0) work.reopen();
    else work.operate();
  }
  work.close();
  return { moments: work.moments, lines: work.lines, events: log.stop() };
}

class Workload {
  readonly moments: Moment[];
  lines: string[];
  readonly #options: WorkloadOptions;
  readonly #log: WriteLog;
  readonly #random: () => number;
  #mark: string;
  #ledger: Ledger | undefined;

  constructor(options: WorkloadOptions, log: WriteLog) {
    this.#options = options;
    this.#log = log;
    this.#random = seededRandom(options.seed);
    this.#mark = readMark(options.directory);
    this.moments = [...(options.past?.moments ?? [])];
    this.lines = [...(options.past?.lines ?? [])];
  }

  open(): void {
    if (this.moments.length === 0) this.moments.push(emptyMoment);
    this.#durably(() => {
      this.#ledger = openUnderTest(join(this.#options.directory, ledgerName)).ledger;
      this.lines = [...this.#ledger.lines()];
    });
  }

  reopen(): void {
    this.close();
    this.open();
  }

  close(): void {
    this.#ledger?.close();
  }

  operate(): void {
    const { reportCount, receiptCount } = this.moments.at(-1) ?? emptyMoment;
    const isReceipt = receiptCount < reportCount && this.#random() < 0.3;
    this.#durably((ledger) => {
      if (isReceipt) ledger?.outbox.storeReceipt({ reportSeq: receiptCount, jws: `receipt ${receiptCount} of ${this.#options.seed}` });
      else if (ledger !== undefined) this.#commit(ledger, reportCount);
    });
  }

  #durably(operation: (ledger: Ledger | undefined) => void): void {
    const number = this.moments.length;
    this.#log.note(`begin ${number}`);
    operation(this.#ledger);
    if (this.#ledger !== undefined) this.moments.push(momentOf(this.#ledger));
    const mark = readMark(this.#options.directory);
    if (mark !== this.#mark) this.#log.note(`mark ${mark}`);
    this.#mark = mark;
    this.#log.note(`ack ${number}`);
  }

  #commit(ledger: Ledger, reportCount: number): void {
    const recordCount = Math.floor(this.#random() * recordsPerCommitMax);
    for (let count = 0; count < recordCount; count++) this.lines.push(canonicalJson({ ...ledger.append(this.#entry(ledger.size)) }));
    const state = { operation: this.moments.length, seed: this.#options.seed, memory: 'm'.repeat(this.#random() * stateCharsMax) };
    const report = { reportSeq: reportCount, jws: sealedReport(reportCount, ledger.head()) };
    ledger.commit(this.#random() < reportRatio ? { state, report } : { state });
  }

  /** Most records are short; some span pages, as a table of many joints does. */
  #entry(seq: number): LedgerEntry {
    const charsMax = this.#random() < longRatio ? longCharsMax : shortCharsMax;
    const text = String.fromCharCode(97 + Math.floor(this.#random() * 26)).repeat(this.#random() * charsMax);
    return { type: 'test.record', time: timeAt(seq * 1000), data: { seed: this.#options.seed, text }, urgent: false };
  }
}

/** The high-water mark beside the ledger, as it stands on the disk; empty before the first. */
function readMark(directory: string): string {
  const path = join(directory, `${ledgerName}${markEnding}`);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
