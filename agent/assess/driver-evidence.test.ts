import { describe, expect, it } from 'vitest';
import { driverEvidence, type EvidenceRecord, evidenceNamedCountMax } from './driver-evidence.ts';

const record = (seq: number, type: string, data: EvidenceRecord['data'] = {}): EvidenceRecord => ({ epoch: 1, seq, type, data });

describe('the records behind a driver', () => {
  const records = [
    record(0, 'agent.started'),
    record(1, 'environment.grade'),
    record(2, 'event.started', { eventClass: 'impact' }),
    record(3, 'event.started', { eventClass: 'emergencyStop' }),
    record(4, 'event.started', { eventClass: 'gripLost' }),
    record(5, 'assessment.exposure', { ratedMs: 0 }),
    record(6, 'assessment.exposure', { ratedMs: 9 }),
    record(7, 'anomaly.alarm'),
    record(8, 'meter.tick'),
  ];

  it('are named by epoch and sequence, each under the dimension it moves', () => {
    expect(driverEvidence(records)).toEqual({
      environment: { recordCount: 1, records: ['1:1'] },
      use: { recordCount: 1, records: ['1:6'] },
      safety: { recordCount: 1, records: ['1:2'] },
      anomaly: { recordCount: 1, records: ['1:7'] },
      context: { recordCount: 1, records: ['1:0'] },
    });
  });

  it('never hold a press of the emergency stop, nor a class that is not rated (B7)', () => {
    expect(driverEvidence([records[3], records[4]].filter((one) => one !== undefined))).toEqual({});
  });

  it('are counted all and named up to a limit', () => {
    const many = Array.from({ length: evidenceNamedCountMax + 5 }, (_, seq) => record(seq, 'anomaly.alarm'));
    expect(driverEvidence(many).anomaly?.recordCount).toBe(evidenceNamedCountMax + 5);
    expect(driverEvidence(many).anomaly?.records).toHaveLength(evidenceNamedCountMax);
  });

  it('are none without a ledger', () => {
    expect(driverEvidence([])).toEqual({});
  });
});
