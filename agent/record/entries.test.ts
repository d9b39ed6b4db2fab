import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochStart } from '../../tests/support/epoch-start.ts';
import { gradeOf, timeAt } from '../../tests/support/telemetry.ts';
import { openingUsageMeter } from '../aggregate/usage-meter.ts';
import type { FaultMessage } from '../contract/message.ts';
import type { LedgerEntry } from '../contract/record.ts';
import { monoMs } from '../contract/time.ts';
import { unknown } from '../contract/unknown.ts';
import type { UsageCounters } from '../contract/usage.ts';
import * as entries from './entries.ts';

const { fault } = entries;

const at = timeAt(5000);
const event = { eventClass: 'impact', sourceId: 'arm', start: timeAt(1000) };
const zero = openingUsageMeter().counters;

function faultSaid(change: Partial<FaultMessage> = {}): FaultMessage {
  return {
    kind: 'fault',
    sourceId: 'arm',
    time: at,
    codeSpace: 'unitree.g1.motorstate',
    codeRaw: 'bit10',
    component: 'joint',
    part: 'left_knee_joint',
    severity: 'fatal',
    category: 'encoder',
    active: true,
    text: 'rotor encoder 1',
    ...change,
  };
}

/** Each entry the record stage can make: its type, whether it commits at once, and what it says. */
const rows: readonly (readonly [entry: LedgerEntry | undefined, type: string, isUrgent: boolean, facts: object])[] = [
  [entries.agentStarted(at, { versions: { agent: '1' } }), 'agent.started', true, { versions: { agent: '1' } }],
  [entries.agentStopped(at, 'sourceEnded'), 'agent.stopped', true, { reason: 'sourceEnded' }],
  [entries.meterTick(at, zero, { ...zero, powerOnMs: 7 }), 'meter.tick', false, { powerOnMs: 7 }],
  [entries.meterJoints(at, { j0: 12 }), 'meter.joints', false, { travelUrad: { j0: 12 } }],
  [entries.intakeCounts(at, { arm: 3 }), 'intake.counts', false, { counts: { arm: 3 } }],
  [entries.eventStarted(event), 'event.started', true, { eventClass: 'impact', sourceId: 'arm' }],
  [entries.eventEnded({ ...event, durationMs: 40 }), 'event.ended', true, { eventClass: 'impact', sourceId: 'arm', durationMs: 40 }],
  [
    entries.fault({ what: 'raised', fault: faultSaid(), durationMs: null, suppressedCount: 0 }),
    'fault.raised',
    true,
    {
      sourceId: 'arm',
      codeSpace: 'unitree.g1.motorstate',
      codeRaw: 'bit10',
      component: 'joint',
      part: 'left_knee_joint',
      severity: 'fatal',
      category: 'encoder',
      text: 'rotor encoder 1',
    },
  ],
  [
    entries.usageGap(at, { sourceId: 'arm', fromMs: monoMs(1000), toMs: monoMs(4000), cause: 'silence' }),
    'usage.gap',
    true,
    { sourceId: 'arm', durationMs: 3000, cause: 'silence' },
  ],
  [entries.clockStep(at, -3600), 'clock.step', true, { stepMs: -3600 }],
  [entries.environmentGrade(at, gradeOf(3)), 'environment.grade', true, gradeOf(3)],
  [entries.finding(at, 'gap.imputed', { hours: 1 }), 'gap.imputed', true, { hours: 1 }],
  [entries.anomalyAlarm(at, { joint: 'j0' }), 'anomaly.alarm', true, { joint: 'j0' }],
  [entries.anomalyWindows(at, { windowCount: 9 }), 'anomaly.windows', false, { windowCount: 9 }],
  [entries.incidentNotice(at, 'incident.evicted', { incidentId: 'a' }), 'incident.evicted', true, { incidentId: 'a' }],
  [entries.ledgerThinned(at, { tickMs: 600_000 }), 'ledger.thinned', false, { tickMs: 600_000 }],
  [entries.dayAggregate(at, { day: '2026-01-01' }), 'day.aggregate', false, { day: '2026-01-01' }],
  [entries.ledgerFull(at, { heldRecordCount: 3 }), 'ledger.full', true, { heldRecordCount: 3 }],
  [entries.diskError(at, { code: 'record/disk-io' }), 'disk.error', true, { code: 'record/disk-io' }],
  [entries.assessmentExposure(at, { e: 3, operatingMs: 5 }), 'assessment.exposure', false, { e: 3, operatingMs: 5 }],
  [entries.epochStarted(at, epochStart()), 'epoch.start', true, epochStart()],
  [entries.ledgerTailLost(at, { frameCount: 3, commitCount: 1 }), 'ledger.tailLost', true, { frameCount: 3, commitCount: 1 }],
];

