import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Flaw } from '../../../../agent/contract/driver.ts';
import { TransientError } from '../../../../agent/contract/errors.ts';
import { lineBytesMax } from './line-splitter.ts';
import { csvParser, jsonParser } from './parse-line.ts';
import { type ByteChunks, isFlaw, placeOf, quoted, RowCursor, type RowCursorOptions, type TableRow, unreadableTime } from './row-cursor.ts';

async function* chunksFrom(pieces: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield typeof piece === 'string' ? new TextEncoder().encode(piece) : piece;
}

function cursorOf(chunks: ByteChunks, replaced: Partial<RowCursorOptions> = {}): RowCursor {
  const parser = csvParser(['t', 'v'], ['t', 'v'], ',');
  return new RowCursor({ chunks, parser, timeFormat: 'seconds', file: undefined, skipsHeader: true, ...replaced });
}

async function readAll(cursor: RowCursor): Promise<(TableRow | Flaw)[]> {
  const items: (TableRow | Flaw)[] = [];
  while (!cursor.done) {
    for (let item = cursor.next(); item !== undefined; item = cursor.next()) items.push(item);
    await cursor.refill();
    expect(cursor.heldBytes).toBeLessThanOrEqual(lineBytesMax);
  }
  return items;
}

const rowsOf = (items: readonly (TableRow | Flaw)[]): string[] =>
  items.map((item) => (isFlaw(item) ? `${item.place} ${item.code}` : `${placeOf(item.place)} ${item.stampMs} ${item.cells[1]}`));

describe('a row cursor', () => {
  it('skips the header and blank lines and names rows by their line', async () => {
    const cursor = cursorOf(chunksFrom(['\n', 't,v\n1,a\n\n', '  \n2,b\n']));
    expect(rowsOf(await readAll(cursor))).toEqual(['line 3 1000 a', 'line 6 2000 b']);
  });

  it('reads every line of a file without a header', async () => {
    const cursor = cursorOf(chunksFrom(['{"t":1,"v":2}\n{"t":2}\n']), { parser: jsonParser(['t', 'v']), skipsHeader: false });
    expect(rowsOf(await readAll(cursor))).toEqual(['line 1 1000 2', 'line 2 2000 ']);
  });

  it('names the file when there are several', async () => {
    const cursor = cursorOf(chunksFrom(['t,v\n1,2,3\n']), { file: 'data_motor_2.csv' });
    expect(await readAll(cursor)).toEqual([
      { code: 'replay/field-count', place: 'data_motor_2.csv line 2', text: '3 fields instead of 2', discarded: true },
    ]);
  });

  it('hands on a row whose time is unreadable: its place may still say when it was', async () => {
    const [row] = await readAll(cursorOf(chunksFrom(['t,v\nnoon,7\n'])));
    expect(row).toMatchObject({ stampMs: undefined, cells: ['noon', '7'] });
    expect(row !== undefined && !isFlaw(row) && unreadableTime(row, false)).toEqual({
      code: 'replay/time-unreadable',
      place: 'line 2',
      text: '"noon" is not a time',
      discarded: false,
    });
  });

  it('tells a truncated last line from a malformed one', async () => {
    expect(rowsOf(await readAll(cursorOf(chunksFrom(['t,v\n1\n2,b\n3']))))).toEqual([
      'line 2 replay/field-count',
      'line 3 2000 b',
      'line 4 replay/truncated-last-line',
    ]);
  });

  it('keeps a whole last row that only lacks its newline', async () => {
    expect(rowsOf(await readAll(cursorOf(chunksFrom(['t,v\n1,a']))))).toEqual(['line 2 1000 a']);
  });

  it('names the limit a line broke and finds the next row', async () => {
    const items = await readAll(cursorOf(chunksFrom(['t,v\n', '9'.repeat(lineBytesMax), '9,9\n2,b\n'])));
    expect(items[0]).toEqual({ code: 'replay/line-too-long', place: 'line 2', text: `longer than ${lineBytesMax} bytes`, discarded: true });
    expect(rowsOf(items)[1]).toBe('line 3 2000 b');
  });

  it('is done at once when there is nothing', async () => {
    expect(await readAll(cursorOf(chunksFrom([])))).toEqual([]);
  });

  it('turns a failing read into a TransientError that says why', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode('t,v\n1,a\n');
      throw new Error('EIO: i/o error');
    }
    const cursor = cursorOf(failing());
    await cursor.refill();
    expect(rowsOf([cursor.next()].filter((item) => item !== undefined))).toEqual(['line 2 1000 a']);
    expect(cursor.next()).toBeUndefined();
    const error: unknown = await cursor.refill().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({ code: 'replay/read-failed', message: expect.stringContaining('EIO') });
  });

  it('closes its chunks when it is closed early', async () => {
    let closed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield new TextEncoder().encode('t,v\n');
      } finally {
        closed = true;
      }
    }
    const cursor = cursorOf(endless());
    await cursor.refill();
    await cursor.close();
    expect(closed).toBe(true);
  });

  it('finds the next good row after any lines of noise', async () => {
    const noise = fc.array(
      fc.uint8Array({ minLength: 1, maxLength: 80 }).map((bytes) => bytes.map((byte) => (byte === 0x0a ? 0x20 : byte))),
      { maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(noise, async (lines) => {
        const pieces = lines.flatMap((line) => [line, '\n']);
        const items = await readAll(cursorOf(chunksFrom(['t,v\n', ...pieces, '77,good\n'])));
        expect(rowsOf(items).at(-1)).toBe(`line ${lines.length + 2} 77000 good`);
        expect(items.length).toBeLessThanOrEqual(lines.length + 1);
      }),
    );
  });
});

describe('a cell in a message', () => {
  it('is cut to a length a person reads', () => {
    expect(quoted('abc')).toBe('"abc"');
    expect(quoted('x'.repeat(500))).toBe(`"${'x'.repeat(40)}…"`);
  });
});
