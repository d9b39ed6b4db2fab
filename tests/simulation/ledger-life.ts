import { clockStepMs } from '../../agent/aggregate/clock-step.ts';
import { Assessor } from '../../agent/assess/assessor.ts';
import { riskStatement } from '../../agent/assess/risk-messages.ts';
import type { Json } from '../../agent/contract/schema.ts';
import type { TimePoint } from '../../agent/contract/time.ts';
import { noUsage, type UsageCounters } from '../../agent/contract/usage.ts';
import type { SigningKey } from '../../agent/evidence/keys.ts';
import { restoreTime, saveTime } from '../../agent/pipeline-state.ts';
import * as entries from '../../agent/record/entries.ts';
import type { Ledger } from '../../agent/record/ledger.ts';
import { openingRecorder, Recorder, type RecorderState } from '../../agent/record/recorder.ts';
import { type CarriedState, type LeftOver, openLedger } from '../../agent/record/recovery/open-ledger.ts';
import { ownReport } from '../../agent/record/recovery/own-report.ts';
import { openPeriod, type PeriodState } from '../../agent/report/period.ts';
import { Reporter } from '../../agent/report/reporter.ts';
import { ballastBytes, ballastPathOf } from './disk.ts';
import type { WorldDocuments } from './world-documents.ts';

/** What the synthetic stages remember; saved with the records as the pipeline's state is. */
export interface MeterState {
  counters: UsageCounters;
  recorder: RecorderState;
  period: PeriodState | null;
  /** Moment of the commit. */
  time: ReturnType<typeof saveTime> | null;
}

export interface LedgerLifeParts {
  readonly ledgerPath: string;
  readonly key: SigningKey;
  readonly documents: WorldDocuments;
  readonly time: TimePoint;
  /** The signed lane's limit, bytes: a small one thins, coalesces and folds within days. */
  readonly ledgerBytesMax: number;
}

const noMs = [0, 0, 0, 0, 0] as const;
const zeroCounters: UsageCounters = {
  ...noUsage,
  powerOnMs: 0,
  readyMs: 0,
  operatingMs: 0,
  collaborativeMs: 0,
  gapMs: 0,
  operatingMsByE: noMs,
  operatingMsByEPhys: noMs,
  operatingMsByEPeople: noMs,
  cycleCount: 0,
};

/**
 * One process that only meters: recorder, ledger and reporter are the real ones, what they are told is made up.
 * ```
 *  step: counters += stretch ─▶ Recorder ─▶ Ledger (SQLite) ◀─ Reporter, once an hour of power-on time
 * ```
 */
export class LedgerLife {
  readonly ledger: Ledger;
  readonly state: MeterState;
  readonly #recorder: Recorder;
  readonly #reporter: Reporter;
  readonly #assessor: Assessor;
  #seen: TimePoint | undefined;

