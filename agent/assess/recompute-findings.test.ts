import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingCodes } from '../contract/finding-code.ts';
import type { ReportRecord } from './recompute-chain.ts';
import { recomputeFindings } from './recompute-findings.ts';

const record = (
  seq: number,
  type: string,
  { atMs = 0, ...data }: { readonly atMs?: number } & ReportRecord['data'] = {},
): ReportRecord => ({
  ...{ seq, type, bootId: 'b', monoNs: String(atMs * 1_000_000), wall: '2026-01-01T00:00:00.000Z', data },
});
const hourMs = 3_600_000;
const recomputed = (records: readonly ReportRecord[], isTickedAtClose: boolean) =>
  recomputeFindings(records, { isTickedAtClose, carriesReplies: true });
const close = record(99, 'meter.tick', { atMs: hourMs });

describe('findings again from the records', () => {
  it('are counted by code, with their records and the replies to them', () => {
    const records = [record(3, 'safety.autoReset'), record(5, 'finding.reply', { code: 'safety.autoReset', text: 'taught' }), close];
    expect(recomputed(records, true)).toEqual({
      isDecided: true,
      findings: [{ code: 'safety.autoReset', findingCount: 1, recordSeqs: [3], reviewRequested: true, replied: true, replySeqs: [5] }],
    });
  });

  it('have the words of a reply where the report has them, and only name its record where an earlier version did', () => {
    const said = { code: 'safety.autoReset', findingSeq: 3, text: 'taught', jws: 'a.b.c', kid: 'owner' };
    const records = [record(3, 'safety.autoReset'), record(5, 'finding.reply', said), close];
    const [found] = recomputed(records, true).findings;
    expect(found?.replies).toEqual([{ seq: 5, findingSeq: 3, text: 'taught', jws: 'a.b.c' }]);
    const [named] = recomputeFindings(records, { isTickedAtClose: true, carriesReplies: false }).findings;
    expect(named).toEqual({ ...found, replies: undefined });
    expect(named).not.toHaveProperty('replies');
  });

  it('have a step of the clock within five minutes of the last record, in the same boot', () => {
    const steps = [record(1, 'clock.step', { atMs: hourMs - 300_001 }), record(2, 'clock.step', { atMs: hourMs - 300_000 })];
    expect(recomputed([...steps, close], true).findings).toMatchObject([{ code: 'clock.step', recordSeqs: [2] }]);
    expect(recomputed([...steps, { ...close, bootId: 'other' }], true).findings).toEqual([]);
  });

  it('are not decided where a step is on record and the end is not', () => {
    expect(recomputed([record(1, 'clock.step'), record(2, 'event.started')], false).isDecided).toBe(false);
    expect(recomputed([record(2, 'version.changed')], false).isDecided).toBe(true);
  });

  it('have a rollback where the epoch began because of one, and only then', () => {
    const began = (cause: string) => recomputed([record(0, 'epoch.start', { cause }), close], true).findings;
    expect(began('rolledBack')).toMatchObject([{ code: 'meter.rollback', findingCount: 1, recordSeqs: [0] }]);
    expect(began('recordsDamaged')).toEqual([]);
  });

  it('are none of no records, and of records without a boot', () => {
    expect(recomputed([], false)).toEqual({ findings: [], isDecided: true });
    const { bootId: _, ...bare } = record(1, 'version.changed');
    expect(recomputed([bare], true).findings).toMatchObject([{ code: 'version.changed', recordSeqs: [1] }]);
  });

  it('name only records that are there and carry that type (property)', () => {
    const types = fc.constantFrom(...Object.keys(findingCodes), 'finding.reply', 'meter.tick', 'event.started');
    const codes = fc.constantFrom(...Object.keys(findingCodes));
    fc.assert(
      fc.property(fc.array(fc.tuple(types, codes), { maxLength: 60 }), (said) => {
        const records = said.map(([type, code], seq) => record(seq, type, { atMs: seq * 60_000, code }));
        for (const { code, findingCount, recordSeqs, replySeqs } of recomputed(records, true).findings) {
          expect(recordSeqs.map((seq) => records[seq]?.type)).toEqual(recordSeqs.map(() => code));
          expect(replySeqs.map((seq) => records[seq]?.data.code)).toEqual(replySeqs.map(() => code));
          expect(findingCount).toBeGreaterThanOrEqual(recordSeqs.length);
        }
      }),
    );
  });
});
