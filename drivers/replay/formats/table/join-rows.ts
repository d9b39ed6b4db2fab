import type { Flaw } from '../../../../agent/contract/driver.ts';
import { flawAt, isFlaw, quoted, type RowCursor, type TableRow, unreadableTime } from './row-cursor.ts';

/** A row and the part it speaks of: index into the layouts' parts; 0 where the columns name the parts. */
export interface PartRow {
  readonly row: TableRow;
  readonly partIndex: number;
}

/** Everything the recording says about one moment. */
export interface Instant {
  readonly stampMs: number;
  readonly rows: readonly PartRow[];
}

/** Gathers rows to instants. `next` is undefined when `refill` must be awaited; that is false at the end of the recording. */
export interface Joiner {
  next(): Instant | Flaw | undefined;
  refill(): Promise<boolean>;
  close(): Promise<void>;
}

/** Layout wide: every row is an instant. */
export class WideJoiner implements Joiner {
  readonly #cursor: RowCursor;

  constructor(cursor: RowCursor) {
    this.#cursor = cursor;
  }

  next(): Instant | Flaw | undefined {
    const row = this.#cursor.next();
    if (row === undefined || isFlaw(row)) return row;
    if (row.stampMs === undefined) return unreadableTime(row, true);
    return { stampMs: row.stampMs, rows: [{ row, partIndex: 0 }] };
  }

  async refill(): Promise<boolean> {
    await this.#cursor.refill();
    return !this.#cursor.done;
  }

  close(): Promise<void> {
    return this.#cursor.close();
  }
}

/** Layout long: neighbouring rows of the same time and of different parts are one instant. */
export class LongJoiner implements Joiner {
  readonly #cursor: RowCursor;
  readonly #partIndexOf: ReadonlyMap<string, number>;
  #stampMs = 0;
  #rows: PartRow[] = [];

  constructor(cursor: RowCursor, partIndexOf: ReadonlyMap<string, number>) {
    this.#cursor = cursor;
    this.#partIndexOf = partIndexOf;
  }

  next(): Instant | Flaw | undefined {
    for (let row = this.#cursor.next(); row !== undefined; row = this.#cursor.next()) {
      const item = isFlaw(row) ? row : this.#gather(row);
      if (item !== undefined) return item;
    }
    return this.#cursor.done ? this.#flush() : undefined;
  }

  async refill(): Promise<boolean> {
    await this.#cursor.refill();
    return !this.#cursor.done;
  }

  close(): Promise<void> {
    return this.#cursor.close();
  }

  /** Undefined while the instant may still grow. */
  #gather(row: TableRow): Instant | Flaw | undefined {
    if (row.stampMs === undefined) return unreadableTime(row, true);
    const word = row.cells[1] ?? '';
    const partIndex = this.#partIndexOf.get(word);
    if (partIndex === undefined) return flawAt(row.place, 'replay/part-unknown', `${quoted(word)} is no part of the description`);
    const sameInstant = row.stampMs === this.#stampMs && this.#rows.every((each) => each.partIndex !== partIndex);
    const finished = sameInstant ? undefined : this.#flush();
    this.#stampMs = row.stampMs;
    this.#rows.push({ row, partIndex });
    return finished;
  }

  #flush(): Instant | undefined {
    if (this.#rows.length === 0) return undefined;
    const instant = { stampMs: this.#stampMs, rows: this.#rows };
    this.#rows = [];
    return instant;
  }
}
