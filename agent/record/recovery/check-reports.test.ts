import { describe, expect, it } from 'vitest';
import { epochStart } from '../../../tests/support/epoch-start.ts';
import { longLedger, spoil, unsignedOpening } from '../../../tests/support/long-ledger.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import type { LedgerEntry } from '../../contract/record.ts';
import { dayAggregate, epochStarted } from '../entries.ts';
import { checkLedger } from './check-ledger.ts';
import { openLedger } from './open-ledger.ts';

/** What the check says of the reports 0, 1 and 5 of a ledger that has this record besides. */
function saidWith(entry?: LedgerEntry): string[] {
  const path = longLedger(10, 6);
  const { ledger } = openLedger(unsignedOpening(path));
  if (entry !== undefined) ledger.append(entry);
  ledger.commit({});
  ledger.close();
  spoil(path, 'DELETE FROM report WHERE reportSeq BETWEEN 2 AND 4');
  return checkLedger(path)
    .flaws.map(({ place, text }) => `${place}: ${text}`)
    .filter((text) => text.includes('follows'));
}

const missing = ['report 5: follows report 1: what is between them is missing'];
const dropped = (fromSeq: number, toSeq: number) => dayAggregate(timeAt(0), { droppedReports: { fromSeq, toSeq } });
const lost = (lostReports: ReturnType<typeof epochStart>['lostReports']) => epochStarted(timeAt(0), epochStart({ lostReports }));

describe('reports that are not there', () => {
  it('are missing when no record says where they went', () => {
    expect(saidWith()).toEqual(missing);
    expect(saidWith(dropped(3, 4))).toEqual(missing);
    expect(saidWith(lost([{ fromSeq: 2, toSeq: 3 }]))).toEqual(missing);
  });

  it.each([
    ['an aggregate dropped', dropped(2, 4)],
    ['an aggregate dropped, among others', dropped(1, 9)],
    [
      'the epoch began without',
      lost([
        { fromSeq: 2, toSeq: 2 },
        { fromSeq: 3, toSeq: 4 },
      ]),
    ],
    ['the epoch could not count', lost({ unknown: 'missing' })],
  ])('are not missing when %s them', (_, entry) => {
    expect(saidWith(entry)).toEqual([]);
  });
});
