import type Database from 'better-sqlite3';
import type { ReceiptVerdict } from '../../agent/contract/receipt.ts';
import type { Finding } from '../../agent/evidence/verdict.ts';
import { prepared } from './prepared.ts';

export interface StoredReport {
  readonly agentId: string;
  readonly reportSeq: number;
  readonly sha256: string;
  readonly jws: string;
  readonly receivedMs: number;
  readonly verdict: ReceiptVerdict;
}

export interface StoredReceipt {
  readonly agentId: string;
  readonly reportSeq: number;
  /** Of the report it is for. */
  readonly sha256: string;
  readonly verdict: ReceiptVerdict;
  readonly jws: string;
  readonly signedMs: number;
}

export interface Range {
  readonly fromSeq: number;
  /** Included. */
  readonly toSeq: number;
}

/** A report that was judged, with the receipt that says so; stored whole or not at all. */
export interface JudgedReport {
  readonly report: StoredReport;
  readonly receipt: StoredReceipt;
  readonly findings: readonly Finding[];
}

const REPORT = 'agentId, reportSeq, sha256, jws, receivedMs, verdict';
const RECEIPT = 'agentId, sha256, reportSeq, verdict, jws, signedMs';
const INSERT = {
  report: `INSERT INTO report (${REPORT}) VALUES (?, ?, ?, ?, ?, ?)`,
  fork: 'INSERT INTO fork (agentId, reportSeq, sha256, jws, receivedMs) VALUES (?, ?, ?, ?, ?)',
  receipt: `INSERT INTO receipt (${RECEIPT}) VALUES (?, ?, ?, ?, ?, ?)`,
  finding: 'INSERT INTO finding (agentId, reportSeq, sha256, checkId, code, severity, place, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
} as const;

/** Reports, the receipts signed for them, and second versions of them. Nothing here is ever changed or deleted. */
export class ReportTable {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  find(agentId: string, reportSeq: number): StoredReport | undefined {
    return this.#oneReport('agentId = ? AND reportSeq = ?', agentId, reportSeq);
  }

  /** The last stored report before this one, and the first after it. */
  neighbours(agentId: string, reportSeq: number): { previous: StoredReport | undefined; next: StoredReport | undefined } {
    return {
      previous: this.#oneReport('agentId = ? AND reportSeq < ? ORDER BY reportSeq DESC LIMIT 1', agentId, reportSeq),
      next: this.#oneReport('agentId = ? AND reportSeq > ? ORDER BY reportSeq LIMIT 1', agentId, reportSeq),
    };
  }

  #oneReport(where: string, agentId: string, reportSeq: number): StoredReport | undefined {
    return prepared<[string, number], StoredReport>(this.#database, `SELECT ${REPORT} FROM report WHERE ${where}`).get(agentId, reportSeq);
  }

  /** All reports of an agent in sequence. */
  all(agentId: string): StoredReport[] {
    return this.#database.prepare<[string], StoredReport>(`SELECT ${REPORT} FROM report WHERE agentId = ? ORDER BY reportSeq`).all(agentId);
  }

  /** The receipt signed for exactly these bytes. */
  receiptFor(agentId: string, sha256: string): StoredReceipt | undefined {
    const sql = `SELECT ${RECEIPT} FROM receipt WHERE agentId = ? AND sha256 = ?`;
    return prepared<[string, string], StoredReceipt>(this.#database, sql).get(agentId, sha256);
  }

  receipts(agentId: string): StoredReceipt[] {
    return this.#database
      .prepare<[string], StoredReceipt>(`SELECT ${RECEIPT} FROM receipt WHERE agentId = ? ORDER BY reportSeq, signedMs`)
      .all(agentId);
  }

  /** Report, findings and receipt in one durable transaction: a receipt that left this house is always found again. */
  store(judged: JudgedReport): void {
    this.#insert('report', judged);
  }

  /** A second report of a sequence already stored; kept as evidence beside the first. */
  storeFork(judged: JudgedReport): void {
    this.#insert('fork', judged);
  }

  forkCount(agentId: string): number {
    const count = this.#database.prepare('SELECT count(*) FROM fork WHERE agentId = ?').pluck().get(agentId);
    return Number(count);
  }

  /** Sequences that are missing below the highest stored one, lowest first. */
  missing(agentId: string, rangesMax: number): Range[] {
    const sql = `SELECT beforeSeq + 1 AS fromSeq, reportSeq - 1 AS toSeq FROM
      (SELECT reportSeq, lag(reportSeq, 1, -1) OVER (ORDER BY reportSeq) AS beforeSeq FROM report WHERE agentId = ?)
      WHERE reportSeq > beforeSeq + 1 ORDER BY reportSeq LIMIT ?`;
    return prepared<[string, number], Range>(this.#database, sql).all(agentId, rangesMax);
  }

  findings(agentId: string): (Finding & { readonly reportSeq: number })[] {
    const sql = `SELECT reportSeq, checkId AS "check", code, severity, place, text FROM finding WHERE agentId = ? ORDER BY reportSeq, rowid`;
    return this.#database.prepare<[string], Finding & { reportSeq: number }>(sql).all(agentId);
  }

  #insert(table: 'report' | 'fork', { report, receipt, findings }: JudgedReport): void {
    const { agentId, reportSeq, sha256, jws, receivedMs, verdict } = report;
    const database = this.#database;
    const insert = database.transaction(() => {
      if (table === 'report') prepared(database, INSERT.report).run(agentId, reportSeq, sha256, jws, receivedMs, verdict);
      else prepared(database, INSERT.fork).run(agentId, reportSeq, sha256, jws, receivedMs);
      prepared(database, INSERT.receipt).run(agentId, sha256, reportSeq, verdict, receipt.jws, receipt.signedMs);
      for (const { check, code, severity, place, text } of findings) {
        prepared(database, INSERT.finding).run(agentId, reportSeq, sha256, check, code, severity, place, text);
      }
    });
    insert.immediate();
  }
}
