import type { Flaw } from '../../../../agent/contract/driver.ts';
import { TransientError } from '../../../../agent/contract/errors.ts';
import { type Line, LineSplitter, lineBytesMax } from './line-splitter.ts';
import { isMalformed, type LineParser } from './parse-line.ts';
import { readTime, type TimeFormat } from './read-time.ts';

/** One row as text: cells in the order of `readColumns`, the first of them the time. */
export interface TableRow {
  readonly place: RowPlace;
  /** Undefined when the time cell is unreadable. */
  readonly stampMs: number | undefined;
  readonly cells: readonly string[];
}

export interface RowPlace {
  /** Named when a recording has several files. */
  readonly file: string | undefined;
  readonly lineIndex: number;
}

export type ByteChunks = AsyncIterable<Uint8Array>;

export interface RowCursorOptions {
  readonly chunks: ByteChunks;
  readonly parser: LineParser;
  readonly timeFormat: TimeFormat;
  readonly file: string | undefined;
  /** CSV: the first line that is not blank is the header. */
  readonly skipsHeader: boolean;
}

/** `line 12`, or `data_motor_2.csv line 12`. */
export function placeOf({ file, lineIndex }: RowPlace): string {
  return `${file === undefined ? '' : `${file} `}line ${lineIndex}`;
}

export function isFlaw(item: object): item is Flaw {
  return 'code' in item;
}

/**
 * ```
 *  chunks ──refill──▶ LineSplitter ──next──▶ parser ──▶ row | flaw | undefined (refill, unless done)
 * ```
 * Reads one file of a table. Waiting happens once per chunk, never per row.
 */
export class RowCursor {
  readonly #options: RowCursorOptions;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #lines = new LineSplitter();
  #headerSeen: boolean;
  #needsBytes = true;
  #ended = false;

  constructor(options: RowCursorOptions) {
    this.#options = options;
    this.#chunks = options.chunks[Symbol.asyncIterator]();
    this.#headerSeen = !options.skipsHeader;
  }

  /** The file was read to its end and every row was handed out. */
  get done(): boolean {
    return this.#ended && this.#needsBytes;
  }

  /** Bytes held of a row whose end has not been seen. */
  get heldBytes(): number {
    return this.#lines.heldBytes;
  }

  /** The next row or what was wrong with it; undefined when `refill` must be awaited first or the file is done. */
  next(): TableRow | Flaw | undefined {
    for (let line = this.#lines.next(); line !== undefined; line = this.#lines.next()) {
      if (line.kind !== 'tooLong' && line.text.trim() === '') continue;
      if (this.#headerSeen) return this.#rowOf(line);
      this.#headerSeen = true;
    }
    this.#needsBytes = true;
    return undefined;
  }

  /** Reads the next chunk if this cursor needs one. A failing read is a TransientError. */
  async refill(): Promise<void> {
    if (!this.#needsBytes || this.#ended) return;
    const result = await this.#read();
    if (result.done === true) {
      this.#ended = true;
      this.#lines.end();
    } else {
      this.#lines.push(result.value);
    }
    this.#needsBytes = false;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #read(): Promise<IteratorResult<Uint8Array>> {
    try {
      return await this.#chunks.next();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new TransientError('replay/read-failed', `the recording could not be read on: ${reason}`, { cause: error });
    }
  }

  #rowOf(line: Line): TableRow | Flaw {
    const place = { file: this.#options.file, lineIndex: line.lineIndex };
    if (line.kind === 'tooLong') return flawAt(place, 'replay/line-too-long', `longer than ${lineBytesMax} bytes`);
    const cells = this.#options.parser(line.text);
    if (!isMalformed(cells)) return { place, stampMs: readTime(cells[0] ?? '', this.#options.timeFormat), cells };
    if (line.kind === 'unterminated') return flawAt(place, 'replay/truncated-last-line', `the file ends inside a row: ${cells.text}`);
    return flawAt(place, cells.code, cells.text);
  }
}

/** A flaw that cost the row. */
export function flawAt(place: RowPlace, code: string, text: string): Flaw {
  return { code, place: placeOf(place), text, discarded: true };
}

const quotedCharsMax = 40;

/** A cell as it stands in the recording, short enough for a message. */
export function quoted(cell: string): string {
  return `"${cell.length > quotedCharsMax ? `${cell.slice(0, quotedCharsMax)}…` : cell}"`;
}

/** The flaw of a row whose time cell cannot be read. */
export function unreadableTime(row: TableRow, discarded: boolean): Flaw {
  return { ...flawAt(row.place, 'replay/time-unreadable', `${quoted(row.cells[0] ?? '')} is not a time`), discarded };
}