describe('entries of the ledger', () => {
  it.each(rows.map(([entry, type, isUrgent, facts]) => ({ entry, type, isUrgent, facts })))(
    '$type: urgent $isUrgent, and says $facts',
    ({ entry, type, isUrgent, facts }) => {
      expect(entry).toMatchObject({ type, urgent: isUrgent });
      expect(entry?.data).toEqual(facts);
    },
  );

  it('have all a row above: a new entry needs its urgency stated', () => {
    const makers = Object.values(entries).filter((value) => typeof value === 'function');
    expect(rows).toHaveLength(makers.length);
    expect(new Set(rows.map(([, type]) => type)).size).toBe(makers.length);
  });

  it('have dotted camelCase types', () => {
    for (const [, type] of rows) expect(type).toMatch(/^[a-z]+\.[a-z][A-Za-z]*$/);
  });

  it('carry the moment of what happened: an event that of its start, everything else that of now', () => {
    for (const [entry, type] of rows) expect(entry?.time, type).toEqual(type.startsWith('event.') ? timeAt(1000) : at);
  });

  it('hold nothing that JSON loses', () => {
    for (const [entry, type] of rows) expect(JSON.parse(JSON.stringify(entry?.data)), type).toEqual(entry?.data);
  });
});

describe('a meter tick', () => {
  const vector = fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat(), fc.nat());
  const counters: fc.Arbitrary<UsageCounters> = fc.record({
    powerOnMs: fc.nat(3),
    readyMs: fc.nat(3),
    operatingMs: fc.nat(3),
    collaborativeMs: fc.nat(3),
    gapMs: fc.nat(3),
    operatingMsByE: vector,
    operatingMsByEPhys: vector,
    operatingMsByEPeople: vector,
    cycleCount: fc.nat(3),
    standingMs: fc.nat(3),
    loadMs: fc.nat(3),
    suspendedMs: fc.nat(3),
    unmeteredMs: fc.nat(3),
    distanceMm: fc.nat(3),
    energyMj: fc.nat(3),
  });

  it('says all counters when there was none before', () => {
    expect(entries.meterTick(at, null, zero)?.data).toEqual(zero);
  });

  it('is none when nothing changed', () => {
    expect(entries.meterTick(at, zero, structuredClone(zero))).toBeUndefined();
  });

  it('says a vector whole when one grade of it changed', () => {
    expect(entries.meterTick(at, zero, { ...zero, operatingMsByE: [0, 0, 5, 0, 0] })?.data).toEqual({ operatingMsByE: [0, 0, 5, 0, 0] });
  });

  it('laid over what was before gives what is now, and says no more than it must (property)', () => {
    fc.assert(
      fc.property(counters, counters, (before, now) => {
        const said = entries.meterTick(at, before, now)?.data ?? {};
        expect({ ...before, ...said }).toEqual(now);
        for (const [name, value] of Object.entries(said)) expect(value).not.toEqual(before[name as keyof UsageCounters]);
      }),
    );
  });
});

describe('fault records', () => {
  const said = faultSaid;

  it('carry code space and raw code, commit at once, and say how long a healed one stood', () => {
    const raised = fault({ what: 'raised', fault: said(), durationMs: null, suppressedCount: 0 });
    expect(raised).toMatchObject({
      type: 'fault.raised',
      urgent: true,
      data: { codeSpace: 'unitree.g1.motorstate', codeRaw: 'bit10', part: 'left_knee_joint' },
    });
    expect(raised.data).not.toHaveProperty('durationMs');
    expect(fault({ what: 'healed', fault: said({ active: false }), durationMs: 40, suppressedCount: 0 }).data).toMatchObject({
      durationMs: 40,
    });
  });

  it('keep unknown parts as unknown and long texts within their limit', () => {
    const { data } = fault({
      what: 'noted',
      fault: said({ part: unknown('notReported'), text: 'x'.repeat(5000), codeRaw: 'y'.repeat(5000) }),
      durationMs: null,
      suppressedCount: 0,
    });
    expect(data.part).toEqual({ unknown: 'notReported' });
    expect([String(data.text).length, String(data.codeRaw).length]).toEqual([200, 200]);
  });

  it('say how many were left out', () => {
    expect(fault({ what: 'suppressed', fault: said(), durationMs: null, suppressedCount: 12 })).toMatchObject({
      type: 'fault.suppressed',
      data: { sourceId: 'arm', suppressedCount: 12 },
    });
  });
});
