import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingCodes } from '../contract/finding.ts';
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
const close = record(99, 'meter.tick', { atMs: hourMs });

describe('findings again from the records', () => {
  it('are counted by code, with their records and the replies to them', () => {
    const records = [record(3, 'safety.autoReset'), record(5, 'finding.reply', { code: 'safety.autoReset', text: 'taught' }), close];
    expect(recomputeFindings(records, true)).toEqual({
      isDecided: true,
      findings: [{ code: 'safety.autoReset', findingCount: 1, recordSeqs: [3], reviewRequested: true, replied: true, replySeqs: [5] }],
    });
  });

  it('have a step of the clock within five minutes of the last record, in the same boot', () => {
    const steps = [record(1, 'clock.step', { atMs: hourMs - 300_001 }), record(2, 'clock.step', { atMs: hourMs - 300_000 })];
    expect(recomputeFindings([...steps, close], true).findings).toMatchObject([{ code: 'clock.step', recordSeqs: [2] }]);
    expect(recomputeFindings([...steps, { ...close, bootId: 'other' }], true).findings).toEqual([]);
  });

  it('are not decided where a step is on record and the end is not', () => {
    expect(recomputeFindings([record(1, 'clock.step'), record(2, 'event.started')], false).isDecided).toBe(false);
    expect(recomputeFindings([record(2, 'version.changed')], false).isDecided).toBe(true);
  });

  it('have a rollback where the epoch began because of one, and only then', () => {
    const began = (cause: string) => recomputeFindings([record(0, 'epoch.start', { cause }), close], true).findings;
    expect(began('rolledBack')).toMatchObject([{ code: 'meter.rollback', findingCount: 1, recordSeqs: [0] }]);
    expect(began('recordsDamaged')).toEqual([]);
  });

  it('are none of no records, and of records without a boot', () => {
    expect(recomputeFindings([], false)).toEqual({ findings: [], isDecided: true });
    const { bootId: _, ...bare } = record(1, 'version.changed');
    expect(recomputeFindings([bare], true).findings).toMatchObject([{ code: 'version.changed', recordSeqs: [1] }]);
  });

  it('name only records that are there and carry that type (property)', () => {
    const types = fc.constantFrom(...Object.keys(findingCodes), 'finding.reply', 'meter.tick', 'event.started');
    const codes = fc.constantFrom(...Object.keys(findingCodes));
    fc.assert(
      fc.property(fc.array(fc.tuple(types, codes), { maxLength: 60 }), (said) => {
        const records = said.map(([type, code], seq) => record(seq, type, { atMs: seq * 60_000, code }));
        for (const { code, findingCount, recordSeqs, replySeqs } of recomputeFindings(records, true).findings) {
          expect(recordSeqs.map((seq) => records[seq]?.type)).toEqual(recordSeqs.map(() => code));
          expect(replySeqs.map((seq) => records[seq]?.data.code)).toEqual(replySeqs.map(() => code));
          expect(findingCount).toBeGreaterThanOrEqual(recordSeqs.length);
        }
      }),
    );
  });
});
