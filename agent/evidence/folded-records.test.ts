import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerRecord } from '../contract/record.ts';
import type { Json } from '../contract/schema.ts';
import { FoldedRecords } from './folded-records.ts';

const run = (firstSeq: number, lastSeq: number) => ({ epoch: 0, firstSeq, lastSeq, subtrees: [], head: Buffer.alloc(32) });
const aggregate = (replaces: Json, seq = 1000, type = 'day.aggregate') => ({ type, seq, data: { replaces } }) as unknown as LedgerRecord;

function foldedWith(runs: readonly (readonly [number, number])[], ...aggregates: LedgerRecord[]): FoldedRecords {
  const folded = new FoldedRecords();
  for (const [first, last] of runs) folded.take(run(first, last));
  for (const record of aggregates) folded.read(record);
  return folded;
}

describe('folded records', () => {
  it.each<[string, FoldedRecords, unknown]>([
    ['all named', foldedWith([[3, 9]], aggregate([[3, 9]])), []],
    ['named by two aggregates', foldedWith([[3, 9]], aggregate([[3, 5]]), aggregate([[6, 9]])), []],
    ['named by none', foldedWith([[3, 9]]), [[3, 9]]],
    [
      'with one in the midst that none names',
      foldedWith(
        [[3, 9]],
        aggregate([
          [3, 5],
          [7, 9],
        ]),
      ),
      [[6, 6]],
    ],
    [
      'at both ends beyond what is named',
      foldedWith([[3, 9]], aggregate([[4, 8]])),
      [
        [3, 3],
        [9, 9],
      ],
    ],
    ['named by a record of another type', foldedWith([[3, 9]], aggregate([[3, 9]], 1000, 'finding')), [[3, 9]]],
    ['named before they were: an aggregate speaks of what came before it', foldedWith([[3, 9]], aggregate([[3, 9]], 9)), [[3, 9]]],
    ['named by nonsense', foldedWith([[3, 9]], aggregate('all'), aggregate([[9, 3], [3], 'x', [1.5, 9]])), [[3, 9]]],
  ])('%s', (_, folded, unnamed) => {
    expect(folded.unnamed()).toEqual(unnamed);
  });

  it('are unnamed exactly where no aggregate names them (property)', () => {
    const range = fc.tuple(fc.nat(60), fc.nat(12)).map(([first, more]) => [first, first + more] as const);
    fc.assert(
      fc.property(range, fc.array(range, { maxLength: 8 }), (hidden, named) => {
        const folded = foldedWith([hidden], aggregate(named as unknown as Json));
        const left = folded.unnamed().flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, index) => first + index));
        const wanted = Array.from({ length: hidden[1] - hidden[0] + 1 }, (_, index) => hidden[0] + index);
        expect(left).toEqual(wanted.filter((seq) => !named.some(([first, last]) => first <= seq && seq <= last)));
      }),
    );
  });

  it('spare a line for each record but one of a run', () => {
    const folded = foldedWith([
      [3, 9],
      [20, 20],
    ]);
    expect([2, 3, 5, 9, 10, 25].map((index) => folded.linesSpared(index))).toEqual([0, 0, 2, 6, 6, 6]);
    expect(folded.isEmpty).toBe(false);
    expect(new FoldedRecords().isEmpty).toBe(true);
  });

  it('are said in words, with the heads that rest on other proofs', () => {
    const folded = foldedWith([
      [3, 9],
      [20, 20],
    ]);
    expect(folded.describe(0)).toBe('8 records in 2 runs were replaced by aggregates: their hashes lead to the signed roots');
    expect(folded.describe(3)).toMatch(/; 3 heads signed within them rest on V6 alone$/);
  });
});