  constructor({ ledgerPath, key, documents, time, ledgerBytesMax }: LedgerLifeParts) {
    const { ledger } = openLedger({
      path: ledgerPath,
      agentId: key.kid,
      origin: 'live',
      identity: {},
      now: () => time,
      readReport: ownReport(key, 'live'),
      carry: carryMeter,
      ballastPath: ballastPathOf(ledgerPath),
    });
    this.ledger = ledger;
    const saved = ledger.savedState() as unknown as MeterState | undefined;
    this.state =
      saved === undefined ? openingMeter() : { ...saved, recorder: { ...saved.recorder, tickedMs: null, totalsRecordedMs: null } };
    this.#assessor = new Assessor({
      profile: documents.profile.value,
      model: documents.model.value,
      declared: undefined,
      scorer: undefined,
    });
    this.#recorder = new Recorder(ledger, this.state.recorder, {
      isBound: true,
      ledgerBytesMax,
      ballastPath: ballastPathOf(ledgerPath),
      ballastBytes,
    });
    this.#reporter = new Reporter({ subject: this.#subject(key), key, period: this.state.period });
    this.#seen = this.state.time === null ? undefined : restoreTime(this.state.time);
    this.#begin(time);
  }

  /** As the pipeline does: also over the time between two processes. */
  #watchClock(time: TimePoint): void {
    const stepMs = this.#seen === undefined ? 0 : clockStepMs(this.#seen, time);
    this.#seen = time;
    if (stepMs === 0) return;
    this.#reporter.seeClockStep(stepMs);
    this.#recorder.append(entries.clockStep(time, stepMs));
  }

  /** The robot was on for so much longer; `isStopped`: it also made a protective stop. */
  step(time: TimePoint, stretchMs: number, isStopped: boolean): void {
    const { counters } = this.state;
    const operatingMs = Math.floor(stretchMs / 2);
    const [e1, e2, ...rest] = counters.operatingMsByE;
    const byE: UsageCounters['operatingMsByE'] = [e1, e2 + operatingMs, ...rest];
    this.state.counters = {
      ...counters,
      powerOnMs: counters.powerOnMs + stretchMs,
      readyMs: counters.readyMs + stretchMs,
      operatingMs: counters.operatingMs + operatingMs,
      operatingMsByE: byE,
      operatingMsByEPhys: byE,
      operatingMsByEPeople: byE,
      cycleCount: counters.cycleCount + 1,
    };
    this.#recorder.see(time);
    this.#watchClock(time);
    if (isStopped) this.#stop(time);
    this.#recorder.tick(time, this.#totals());
    if (this.#reporter.due(this.state.counters)) this.#closeReport(time);
    if (this.#recorder.commitDue) this.#commit(time);
  }

  /** What a power cut may cost now, as the next report will say. */
  get lossBoundMs(): number {
    return this.#recorder.lossBoundMs;
  }

  finish(time: TimePoint): void {
    this.#recorder.see(time);
    this.#recorder.append(entries.agentStopped(time, 'stopped'));
    this.#closeReport(time);
  }

  #begin(time: TimePoint): void {
    const resumed = this.#seen === undefined ? {} : { resumedFrom: new Date(this.#seen.wallMs).toISOString() };
    this.#recorder.append(entries.agentStarted(time, { ...resumed }));
    if (this.#reporter.period === null) this.#reporter.open(time, this.state.counters, this.#assessor.assessmentState());
    this.#watchClock(time);
    this.#commit(time);
  }

  #stop(time: TimePoint): void {
    const event = { eventClass: 'protectiveStop', sourceId: 'arm', start: time };
    this.#reporter.countEvent(event.eventClass);
    this.#recorder.append(entries.eventStarted(event));
    this.#recorder.append(entries.eventEnded({ ...event, durationMs: 0 }));
  }

  #closeReport(time: TimePoint): void {
    const { period } = this.#reporter;
    if (period === null) return;
    this.#recorder.flush(time, this.#totals());
    const closing = {
      time,
      counters: this.state.counters,
      log: this.ledger.head(),
      consistency: this.ledger.consistencyFrom(period.logSize, period.logPeaks),
      environment: this.#assessor.grade,
      notObserved: this.#assessor.notObserved([]),
      risk: this.#assessor.assess(this.state.counters),
      anomaly: { ...this.#assessor.anomalyReport(), alarmCount: 0 },
      intake: {},
      assessment: this.#assessor.assessmentState(),
      lastReceipt: this.ledger.lastReceiptSha256(),
      lossBoundMs: this.#recorder.lossBoundMs,
    };
    const report = this.#reporter.close(closing, this.ledger.peaks());
    if (report !== undefined) this.#commit(time, { reportSeq: report.payload.reportSeq, jws: report.jws });
  }

  #commit(time: TimePoint, report?: { reportSeq: number; jws: string }): void {
    this.state.period = this.#reporter.period;
    this.state.time = saveTime(time);
    this.#recorder.commit(this.state as unknown as Json, report);
  }

  #totals() {
    return {
      counters: this.state.counters,
      travelUrad: () => ({ j0: this.state.counters.operatingMs }),
      intake: () => ({}),
      anomaly: () => undefined,
    };
  }

  #subject(key: SigningKey) {
    return {
      agentId: key.kid,
      origin: 'live',
      epoch: this.ledger.epoch,
      epochStart: this.ledger.epochStart(),
      robot: { manufacturer: 'Test', model: 'Two', serialNumber: 'SN-1', profile: 'two-joint' },
      versions: { agent: '0.0.0-simulation' },
      lossBoundMs: 60_000,
      statement: riskStatement,
    } as const;
  }
}

function openingMeter(): MeterState {
  return { counters: zeroCounters, recorder: openingRecorder(), period: null, time: null };
}

/** As the pipeline does it: the saved state, or the newest report's closing counters, whichever is newer. */
function carryMeter({ state, newest }: LeftOver): CarriedState {
  const saved = state as unknown as MeterState | undefined;
  if ((saved?.period?.reportSeq ?? 0) > (newest?.payload.reportSeq ?? -1) && saved !== undefined) {
    const period = saved.period && { ...saved.period, logSize: 0, logPeaks: [] };
    return { state: { ...saved, period } as unknown as Json, totalsFrom: 'state' };
  }
  if (newest === undefined) return { state: undefined, totalsFrom: 'zero' };
  const { payload, sha256 } = newest;
  const period = openPeriod({
    reportSeq: payload.reportSeq + 1,
    prevReport: sha256,
    openedWallMs: Date.parse(payload.period.to),
    opening: payload.exposure.closing,
    openingAssessment: payload.assessmentState.closing,
    logSize: 0,
    logPeaks: [],
  });
  const carried: MeterState = { ...openingMeter(), counters: payload.exposure.closing, period };
  return { state: carried as unknown as Json, totalsFrom: 'report' };
}
