import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeAt } from '../../tests/support/telemetry.ts';
import { type FindingTally, noFindings, reportedFindings, type TalliedRecord, tallyFinding } from './finding.ts';
import { findingCodes, isFindingCode } from './finding-code.ts';

const record = (seq: number, type: string, atMs = 0): TalliedRecord => ({
  ...{ seq, type, bootId: 'boot-1', monoNs: String(atMs * 1_000_000), data: {} },
});
const reply = (seq: number, code: string): TalliedRecord => ({ ...record(seq, 'finding.reply'), data: { code, text: 'teaching' } });
const tallied = (...records: TalliedRecord[]): FindingTally => records.reduce(tallyFinding, noFindings);
const endMs = 3_600_000;
const reported = (tally: FindingTally, rolledBack = false) => reportedFindings(tally, timeAt(endMs), rolledBack);

describe('findings of a period', () => {
  it('are counted by code, with the first few records', () => {
    const many = Array.from({ length: 20 }, (_, index) => record(index, 'safety.autoReset'));
    expect(reported(tallied(...many, record(30, 'version.changed'), record(31, 'meter.tick')))).toEqual([
      {
        ...{ code: 'safety.autoReset', findingCount: 20, recordSeqs: [0, 1, 2, 3, 4, 5, 6, 7] },
        ...{ reviewRequested: true, replied: false, replySeqs: [] },
      },
      { code: 'version.changed', findingCount: 1, recordSeqs: [30], reviewRequested: false, replied: false, replySeqs: [] },
    ]);
  });

  it('are none where nothing was found', () => {
    expect(reported(tallied(record(0, 'agent.started'), record(1, 'event.started')))).toEqual([]);
  });

  it('carry the replies, also to what an earlier report found; that asks for no review again', () => {
    expect(reported(tallied(reply(7, 'safety.autoReset')))).toEqual([
      { code: 'safety.autoReset', findingCount: 0, recordSeqs: [], reviewRequested: false, replied: true, replySeqs: [7] },
    ]);
  });

  it('have a clock step only within five minutes of the end, on the clock of the end', () => {
    const steps = [record(1, 'clock.step', endMs - 300_001), record(2, 'clock.step', endMs - 300_000), record(3, 'clock.step', endMs)];
    expect(reported(tallied(...steps, { ...record(4, 'clock.step', endMs), bootId: 'before' }))).toMatchObject([
      { code: 'clock.step', findingCount: 2, recordSeqs: [2, 3] },
    ]);
  });

  it('have a rollback of the ledger as its first record', () => {
    expect(reported(noFindings, true)).toMatchObject([{ code: 'meter.rollback', recordSeqs: [0], reviewRequested: true }]);
  });

  it('are bounded whatever the records say (property)', () => {
    const type = fc.oneof(fc.constantFrom(...Object.keys(findingCodes), 'finding.reply'), fc.string());
    const any = fc
      .record({ seq: fc.nat(), type, code: fc.string() })
      .map(({ seq, type: name, code }) => ({ ...record(seq, name, seq), data: { code } }));
    fc.assert(
      fc.property(fc.array(any, { maxLength: 300 }), (records) => {
        const found = reported(tallied(...records));
        expect(found.length).toBeLessThanOrEqual(Object.keys(findingCodes).length);
        expect(
          found.every(({ code, recordSeqs, replySeqs }) => isFindingCode(code) && recordSeqs.length <= 8 && replySeqs.length <= 8),
        ).toBe(true);
      }),
    );
  });
});
