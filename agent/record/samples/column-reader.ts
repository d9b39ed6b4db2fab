import { unpackColumn } from './integer-column.ts';

/** Reads packed columns one after another. Throws RangeError where the bytes end or are no column. */
export class ColumnReader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  next(decimalCount = 0, runStarts: ReadonlySet<number> = new Set()): readonly number[] {
    const column = unpackColumn(this.#bytes, this.#at, { decimalCount, runStarts });
    if (column === undefined) throw new RangeError('the bytes of a batch end before its columns do');
    this.#at = column.endAt;
    return column.values;
  }
}
