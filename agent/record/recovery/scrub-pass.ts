import type Database from 'better-sqlite3';
import type { Json } from '../../contract/schema.ts';
import { canonicalJson } from '../../evidence/canonical-json.ts';
import { chainStart } from '../../evidence/chain.ts';
import { CompactRange } from '../../evidence/merkle-log.ts';
import { SavedState } from '../saved-state.ts';
import { prepared } from '../sqlite/prepared.ts';
import { type Damage, damage } from './damage.ts';
import { foldedLeavesMax, type LogNode, soundLogNodes } from './log-nodes.ts';
import { type ReadReport, signedSeqOf } from './own-report.ts';
import { RecordWalk } from './record-walk.ts';
import type { ScrubPosition } from './scrub-position.ts';

/** Records of one piece: a few milliseconds. Folded subtrees never straddle its bounds, so the records behind may be folded meanwhile. */
export const scrubRecordsMax = foldedLeavesMax;
/** Reports of one piece; each is a signature to check. */
export const scrubReportsMax = 8;

/** Before the first record, whose chain begins with the epoch. */
const opening = { size: 0, peaks: [], head: '' };

export interface ScrubbedLedger {
  readonly database: Database.Database;
  readonly agentId: string;
  readonly epoch: number;
  readonly readReport: ReadReport;
}

/**
 * Once through all that was committed, piece by piece, from the first record and the oldest report, or from where a pass was broken off, to the
 * end as it then is.
 */
export class ScrubPass {
  readonly #ledger: ScrubbedLedger;
  readonly #saved: SavedState;
  readonly #walk: RecordWalk;
  readonly #range: CompactRange;
  #reportSeq: number;
  #areRecordsDone: boolean;
  #areReportsDone = false;

  constructor(ledger: ScrubbedLedger, from: ScrubPosition = { records: opening, reportSeq: -1 }) {
    const { size, peaks, head } = from.records ?? opening;
    this.#ledger = ledger;
    this.#saved = new SavedState(ledger.database);
    this.#walk = new RecordWalk(size === 0 ? chainStart(ledger.agentId, ledger.epoch) : Buffer.from(head, 'hex'));
    this.#range = CompactRange.restore(size, peaks);
    this.#areRecordsDone = from.records === null;
    this.#reportSeq = from.reportSeq;
  }

  get isDone(): boolean {
    return this.#areRecordsDone && this.#areReportsDone;
  }

  /** Where another pass could go on from; undefined at the end. */
  get position(): ScrubPosition | undefined {
    if (this.isDone) return undefined;
    const head = Buffer.from(this.#walk.head ?? []).toString('hex');
    const records = this.#areRecordsDone ? null : { size: this.#range.size, peaks: this.#range.snapshot(), head };
    return { records, reportSeq: this.#reportSeq };
  }

  /** Looks at the next piece; the damage it found, if any. Throws what the database throws: the piece can be tried again. */
  step(): Damage | undefined {
    return (this.#areRecordsDone ? undefined : this.#records()) ?? (this.#areReportsDone ? undefined : this.#reports());
  }

  #records(): Damage | undefined {
    const saved = this.#saved.get('range');
    const size = saved === undefined ? 0 : (JSON.parse(saved) as { size: number }).size;
    const fromSeq = this.#range.size;
    const toSeq = Math.min(size, fromSeq + scrubRecordsMax - (fromSeq % scrubRecordsMax));
    for (const node of soundLogNodes(this.#ledger.database, fromSeq, toSeq)) {
      const found = this.#take(node);
      if (found !== undefined) return found;
    }
    if (this.#range.size < size) return undefined;
    this.#areRecordsDone = true;
    const own = canonicalJson({ size: this.#range.size, peaks: this.#range.snapshot() } as Json);
    const isSame = saved === undefined || own === saved;
    return isSame ? undefined : damage('recordsDamaged', 'the hashes of the records do not lead to the saved log');
  }

  #take(node: LogNode): Damage | undefined {
    if (node.kind === 'missing') return damage('recordsDamaged', `record ${node.seq} is missing`);
    if (node.kind === 'folded') {
      this.#walk.fold(node.folded.head);
      this.#range.appendSubtree(node.folded);
      return undefined;
    }
    if (this.#walk.take(node.row) !== 'good') return damage('recordsDamaged', `record ${node.seq} does not fit its hashes`);
    this.#range.append(node.row.leaf);
    return undefined;
  }

  #reports(): Damage | undefined {
    const { database, readReport } = this.#ledger;
    const sql = 'SELECT reportSeq, jws FROM report WHERE reportSeq > ? ORDER BY reportSeq LIMIT ?';
    const rows = prepared<[number, number], { reportSeq: number; jws: string }>(database, sql).all(this.#reportSeq, scrubReportsMax);
    const bad = rows.find(({ reportSeq, jws }) => typeof jws !== 'string' || signedSeqOf(jws, readReport) !== reportSeq);
    if (bad !== undefined) return damage('reportsDamaged', `report ${bad.reportSeq} does not fit its signature`);
    this.#reportSeq = rows.at(-1)?.reportSeq ?? this.#reportSeq;
    this.#areReportsDone = rows.length < scrubReportsMax;
    return undefined;
  }
}
