import { openingUsageMeter } from '../../agent/aggregate/usage-meter.ts';
import type { TimePoint } from '../../agent/contract/time.ts';
import * as entries from '../../agent/record/entries.ts';
import { Ledger } from '../../agent/record/ledger.ts';
import type { LaneLimits } from '../../agent/record/limits/recorder-limits.ts';
import { openingRecorder, Recorder, type Totals } from '../../agent/record/recorder.ts';
import { epochWallMs, gradeOf, timeAt } from './telemetry.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

export interface RobotDays {
  readonly jointCount: number;
  readonly hoursPerDay: number;
  /** Events a day, each with its end. */
  readonly eventsPerDay: number;
  readonly limits: LaneLimits;
}

/** A report as large as an agent's with a humanoid's profile: 16,000 characters of JWS. */
const reportFillerChars = 11_500;
/** As large as an agent's own record of a stretch of exposure, and of what stood around an event. */
const exposureFillerChars = 300;
const indicatorFillerChars = 150;

/**
 * The real recorder and ledger at the rates of a working day, with entries as large as a robot's; not the whole agent, whose windows would
 * take as long as the days. Reports are as large and as many as an agent's and carry what the ledger reads of them.
 */
export class UnboundRobot {
  readonly ledger: Ledger;
  readonly recorder: Recorder;
  readonly #days: RobotDays;
  #operatingMs = 0;
  #reportSeq = 0;

  constructor(days: RobotDays, path = ':memory:') {
    this.#days = days;
    this.ledger = new Ledger({ path, agentId: 'a', origin: 'live', epoch: 0, identity: {} });
    this.recorder = new Recorder(this.ledger, openingRecorder(), days.limits);
  }

  /** One day: started, worked, stopped. */
  live(day: number): void {
    const { hoursPerDay, eventsPerDay } = this.#days;
    const startMs = day * dayMs;
    this.#start(timeAt(startMs));
    const minutes = hoursPerDay * 60;
    for (let minute = 1; minute <= minutes; minute++) {
      const time = timeAt(startMs + minute * 60_000);
      this.#operatingMs += 60_000;
      if (minute % Math.max(1, Math.floor(minutes / Math.max(1, eventsPerDay))) === 0) this.#event(time);
      if (minute % 10 === 0) this.#slowFacts(time, minute % 60 === 0);
      this.recorder.tick(time, this.#totals());
      if (minute % 60 === 0) this.#report(time);
      else if (this.recorder.commitDue) this.recorder.commit(this.#state());
    }
    const end = timeAt(startMs + hoursPerDay * hourMs);
    this.recorder.append(entries.agentStopped(end, 'stopped'));
    this.#report(end);
  }

  get sizeBytes(): number {
    this.ledger.limits.bytes.reweigh();
    return this.ledger.limits.bytes.sizeBytes;
  }

  /** What stands on the ledger now, by record type. */
  weighed(): Map<string, { count: number; bytes: number }> {
    const byType = new Map<string, { count: number; bytes: number }>();
    const add = (type: string, bytes: number): void => {
      const { count, bytes: before } = byType.get(type) ?? { count: 0, bytes: 0 };
      byType.set(type, { count: count + 1, bytes: before + bytes });
    };
    for (const line of this.ledger.lines()) add(/"type":"([^"]+)"/.exec(line)?.[1] ?? 'folded', line.length + 64);
    for (const { jws } of this.ledger.reports()) add('(report)', jws.length);
    return byType;
  }

  #start(time: TimePoint): void {
    const parts = Array.from({ length: this.#days.jointCount }, (_, joint) => `left_joint_number_${joint}`);
    const sources = [{ sourceId: 'robot', driver: 'rosbridge', identity: { url: 'ws://192.168.1.20:9090' }, streams: [{ parts }] }];
    this.recorder.append(entries.agentStarted(time, { versions: versionsOfReport, sources }));
    this.recorder.append(entries.environmentGrade(time, gradeOf(2)));
    this.recorder.commit(this.#state());
  }

  /** Witnesses every ten minutes; behaviour and exposure every hour. */
  #slowFacts(time: TimePoint, isFullHour: boolean): void {
    const value = Math.floor(this.#operatingMs / 1000);
    const readings = ['controller', 'battery'].map((component) => {
      return { component, counter: 'powerOnMs', serialNumber: '20235500123', sourceId: 'robot', value };
    });
    this.recorder.append({ type: 'witness.readings', time, urgent: false, data: { readings } });
    if (!isFullHour) return;
    const operatingMs = { 'autonomous/automatic': this.#operatingMs };
    this.recorder.append({ type: 'behaviour.hours', time, urgent: false, data: { operatingMs } });
    this.recorder.append(entries.assessmentExposure(time, { observable: ['protectiveStop'], filler: 'x'.repeat(exposureFillerChars) }));
  }

  #event(time: TimePoint): void {
    this.recorder.append({
      type: 'event.indicators',
      time,
      urgent: true,
      data: { eventClass: 'protectiveStop', evidence: 'x'.repeat(indicatorFillerChars) },
    });
    this.recorder.append(entries.eventStarted({ eventClass: 'protectiveStop', sourceId: 'robot', start: time }));
    this.recorder.append(entries.eventEnded({ eventClass: 'protectiveStop', sourceId: 'robot', start: time, durationMs: 1500 }));
  }

  #report(time: TimePoint): void {
    this.recorder.flush(time, this.#totals());
    const payload = {
      epoch: 0,
      log: { size: this.ledger.size },
      period: { to: new Date(epochWallMs + Number(time.monoNs / 1_000_000n)).toISOString() },
      filler: 'x'.repeat(reportFillerChars),
    };
    const jws = `header.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.signature`;
    this.recorder.commit(this.#state(), { reportSeq: this.#reportSeq++, jws });
  }

  #totals(): Totals {
    const ms = this.#operatingMs;
    const third = Math.floor(ms / 3);
    const byE = [third, ms - third, 0, 0, 0] as const;
    return {
      counters: {
        ...openingUsageMeter().counters,
        powerOnMs: ms,
        readyMs: ms,
        operatingMs: ms,
        operatingMsByE: byE,
        operatingMsByEPhys: byE,
        operatingMsByEPeople: byE,
        cycleCount: Math.floor(ms / 7000),
      },
      travelUrad: () =>
        Object.fromEntries(Array.from({ length: this.#days.jointCount }, (_, joint) => [`left_joint_number_${joint}`, ms * (joint + 101)])),
      intake: () => ({ robot: { frameCount: ms / 2, messageCount: ms / 1000, cellOutOfRangeCount: 0, flaws: { count: 3, places: {} } } }),
      anomaly: () => ({
        status: 'commissioned',
        backend: 'wasm',
        weightsSha256: `sha256:${'a'.repeat(64)}`,
        modelVersion: 'generic-1',
        windowCount: ms / 1000,
        scoredCount: ms / 1000,
        meanScore: 1.234,
        maxScore: 8.765,
        maxJoint: 'left_joint_number_3',
      }),
    };
  }

  #state() {
    return { operatingMs: this.#operatingMs, recorder: { ...this.recorder.state } as never };
  }
}

const versionsOfReport = Object.fromEntries(
  ['referenceModel', 'profile', 'context', 'anomalyModel'].map((name) => [name, `sha256:${'0'.repeat(64)}`]),
);
