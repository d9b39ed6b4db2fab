import type { EpochStart } from '../../agent/contract/record.ts';

/** What the first record of a second epoch says. */
export function epochStart(change: Partial<EpochStart> = {}): EpochStart {
  return {
    prevEpoch: 0,
    prevSize: 12,
    prevRoot: `sha256:${'0'.repeat(64)}`,
    cause: 'databaseUnreadable',
    detail: 'quick_check: a page is wrong',
    salvagedReportCount: 3,
    lostRecords: [{ fromSeq: 4, toSeq: 6 }],
    lostReports: [],
    totalsFrom: 'state',
    quarantined: 'ledger.epoch-0.quarantined.sqlite',
    givenUp: [],
    ...change,
  };
}
