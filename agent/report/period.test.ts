import { describe, expect, it } from 'vitest';
import { epochWallMs, timeAt } from '../../tests/support/telemetry.ts';
import { openingUsageMeter } from '../aggregate/usage-meter.ts';
import { noFindings, reportedFindings } from '../contract/finding.ts';
import { monoMs } from '../contract/time.ts';
import { addGap, countEvent, countFinding, openPeriod } from './period.ts';

const period = openPeriod({
  reportSeq: 0,
  prevReport: null,
  openedWallMs: epochWallMs,
  opening: openingUsageMeter().counters,
  openingAssessment: {},
  logSize: 0,
  logPeaks: [],
});
const gap = { sourceId: 'arm', fromMs: monoMs(3000), toMs: monoMs(9000), cause: 'silence' } as const;

describe('report period', () => {
  it('keeps the owner’s reply in its words, signature and all, for the report that closes it', () => {
    const at = { bootId: 'boot-1', monoNs: '0' };
    const finding = { ...at, seq: 812, type: 'safety.autoReset', data: { resetCount: 3 } };
    const said = { findingSeq: 812, code: 'safety.autoReset', text: 'Teaching day.', jws: 'a.b.c', kid: 'owner' };
    const found = [finding, { ...at, seq: 820, type: 'finding.reply', data: said }].reduce(countFinding, period).findings;
    const resumed = JSON.parse(JSON.stringify(found)) as typeof found;
    expect(reportedFindings(resumed ?? noFindings, timeAt(0), false)).toEqual([
      {
        ...{ code: 'safety.autoReset', findingCount: 1, recordSeqs: [812], reviewRequested: true, replied: true, replySeqs: [820] },
        replies: [{ seq: 820, findingSeq: 812, text: 'Teaching day.', jws: 'a.b.c' }],
      },
    ]);
    expect(countFinding(period, { ...finding, type: 'meter.tick' })).toBe(period);
  });

  it('counts events by class', () => {
    const counted = ['impact', 'impact', 'gripLost'].reduce(countEvent, period);
    expect(counted.countByClass).toEqual({ impact: 2, gripLost: 1 });
  });

  it('lists a gap with its wall label', () => {
    expect(addGap(period, gap, epochWallMs + 3000).gaps).toEqual({
      gapCount: 1,
      durationMs: 6000,
      listed: [{ from: '2026-01-01T00:00:03.000Z', durationMs: 6000, cause: 'silence' }],
    });
  });

  it('counts and sums every gap even when it lists no more', () => {
    let full = period;
    for (let count = 0; count < 100; count++) full = addGap(full, gap, epochWallMs);
    expect(full.gaps.gapCount).toBe(100);
    expect(full.gaps.durationMs).toBe(600_000);
    expect(full.gaps.listed).toHaveLength(64);
  });
});
