import { hash } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { FaultTrace } from './fault-trace.ts';

interface RecordRow {
  readonly id: number;
  readonly jcs: string;
}

interface ReportRow {
  readonly reportSeq: number;
  readonly jws: string;
}

/** One epoch of the ledger as it became durable, record by record. */
export interface CommittedEpoch {
  readonly epoch: number;
  /** First 16 hex digits of the SHA-256 of each record, by sequence. */
  readonly records: string[];
  /** Sequences that a `day.aggregate` of the epoch says it stands for. */
  readonly replaced: Set<number>;
  /** The `epoch.start` of every epoch but the first. */
  readonly start: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The world's own memory of what the database said was durable. It is told after every commit and never forgets, so that it can say
 * what a database that was opened again has lost.
 * ```
 *  commit succeeded ─▶ rows behind the last seen one ─▶ remembered      reopened ─▶ compare ─▶ what is gone
 * ```
 */
export class CommittedHistory {
  readonly epochs: CommittedEpoch[] = [];
  /** Digest of every report that became durable. */
  readonly reports = new Map<number, string>();
  readonly receipts = new Map<number, string>();
  /** Reports that a new epoch stated as lost. */
  readonly lostReports = new Set<number>();
  /** Receipted reports that a `day.aggregate` says it dropped. */
  readonly droppedReports = new Set<number>();
  readonly countByType: Record<string, number> = {};
  /** `event.started` by class. */
  readonly eventCounts: Record<string, number> = {};
  /** What was done to the database that opened as if nothing were wrong, though something is: it must be found and stated yet. */
  standingDamage: string | undefined;
  readonly #trace: FaultTrace;
  #newestReportSeq = -1;

  constructor(trace: FaultTrace) {
    this.#trace = trace;
  }

  /** All that were ever durable. */
  get closedReportCount(): number {
    return this.reports.size + this.droppedReports.size + this.lostReports.size;
  }

  /** Takes in what this connection has committed since the last look. */
  observe(database: Database.Database): void {
    const last = this.epochs.at(-1);
    const epoch = epochOf(database);
    if (epoch === undefined) return;
    if (last === undefined || last.epoch !== epoch)
      this.epochs.push({ epoch, records: [], replaced: new Set(), start: startOf(database, epoch) });
    this.#observeRecords(database);
    this.#observeReports(database);
  }

  noteReceipt(reportSeq: number, jws: string): void {
    if (this.receipts.has(reportSeq)) return;
    this.receipts.set(reportSeq, digestOf(jws));
    this.#trace.durable(`receipt ${reportSeq} ${digestOf(jws)}\n`);
  }

  /** The epoch a database is in; undefined while it holds no record. */
  epochIn(database: Database.Database): { readonly epoch: number; readonly start: CommittedEpoch['start'] } | undefined {
    const epoch = epochOf(database);
    return epoch === undefined ? undefined : { epoch, start: startOf(database, epoch) };
  }

  /** Sequences of the last epoch's committed records that this database does not hold as they were. */
  recordsMissingIn(database: Database.Database): number[] {
    return this.allOfLastEpoch().filter((seq) => recordAt(database, seq) !== this.epochs.at(-1)?.records[seq]);
  }

  /** But for those an aggregate stands for. */
  allOfLastEpoch(): number[] {
    const last = this.epochs.at(-1);
    return [...(last?.records.keys() ?? [])].filter((seq) => last?.replaced.has(seq) === false);
  }

  /** Committed reports that this database does not hold as they were. */
  reportsMissingIn(database: Database.Database): number[] {
    const select = database.prepare<[number], string>('SELECT jws FROM report WHERE reportSeq = ?').pluck();
    return [...this.reports].flatMap(([reportSeq, digest]) => {
      const jws = select.get(reportSeq);
      return jws !== undefined && digestOf(jws) === digest ? [] : [reportSeq];
    });
  }

  /** A new epoch has stated its losses: from here on, what it holds is what must be kept. */
  carryOver(database: Database.Database): void {
    for (const reportSeq of this.reportsMissingIn(database)) {
      this.lostReports.add(reportSeq);
      this.reports.delete(reportSeq);
      this.receipts.delete(reportSeq);
    }
    const receipted = new Set(database.prepare<[], number>('SELECT reportSeq FROM report WHERE receipt IS NOT NULL').pluck().all());
    for (const reportSeq of [...this.receipts.keys()]) if (!receipted.has(reportSeq)) this.receipts.delete(reportSeq);
  }

  /**
   * Looks at the last record and the number of reports and receipts: cheap enough for every opening. In between it takes in what a process
   * committed and nobody was told of, for a kill came first: that may be the aggregate that says which reports went.
   */
  hasForgotten(database: Database.Database): string | undefined {
    const known = this.epochs.at(-1);
    if (known === undefined || epochOf(database) !== known.epoch) return known === undefined ? undefined : 'the epoch';
    const last = database.prepare<[number], RecordRow>('SELECT id, jcs FROM record WHERE id = ?').get(known.records.length);
    if (known.records.length > 0 && (last === undefined || digestOf(last.jcs) !== known.records.at(-1))) return 'the last record';
    this.observe(database);
    const counts = countsOf(database);
    if (counts.reportCount < this.reports.size) return 'a report';
    return counts.receiptCount < this.receipts.size ? 'a receipt' : undefined;
  }

