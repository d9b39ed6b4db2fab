import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeAt } from '../../../tests/support/telemetry.ts';
import type { Json } from '../../contract/schema.ts';
import { Ledger } from '../ledger.ts';
import { StatedGaps } from './stated-gaps.ts';

/** The gaps that records with these facts state. */
function stating(records: readonly { readonly type: string; readonly data: Readonly<Record<string, Json>> }[]): StatedGaps {
  let stated: StatedGaps | undefined;
  const ledger = new Ledger({ path: ':memory:', agentId: 'a', origin: 'live', identity: {}, epoch: 0 });
  for (const { type, data } of records) ledger.append({ type, time: timeAt(0), urgent: false, data });
  ledger.commit({});
  ledger.join((database) => {
    stated = new StatedGaps(database);
    return { write: () => undefined, committed: () => undefined };
  });
  ledger.close();
  if (stated === undefined) throw new Error('no lane was opened');
  return stated;
}

const range = fc.tuple(fc.nat(30), fc.nat(6)).map(([fromSeq, count]) => ({ fromSeq, toSeq: fromSeq + count }));

describe('gaps between reports', () => {
  it('are covered exactly when each report of them was stated, in whatever order (property)', () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 4 }), fc.array(range, { maxLength: 4 }), range, (dropped, lost, gap) => {
        const aggregates = dropped.map((droppedReports) => ({ type: 'day.aggregate', data: { droppedReports } }));
        const stated = stating([{ type: 'epoch.start', data: { lostReports: lost } }, ...aggregates]);
        const seqs = new Set([...dropped, ...lost].flatMap(({ fromSeq, toSeq }) => sequence(fromSeq, toSeq)));
        expect(stated.cover(gap)).toBe(sequence(gap.fromSeq, gap.toSeq).every((seq) => seqs.has(seq)));
      }),
      { numRuns: 60 },
    );
  });

  it('are covered by an epoch that could not count, however wide they are', () => {
    const stated = stating([{ type: 'epoch.start', data: { lostReports: { unknown: 'missing' } } }]);
    expect(stated.cover({ fromSeq: 3, toSeq: Number.MAX_SAFE_INTEGER - 1 })).toBe(true);
  });

  it('are not covered by other records, and by what is no range; that harms nothing', () => {
    const gap = { fromSeq: 0, toSeq: 0 };
    const lostReports: Json[] = [null, 7, 'a', [null], [{ fromSeq: '0', toSeq: 0 }], {}];
    for (const stated of lostReports) expect(stating([{ type: 'epoch.start', data: { lostReports: stated } }]).cover(gap)).toBe(false);
    expect(stating([{ type: 'event.started', data: { droppedReports: gap } }]).cover(gap)).toBe(false);
  });

  it('are not covered by a record that cannot be read any more', () => {
    const database = new Database(':memory:');
    database.exec('CREATE TABLE record (id INTEGER PRIMARY KEY, jcs ANY); INSERT INTO record (jcs) VALUES (\'null "lostReports"\')');
    for (const jcs of ['{"type":"epoch.start","lostReports":{}}', Buffer.from('"lostReports"'), '"lostReports"']) {
      database.prepare('INSERT INTO record (jcs) VALUES (?)').run(jcs);
    }
    expect(new StatedGaps(database).cover({ fromSeq: 0, toSeq: 0 })).toBe(false);
    database.close();
  });
});

function sequence(fromSeq: number, toSeq: number): number[] {
  return Array.from({ length: toSeq - fromSeq + 1 }, (_, place) => fromSeq + place);
}
