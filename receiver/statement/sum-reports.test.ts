import { describe, expect, it } from 'vitest';
import { buildEvidence, countersAfter, type EvidenceOptions } from '../../tests/support/evidence-fixture.ts';
import { sumReports } from './sum-reports.ts';

const payloadsOf = (options: EvidenceOptions = {}) => buildEvidence({ origin: 'live', ...options }).payloads;

describe('the sum of reports', () => {
  it('counts the time in them, and each grade vector adds up to it', () => {
    const { usage } = sumReports(payloadsOf({ reportCount: 3 }));
    expect(usage).toEqual({ ...countersAfter(3), operatingOutsideReportsMs: 0 });
    for (const grades of [usage.operatingMsByE, usage.operatingMsByEPhys, usage.operatingMsByEPeople]) {
      expect(grades.reduce((sum, ms) => sum + ms, 0)).toBe(usage.operatingMs);
    }
  });

  it('says what the lifetime counters show beyond it, when reports are missing', () => {
    const { usage } = sumReports(payloadsOf({ reportCount: 4 }).filter(({ reportSeq }) => reportSeq !== 1));
    expect(usage.operatingMs).toBe(countersAfter(3).operatingMs);
    expect(usage.operatingOutsideReportsMs).toBe(countersAfter(1).operatingMs);
  });

  it('adds events by class, and says in how many reports a class could not be observed', () => {
    const { events } = sumReports(
      payloadsOf({ reportCount: 3, changePayload: ({ events }, seq) => void (seq === 2 && events.notObserved.pop()) }),
    );
    expect(events).toEqual({ countByClass: { gripLost: 6, protectiveStop: 3 }, notObserved: [{ eventClass: 'fall', reportCount: 2 }] });
  });

  it('lists the index report by report', () => {
    const { indexPath } = sumReports(
      payloadsOf({ reportCount: 2, changePayload: ({ risk }, seq) => Object.assign(risk, { riskIndex: 50 + seq }) }),
    );
    expect(indexPath.map(({ reportSeq, riskIndex }) => [reportSeq, riskIndex])).toEqual([
      [0, 50],
      [1, 51],
    ]);
  });

  it('lists every change of a version, and none that did not change', () => {
    const changes = sumReports(
      payloadsOf({
        reportCount: 3,
        changePayload: (payload, seq) => {
          payload.versions = seq === 0 ? { agent: '1' } : { agent: '2', model: 'a' };
        },
      }),
    ).versionChanges;
    expect(changes).toEqual([
      { reportSeq: 0, name: 'agent', from: null, to: '1' },
      { reportSeq: 1, name: 'agent', from: '1', to: '2' },
      { reportSeq: 1, name: 'model', from: null, to: 'a' },
    ]);
  });

  it('adds up gaps', () => {
    const gap = { gapCount: 2, durationMs: 500, listed: [] };
    expect(sumReports(payloadsOf({ changePayload: (payload) => Object.assign(payload, { gaps: gap }) })).gaps).toEqual({
      gapCount: 6,
      durationMs: 1_500,
    });
  });

  it('of no report is nothing counted and nothing known', () => {
    const sums = sumReports([]);
    expect(sums.usage).toMatchObject({ operatingMs: 0, operatingOutsideReportsMs: 0 });
    expect(sums).toMatchObject({
      robot: { unknown: 'notReported' },
      period: { unknown: 'notReported' },
      coverage: { unknown: 'notReported' },
    });
  });
});
