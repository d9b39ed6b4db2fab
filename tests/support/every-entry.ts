import { openingUsageMeter } from '../../agent/aggregate/usage-meter.ts';
import type { FaultMessage } from '../../agent/contract/message.ts';
import type { LedgerEntry } from '../../agent/contract/record.ts';
import { monoMs } from '../../agent/contract/time.ts';
import * as entries from '../../agent/record/entries.ts';
import { epochStart } from './epoch-start.ts';
import { gradeOf, timeAt } from './telemetry.ts';

const at = timeAt(5000);
const event = { eventClass: 'impact', sourceId: 'arm', start: timeAt(1000) };
const zero = openingUsageMeter().counters;

/** A fault as a driver reports it. */
export function faultSaid(change: Partial<FaultMessage> = {}): FaultMessage {
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
export const everyEntry: readonly (readonly [entry: LedgerEntry | undefined, type: string, isUrgent: boolean, facts: object])[] = [
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
