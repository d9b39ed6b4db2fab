import { describe, expect, it } from 'vitest';
import type { Flaw } from '../../../../agent/contract/driver.ts';
import { RowAlignedJoiner, TimeAlignedJoiner } from './join-files.ts';
import { type Instant, type Joiner, LongJoiner, WideJoiner } from './join-rows.ts';
import { csvParser } from './parse-line.ts';
import { isFlaw, RowCursor } from './row-cursor.ts';

/** A cursor over rows without a header, in chunks of this many bytes. */
function cursorOver(rows: readonly string[], file?: string, chunkBytes = 7): RowCursor {
  const bytes = new TextEncoder().encode(rows.map((row) => `${row}\n`).join(''));
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const parser = csvParser(['t', 'p'], ['t', 'p'], ',');
  return new RowCursor({ chunks: chunks(), parser, timeFormat: 'seconds', file, skipsHeader: false });
}

/** `time: part=cell …` of every instant, `place code` of every flaw; ! marks what was discarded. */
async function joined(joiner: Joiner): Promise<string[]> {
  const items: (Instant | Flaw)[] = [];
  do {
    for (let item = joiner.next(); item !== undefined; item = joiner.next()) items.push(item);
  } while (await joiner.refill());
  await joiner.close();
  return items.map((item) =>
    isFlaw(item)
      ? `${item.discarded ? '!' : ''}${item.place} ${item.code}`
      : `${item.stampMs / 1000}: ${item.rows.map(({ row, partIndex }) => `${partIndex}=${row.cells[1]}`).join(' ')}`,
  );
}

describe('layout wide', () => {
  it('makes an instant of every row', async () => {
    expect(await joined(new WideJoiner(cursorOver(['1,a', '1,b', '2,c'])))).toEqual(['1: 0=a', '1: 0=b', '2: 0=c']);
  });

  it('discards a row without a time', async () => {
    expect(await joined(new WideJoiner(cursorOver(['1,a', '?,b', '2,c'])))).toEqual(['1: 0=a', '!line 2 replay/time-unreadable', '2: 0=c']);
  });
});

describe('layout long', () => {
  const parts = new Map([
    ['hip', 0],
    ['knee', 1],
    ['ankle', 2],
  ]);
  const longJoiner = (rows: readonly string[]): LongJoiner => new LongJoiner(cursorOver(rows), parts);

  it('gathers the parts of one time', async () => {
    expect(await joined(longJoiner(['1,hip', '1,knee', '2,knee', '2,hip', '2,ankle']))).toEqual([
      '1: 0=hip 1=knee',
      '2: 1=knee 0=hip 2=ankle',
    ]);
  });

  it('begins a new instant when a part comes again at the same time', async () => {
    expect(await joined(longJoiner(['1,hip', '1,knee', '1,hip', '1,knee']))).toEqual(['1: 0=hip 1=knee', '1: 0=hip 1=knee']);
  });

  it('discards rows of unknown parts and rows without a time, and keeps the instant together', async () => {
    expect(await joined(longJoiner(['1,hip', '1,tail', '?,knee', '1,knee']))).toEqual([
      '!line 2 replay/part-unknown',
      '!line 3 replay/time-unreadable',
      '1: 0=hip 1=knee',
    ]);
  });

  it('gives nothing for nothing', async () => {
    expect(await joined(longJoiner([]))).toEqual([]);
  });
});

describe('layout files, aligned by time', () => {
  const timeJoiner = (files: readonly (readonly string[])[]): TimeAlignedJoiner =>
    new TimeAlignedJoiner(files.map((rows, fileIndex) => cursorOver(rows, `m${fileIndex}`, 3 + fileIndex * 4)));

  it('puts rows of the same time together', async () => {
    expect(
      await joined(
        timeJoiner([
          ['1,a', '2,b'],
          ['1,A', '2,B'],
        ]),
      ),
    ).toEqual(['1: 0=a 1=A', '2: 0=b 1=B']);
  });

  it('tolerates other lengths and other times', async () => {
    expect(await joined(timeJoiner([['1,a', '3,c', '4,d'], ['2,B', '3,C'], []]))).toEqual(['1: 0=a', '2: 1=B', '3: 0=c 1=C', '4: 0=d']);
  });

  it('pairs repeated times in their order', async () => {
    expect(
      await joined(
        timeJoiner([
          ['1,a', '1,b'],
          ['1,A', '1,B'],
        ]),
      ),
    ).toEqual(['1: 0=a 1=A', '1: 0=b 1=B']);
  });

  it('goes on with the others where one file has a spoilt row', async () => {
    expect(
      await joined(
        timeJoiner([
          ['1,a', '2,b', '3,c'],
          ['1,A', '2', '3,C'],
        ]),
      ),
    ).toEqual(['1: 0=a 1=A', '!m1 line 2 replay/field-count', '2: 0=b', '3: 0=c 1=C']);
    expect(await joined(timeJoiner([['?,a', '1,b'], ['1,B']]))).toEqual(['!m0 line 1 replay/time-unreadable', '1: 0=b 1=B']);
  });
});

describe('layout files, aligned by row', () => {
  const rowJoiner = (files: readonly (readonly string[])[]): RowAlignedJoiner =>
    new RowAlignedJoiner(
      files.map((rows, fileIndex) => cursorOver(rows, `m${fileIndex}`, 5 + fileIndex * 3)),
      1000,
    );

  it('takes the time of the first file that tells it; unreadable ones are counted, their cells kept', async () => {
    expect(
      await joined(
        rowJoiner([
          ['?,a', '?,b'],
          ['1,A', '2,B'],
        ]),
      ),
    ).toEqual(['1: 0=a 1=A', 'm0 line 1 replay/time-unreadable', '2: 0=b 1=B', 'm0 line 2 replay/time-unreadable']);
  });

  it('discards a place at which no file tells the time', async () => {
    expect(await joined(rowJoiner([['1,a', '?,b'], ['1,A', '?,B'], ['1,x']]))).toEqual([
      '1: 0=a 1=A 2=x',
      '!m0 line 2 replay/time-unreadable',
      '!m1 line 2 replay/time-unreadable',
    ]);
  });

  it('keeps places comparable after a spoilt row', async () => {
    expect(
      await joined(
        rowJoiner([
          ['1,a', '2', '3,c'],
          ['1,A', '2,B', '3,C'],
        ]),
      ),
    ).toEqual(['1: 0=a 1=A', '!m0 line 2 replay/field-count', '2: 1=B', '3: 0=c 1=C']);
  });

  it('drops a row that belongs to another moment', async () => {
    expect(
      await joined(
        rowJoiner([
          ['1,a', '2,b'],
          ['1,A', '9,B'],
        ]),
      ),
    ).toEqual(['1: 0=a 1=A', '2: 0=b', '!m1 line 2 replay/files-out-of-step']);
  });

  it('tolerates files that end early', async () => {
    expect(await joined(rowJoiner([['1,a'], ['1,A', '2,B'], []]))).toEqual(['1: 0=a 1=A', '2: 1=B']);
  });
});
