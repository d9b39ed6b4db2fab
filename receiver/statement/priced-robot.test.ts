import { describe, expect, it } from 'vitest';
import { buildEvidence, type EvidenceOptions } from '../../tests/support/evidence-fixture.ts';
import { openReception, type ReceptionFixture } from '../../tests/support/reception-fixture.ts';
import { day } from '../../tests/support/tariff-fixture.ts';
import { pricedRobot } from './priced-robot.ts';

function robotOf({ store, evidence }: ReceptionFixture, agentIds: readonly string[] = []) {
  const agent = store.agents.find(evidence.key.kid);
  if (agent === undefined) throw new Error('not enrolled');
  const inspections = agentIds.map((agentId) => ({
    ...{ agentId, inspectedOn: '2026-01-01', inspectedBy: 'engineer', inspectedAlarmCount: 1, confirmedAlarmCount: 1 },
  }));
  return pricedRobot(store, agent, inspections);
}

describe('what is priced of a robot', () => {
  it('is every accepted report with its time of receipt, from enrolment on', () => {
    const fixture = openReception({ reportCount: 2 });
    for (const reportSeq of [0, 1]) fixture.send(reportSeq, { atMs: day('1970-01-10') + reportSeq });
    const { enrolledMs, reports } = robotOf(fixture);
    expect(enrolledMs).toBe(0);
    expect(reports.map(({ receivedMs, payload }) => [payload.reportSeq, receivedMs - day('1970-01-10')])).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  it('is accepted with findings too: a missing report before it takes nothing from its hours', () => {
    const fixture = openReception({ reportCount: 3 });
    for (const reportSeq of [0, 2]) fixture.send(reportSeq);
    expect(robotOf(fixture).reports.map(({ payload }) => payload.reportSeq)).toEqual([0, 2]);
  });

  it('is nothing that was rejected', () => {
    const fixture = openReception({ origin: 'simulation' });
    fixture.send(0);
    expect(robotOf(fixture).reports).toEqual([]);
  });

  it('is the first of two versions of a report, never both', () => {
    const fixture = openReception();
    fixture.send(0);
    const changePayload: NonNullable<EvidenceOptions['changePayload']> = ({ events }) =>
      void Object.assign(events.countByClass, { gripLost: 9 });
    fixture.send(0, { evidence: buildEvidence({ origin: 'live', changePayload }) });
    expect(fixture.store.reports.forkCount(fixture.evidence.key.kid)).toBe(1);
    expect(robotOf(fixture).reports).toMatchObject([{ payload: { events: { countByClass: { gripLost: 2 } } } }]);
  });

  it('takes only inspections of this robot', () => {
    const fixture = openReception();
    const { kid } = fixture.evidence.key;
    expect(robotOf(fixture, [kid, 'another']).inspections).toMatchObject([{ agentId: kid }]);
  });
});
