import type Database from 'better-sqlite3';
import type { SeqRange } from '../../contract/record.ts';
import { type Knowable, unknown } from '../../contract/unknown.ts';
import { sha256Prefixed } from '../../evidence/hash.ts';
import type { CarriedReport } from '../commit.ts';
import { readable } from './damage.ts';
import type { HighWaterMark } from './high-water-mark.ts';
import { LostRanges } from './lost-ranges.ts';
import type { KnownReport, ReadReport } from './own-report.ts';

export interface SalvageRules {
  readonly readReport: ReadReport;
  readonly mark: HighWaterMark | undefined;
}

/** Reports looked for one by one, back from the newest: two per hour for eleven years. */
const reportsLookedForMax = 200_000;
/** Sequences at the end of the table that are tried before none of it is believed. */
const newestTriedCountMax = 64;

/**
 * The reports of a damaged ledger: each is asked for by its sequence, so that one bad page costs the reports on it and no more, and
 * believed only by its signature. The newest one may come from the mark.
 */
export class ReportSalvage {
  /** The newest report anybody knows of. */
  readonly newest: KnownReport | undefined;
  readonly lost: Knowable<readonly SeqRange[]>;
  readonly foundCount: number;
  readonly #database: Database.Database | undefined;
  readonly #rules: SalvageRules;
  readonly #span: SeqRange | undefined;
  readonly #lostSeqs = new Set<number>();

  constructor(database: Database.Database | undefined, rules: SalvageRules) {
    this.#database = database;
    this.#rules = rules;
    this.#span = this.#spanOf();
    const lost = new LostRanges();
    let newest: KnownReport | undefined;
    let foundCount = 0;
    for (const reportSeq of sequence(this.#span)) {
      const known = this.#believed(this.#stored(reportSeq), reportSeq) ?? this.#believed(this.#ofMark(reportSeq), reportSeq);
      if (known === undefined) {
        lost.add(reportSeq);
        this.#lostSeqs.add(reportSeq);
        continue;
      }
      newest = known;
      foundCount++;
    }
    this.newest = newest;
    this.foundCount = foundCount;
    this.lost = this.#span === undefined ? unknown('missing') : lost.ranges;
  }

  /** The same figures when only reports without a receipt are carried over: the others are lost to the new epoch, though not to the file. */
  waiting(): Pick<ReportSalvage, 'lost' | 'foundCount'> {
    const carriedSeqs = new Set([...this.each(true)].map(({ reportSeq }) => reportSeq));
    const lost = new LostRanges();
    for (const reportSeq of sequence(this.#span)) if (!carriedSeqs.has(reportSeq)) lost.add(reportSeq);
    return { foundCount: carriedSeqs.size, lost: this.#span === undefined ? this.lost : lost.ranges };
  }

  /** Every report that can be read, oldest first, one at a time; `onlyWaiting` leaves out those with a receipt. */
  *each(onlyWaiting: boolean): Generator<CarriedReport> {
    const { mark } = this.#rules;
    for (const reportSeq of sequence(this.#span)) {
      if (this.#lostSeqs.has(reportSeq)) continue;
      const stored = this.#stored(reportSeq);
      const isMark = mark?.reportSeq === reportSeq && stored?.jws !== mark.jws;
      const report = isMark ? this.#ofMark(reportSeq) : stored;
      if (report !== undefined && !(onlyWaiting && report.receipt !== null)) yield report;
    }
  }

  #believed(report: CarriedReport | undefined, reportSeq: number): KnownReport | undefined {
    const payload = report && this.#rules.readReport(report.jws);
    return report !== undefined && payload?.reportSeq === reportSeq ? { payload, sha256: sha256Prefixed(report.jws) } : undefined;
  }

  #stored(reportSeq: number): CarriedReport | undefined {
    const sql = 'SELECT reportSeq, jws, receipt FROM report WHERE reportSeq = ?';
    const row = readable(() => this.#database?.prepare<[number], CarriedReport>(sql).get(reportSeq));
    return typeof row?.jws === 'string' ? { ...row, receipt: typeof row.receipt === 'string' ? row.receipt : null } : undefined;
  }

  #ofMark(reportSeq: number): CarriedReport | undefined {
    const { mark } = this.#rules;
    return mark?.reportSeq === reportSeq && mark.jws !== null ? { reportSeq, jws: mark.jws, receipt: null } : undefined;
  }

  /** From the oldest report kept to the newest one known, by the database and by the mark. */
  #spanOf(): SeqRange | undefined {
    const { mark } = this.#rules;
    const toSeq = Math.max(this.#newestStoredSeq() ?? -1, mark?.reportSeq ?? -1);
    if (toSeq < 0) return undefined;
    const least = readable(() => this.#database?.prepare('SELECT min(reportSeq) FROM report').pluck().get());
    const fromSeqs = [least, mark?.oldestReportSeq].filter((seq): seq is number => typeof seq === 'number' && seq >= 0);
    return { fromSeq: Math.max(Math.min(...fromSeqs, toSeq), toSeq - reportsLookedForMax), toSeq };
  }

  /** A sequence no signed report bears out is a flipped bit, not a report; a little above one that does, a damaged report. */
  #newestStoredSeq(): number | undefined {
    const sql = 'SELECT reportSeq FROM report ORDER BY reportSeq DESC LIMIT ?';
    const seqs = readable(() => this.#database?.prepare<[number], number>(sql).pluck().all(newestTriedCountMax)) ?? [];
    const known = seqs.find((reportSeq) => this.#believed(this.#stored(reportSeq), reportSeq) !== undefined);
    return known === undefined ? undefined : seqs.find((reportSeq) => reportSeq <= known + newestTriedCountMax);
  }
}

function* sequence(span: SeqRange | undefined): Generator<number> {
  if (span === undefined) return;
  for (let seq = span.fromSeq; seq <= span.toSeq; seq++) yield seq;
}