  #observeRecords(database: Database.Database): void {
    const known = this.epochs.at(-1);
    if (known === undefined) return;
    for (const { jcs } of rowsAfter(database, known.records.length)) {
      const digest = digestOf(jcs);
      known.records.push(digest);
      this.#trace.durable(`record ${digest}\n`);
      this.#count(jcs, known);
    }
  }

  #count(jcs: string, { replaced }: CommittedEpoch): void {
    const { type, data } = JSON.parse(jcs) as ObservedRecord;
    this.countByType[type] = (this.countByType[type] ?? 0) + 1;
    const { eventClass, replaces = [], droppedReports } = data;
    if (type === 'event.started' && eventClass !== undefined) this.eventCounts[eventClass] = (this.eventCounts[eventClass] ?? 0) + 1;
    if (type !== 'day.aggregate') return;
    for (const [first, last] of replaces) for (let seq = first; seq <= last; seq++) replaced.add(seq);
    if (droppedReports !== undefined) this.#drop(droppedReports);
  }

  #drop({ fromSeq, toSeq }: { fromSeq: number; toSeq: number }): void {
    for (let reportSeq = fromSeq; reportSeq <= toSeq; reportSeq++) {
      if (!this.reports.delete(reportSeq)) continue;
      this.receipts.delete(reportSeq);
      this.droppedReports.add(reportSeq);
    }
  }

  #observeReports(database: Database.Database): void {
    const after = this.#newestReportSeq;
    const rows = prepared(database, 'SELECT reportSeq, jws FROM report WHERE reportSeq > ? ORDER BY reportSeq').all(after) as ReportRow[];
    for (const { reportSeq, jws } of rows) {
      this.reports.set(reportSeq, digestOf(jws));
      this.#newestReportSeq = reportSeq;
      this.#trace.durable(`report ${reportSeq} ${digestOf(jws)}\n`);
    }
  }
}

interface ObservedRecord {
  readonly type: string;
  readonly data: {
    readonly eventClass?: string;
    readonly replaces?: readonly (readonly [number, number])[];
    readonly droppedReports?: { readonly fromSeq: number; readonly toSeq: number };
  };
}

export function digestOf(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 16);
}

function rowsAfter(database: Database.Database, id: number): RecordRow[] {
  return prepared(database, 'SELECT id, jcs FROM record WHERE id > ? ORDER BY id').all(id) as RecordRow[];
}

/** Digest of the record; undefined when it is not there or cannot be read. */
function recordAt(database: Database.Database, seq: number): string | undefined {
  try {
    const jcs = database
      .prepare<[number], string>('SELECT jcs FROM record WHERE id = ?')
      .pluck()
      .get(seq + 1);
    return jcs === undefined ? undefined : digestOf(jcs);
  } catch {
    return undefined;
  }
}

const statements = new WeakMap<Database.Database, Map<string, Database.Statement>>();

/** Statements are asked after every commit: made once for each connection. */
function prepared(database: Database.Database, sql: string): Database.Statement {
  const ofDatabase = statements.get(database) ?? new Map<string, Database.Statement>();
  statements.set(database, ofDatabase);
  const statement = ofDatabase.get(sql) ?? database.prepare(sql);
  ofDatabase.set(sql, statement);
  return statement;
}

const epochs = new WeakMap<Database.Database, number>();

/** Undefined while the ledger holds no record; a connection never sees a second epoch. */
function epochOf(database: Database.Database): number | undefined {
  const known = epochs.get(database);
  if (known !== undefined) return known;
  const first = database.prepare<[], RecordRow>('SELECT id, jcs FROM record ORDER BY id LIMIT 1').get();
  if (first === undefined) return undefined;
  const { epoch } = JSON.parse(first.jcs) as { epoch: number };
  epochs.set(database, epoch);
  return epoch;
}

function startOf(database: Database.Database, epoch: number): CommittedEpoch['start'] {
  if (epoch === 0) return undefined;
  const first = database.prepare<[], RecordRow>('SELECT id, jcs FROM record ORDER BY id LIMIT 1').get();
  return first === undefined ? undefined : (JSON.parse(first.jcs) as { data: Record<string, unknown> }).data;
}

function countsOf(database: Database.Database): { reportCount: number; receiptCount: number } {
  const row = database
    .prepare<[], { reportCount: number; receiptCount: number }>(
      'SELECT count(*) AS reportCount, count(receipt) AS receiptCount FROM report',
    )
    .get();
  return row ?? { reportCount: 0, receiptCount: 0 };
}
