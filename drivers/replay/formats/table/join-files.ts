import type { Flaw } from '../../../../agent/contract/driver.ts';
import type { Instant, Joiner, PartRow } from './join-rows.ts';
import { flawAt, isFlaw, type RowCursor, type TableRow, unreadableTime } from './row-cursor.ts';

/**
 * ```
 *  part 1 ─▶ cursor ─▶ head ┐
 *  part 2 ─▶ cursor ─▶ head ┼─▶ rows of one moment ─▶ instant
 *  part 3 ─▶ cursor ─▶ head ┘
 * ```
 * One file per part: holds one row of each. A file that ended is simply absent from the instants that follow.
 */
abstract class FilesJoiner implements Joiner {
  protected readonly cursors: readonly RowCursor[];
  protected readonly heads: (TableRow | undefined)[];

  /** Cursors in the order of the layouts' parts. */
  constructor(cursors: readonly RowCursor[]) {
    this.cursors = cursors;
    this.heads = cursors.map(() => undefined);
  }

  abstract next(): Instant | Flaw | undefined;

  async refill(): Promise<boolean> {
    for (const cursor of this.cursors) await cursor.refill();
    return this.heads.some((head) => head !== undefined) || this.cursors.some((cursor) => !cursor.done);
  }

  async close(): Promise<void> {
    for (const cursor of this.cursors) await cursor.close();
  }

  protected takeHeads(belongs: (row: TableRow) => boolean): PartRow[] {
    const rows: PartRow[] = [];
    for (const [partIndex, row] of this.heads.entries()) {
      if (row === undefined || !belongs(row)) continue;
      rows.push({ row, partIndex });
      this.heads[partIndex] = undefined;
    }
    return rows;
  }
}

/** Rows of exactly the same time belong together; the earliest time goes first. */
export class TimeAlignedJoiner extends FilesJoiner {
  override next(): Instant | Flaw | undefined {
    for (const [partIndex, cursor] of this.cursors.entries()) {
      if (this.heads[partIndex] !== undefined) continue;
      const row = cursor.next();
      if (row === undefined && !cursor.done) return undefined;
      if (row !== undefined && isFlaw(row)) return row;
      if (row !== undefined && row.stampMs === undefined) return unreadableTime(row, true);
      this.heads[partIndex] = row;
    }
    const stampMs = Math.min(...this.heads.map((head) => head?.stampMs ?? Number.POSITIVE_INFINITY));
    if (stampMs === Number.POSITIVE_INFINITY) return undefined;
    return { stampMs, rows: this.takeHeads((row) => row.stampMs === stampMs) };
  }
}

/**
 * Rows at the same place in their files belong together, for loggers that write all files at once but stamp them coarsely or
 * spoil the stamps of some. The time is the first readable one in part order; a row whose own time is further than one
 * period from it is out of step and dropped.
 */
export class RowAlignedJoiner extends FilesJoiner {
  readonly #taken: boolean[];
  readonly #periodMs: number;
  readonly #flaws: Flaw[] = [];

  constructor(cursors: readonly RowCursor[], periodMs: number) {
    super(cursors);
    this.#taken = cursors.map(() => false);
    this.#periodMs = periodMs;
  }

  override next(): Instant | Flaw | undefined {
    const waiting = this.#flaws.shift() ?? this.#takeRows();
    if (waiting !== undefined) return waiting === 'refill' ? undefined : waiting;
    const stampMs = this.heads.find((head) => head?.stampMs !== undefined)?.stampMs;
    this.#taken.fill(false);
    this.#judge(stampMs);
    const rows = this.takeHeads(() => true);
    if (stampMs === undefined || rows.length === 0) return this.#flaws.shift();
    return { stampMs, rows };
  }

  /** Takes one line of every file, spoilt ones too, so that places stay comparable. */
  #takeRows(): Flaw | 'refill' | undefined {
    for (const [partIndex, cursor] of this.cursors.entries()) {
      if (this.#taken[partIndex]) continue;
      const row = cursor.next();
      if (row === undefined && !cursor.done) return 'refill';
      this.#taken[partIndex] = true;
      if (row !== undefined && isFlaw(row)) return row;
      this.heads[partIndex] = row;
    }
    return undefined;
  }

  /** Reports rows without a time of their own and drops those whose time is another moment. */
  #judge(stampMs: number | undefined): void {
    for (const [partIndex, row] of this.heads.entries()) {
      if (row === undefined) continue;
      if (row.stampMs === undefined) {
        this.#flaws.push(unreadableTime(row, stampMs === undefined));
      } else if (stampMs !== undefined && Math.abs(row.stampMs - stampMs) > this.#periodMs) {
        this.#flaws.push(flawAt(row.place, 'replay/files-out-of-step', 'its time is not that of the same row in the other files'));
        this.heads[partIndex] = undefined;
      }
    }
  }
}
