import type { ClosedWindow } from '../contract/features.ts';
import type { HostRole } from '../contract/host-role.ts';
import type { Message } from '../contract/message.ts';
import type { Profile } from '../contract/profile.ts';
import type { LedgerEntry } from '../contract/record.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import type { Json } from '../contract/schema.ts';
import { monoMsOf, type TimePoint } from '../contract/time.ts';
import { knownOr } from '../contract/unknown.ts';
import type { Gap, UsageCounters } from '../contract/usage.ts';
import { type Desk, type DeskOutput, nothingToSay, type ProcessStart } from './desk.ts';
import { expectStart, type ReadingOutcome, takeReading } from './witness-book.ts';
import { accountFor, anchorSeries, compareHours } from './witness-hours.ts';
import { witnessReadings } from './witness-readings.ts';
import { chargesOf, compareCharge, comparePose, posesOf, readingsOf } from './witness-rest.ts';
import { type BetweenRuns, type OwnTime, seriesKey, type WitnessAnswer, type WitnessReading, type WitnessState } from './witness-state.ts';
import { answerMs, bootAllowanceMs, chargeDropRatioMax, isOfHost, poseToleranceRad, readingsMs, tellsHours } from './witness-tolerance.ts';
import { type Judging, judgeBetween } from './witness-verdict.ts';

export interface WitnessDeskParts {
  readonly witnesses: WitnessState;
  readonly profile: Pick<Profile, 'locomotion'>;
  readonly hostRole?: HostRole | undefined;
  /** Of the aggregate stage: our own counters are read of it. */
  readonly state: { readonly meter: { readonly counters: UsageCounters } };
  /** Operating time assumed per time without a witness, 0…1. */
  readonly assessor: { gapDutyRatio(counters: UsageCounters): number };
}

/** Readings that wait for the end of their window; a source that says more series than this is not listened to beyond it. */
const waitingCountMax = 256;

/**
 * What others count, beside what we count (decisions B4):
 * ```
 *  witness messages ─┐                              ┌─▶ witness.readings   every 10 min, and as a run begins and ends
 *  counters in frames ┴─▶ series by component and ──┼─▶ usage.between      once per start: what the time before it was
 *                         serial number             └─▶ meter.unmeteredRun, witness.behind, component.replaced, …
 *  joint poses, charge ─▶ kept for the next start ─────▶ usage.between
 * ```
 */
export class WitnessDesk implements Desk {
  readonly #parts: WitnessDeskParts;
  readonly #waiting = new Map<string, WitnessReading>();
  /** Of the call that goes on. */
  #entries: LedgerEntry[] = [];
  #unmeteredMs = 0;

  constructor(parts: WitnessDeskParts) {
    this.#parts = parts;
  }

  start({ time, before }: ProcessStart): DeskOutput {
    const { witnesses: state } = this.#parts;
    // A run too short to hear its witnesses is judged by what it heard.
    if (state.between !== null && !state.between.judged) this.#judge(state.between, time);
    state.runCount += 1;
    if (before?.bootId !== time.bootId) expectStart(state, () => true);
    state.recordedMs = null;
    state.between = before === undefined ? null : beginBetween({ time, before, afterStop: state.stopped });
    state.stopped = false;
    return this.#said();
  }

  message(message: Message): DeskOutput {
    if (message.kind === 'witness' && !(this.#isGateway && isOfHost(message))) {
      const reading = { ...message, serialNumber: knownOr<string | null>(message.serialNumber, null) };
      const key = seriesKey(reading);
      if (this.#waiting.size < waitingCountMax || this.#waiting.has(key)) this.#waiting.set(key, reading);
    }
    return this.#said();
  }

  /** What was silent and is heard again may have started anew meanwhile; the host itself has not. */
  gap({ sourceId }: Gap): DeskOutput {
    expectStart(this.#parts.witnesses, (series) => series.sourceId === sourceId && !isOfHost(series));
    return nothingToSay;
  }

  window(window: ClosedWindow, time: TimePoint): DeskOutput {
    const { witnesses: state } = this.#parts;
    this.#read(readingsOf(window), time);
    this.#rest(window);
    const nowMs = monoMsOf(time);
    const { between } = state;
    if (between !== null && !between.judged && nowMs - between.startedMs >= answerMs) this.#judge(sinceStart(between, time), time);
    const isFirst = state.recordedMs === null && (between === null || state.between?.judged === true);
    if (isFirst || (state.recordedMs !== null && nowMs - state.recordedMs >= readingsMs)) this.#compare(time);
    return this.#said();
  }

  stop(time: TimePoint): DeskOutput {
    const { witnesses: state } = this.#parts;
    this.#read([], time);
    if (state.between !== null && !state.between.judged) this.#judge(sinceStart(state.between, time), time);
    this.#compare(time);
    state.stopped = true;
    return this.#said();
  }

  #read(fromFrames: readonly WitnessReading[], time: TimePoint): void {
    for (const reading of [...this.#waiting.values(), ...fromFrames]) {
      const outcome = takeReading(this.#parts.witnesses, reading, { wallMs: time.wallMs, own: this.#own() });
      for (const { type, data } of outcome.findings) this.#say(type, time, data);
      this.#hear(outcome, time);
    }
    this.#waiting.clear();
  }

  #hear({ answer }: ReadingOutcome, time: TimePoint): void {
    const { between } = this.#parts.witnesses;
    if (answer === undefined || between === null) return;
    if (between.judged) this.#judgeLate(between, answer, time);
    else this.#parts.witnesses.between = { ...between, answers: [...between.answers, answer] };
  }

  /** Keeps poses and charges for the next start, and compares the first of this run with those of the run before. */
  #rest(window: ClosedWindow): void {
    const { witnesses: state, profile } = this.#parts;
    const [poses, charges] = [posesOf(window), chargesOf(window)];
    const { between } = state;
    if (between !== null && !between.judged) {
      const hasPose = between.poseOpen && Object.keys(poses).length > 0;
      // A robot that moves already says nothing about how it stood.
      const pose =
        hasPose && window.operatingMs === 0 ? comparePose(state.poseRad, poses, poseToleranceRad(profile.locomotion)) : between.pose;
      const charge = between.charge ?? compareCharge(state.chargeRatio, charges, chargeDropRatioMax(between.wallGapMs));
      state.between = { ...between, pose, charge, poseOpen: between.poseOpen && !hasPose };
    }
    Object.assign(state.poseRad, poses);
    Object.assign(state.chargeRatio, charges);
  }

  #judge(between: BetweenRuns, time: TimePoint): void {
    const { witnesses: state } = this.#parts;
    const judging = this.#judging();
    const verdict = judgeBetween(between, judging);
    const { wallGapMs, sameBoot, upBeforeMs, afterStop } = between;
    state.between = { ...between, judged: true, imputedMs: verdict.imputedMs, answers: [] };
    this.#say('usage.between', time, { ...verdict, wallGapMs, sameBoot, upBeforeMs, afterStop, dutyRatio: judging.dutyRatio });
    if (verdict.class === 'unmeteredRun') this.#foundBetween(verdict.imputedBy, verdict.imputedMs, time);
    this.#impute(verdict.imputedMs);
    if (verdict.class === 'unmeteredRun') for (const { key } of between.answers) anchorSeries(state, key);
  }

  /** A strong witness that was heard only after the judgement adds what the judgement left out. */
  #judgeLate(between: BetweenRuns, answer: WitnessAnswer, time: TimePoint): void {
    if (!answer.isStrong || !answer.contradictsOff) return;
    const judging = this.#judging();
    const verdict = judgeBetween({ ...between, answers: [answer], pose: null, charge: null }, judging);
    // An hour counter is compared with all that is accounted for already; what another lets estimate is not.
    const imputedMs = tellsHours(answer.counter) ? verdict.imputedMs : Math.max(0, verdict.imputedMs - between.imputedMs);
    this.#parts.witnesses.between = { ...between, imputedMs: between.imputedMs + imputedMs };
    this.#say('usage.between', time, { ...verdict, imputedMs, wallGapMs: between.wallGapMs, sameBoot: between.sameBoot, isLate: true });
    this.#foundBetween(verdict.imputedBy, imputedMs, time);
    this.#impute(imputedMs);
    anchorSeries(this.#parts.witnesses, answer.key);
  }

  #foundBetween(witness: string | null, unmeteredMs: number, time: TimePoint): void {
    this.#say('meter.unmeteredRun', time, { where: 'betweenRuns', witness, unmeteredMs });
  }

  /** Hours beside hours, then what changed goes on record. */
  #compare(time: TimePoint): void {
    const { witnesses: state } = this.#parts;
    for (const { type, key, witnessMs, ownMs, unmeteredMs } of compareHours(state)) {
      this.#say(type, time, { where: 'withinRun', witness: key, witnessMs, ownMs, unmeteredMs });
      this.#unmeteredMs += unmeteredMs;
    }
    state.recordedMs = monoMsOf(time);
    const readings = witnessReadings(state);
    if (readings.length > 0) this.#entries.push({ type: 'witness.readings', time, data: { readings }, urgent: false });
  }

  #impute(unmeteredMs: number): void {
    this.#unmeteredMs += unmeteredMs;
    accountFor(this.#parts.witnesses, unmeteredMs);
  }

  get #isGateway(): boolean {
    return this.#parts.hostRole === 'gateway';
  }

  #judging(): Judging {
    const { assessor, state } = this.#parts;
    return { isGateway: this.#isGateway, dutyRatio: roundTo(assessor.gapDutyRatio(state.meter.counters), decimals.ratio) };
  }

  /** Our counters, with what this call imputes. */
  #own(): OwnTime {
    const { powerOnMs, operatingMs, gapMs, unmeteredMs } = this.#parts.state.meter.counters;
    return { powerOnMs, operatingMs, silentMs: gapMs, accountedMs: powerOnMs + gapMs + unmeteredMs + this.#unmeteredMs };
  }

  #say(type: string, time: TimePoint, data: Readonly<Record<string, Json>>): void {
    this.#entries.push({ type, time, data, urgent: true });
  }

  #said(): DeskOutput {
    const output = { entries: this.#entries, ...(this.#unmeteredMs === 0 ? {} : { unmeteredMs: this.#unmeteredMs }) };
    this.#entries = [];
    this.#unmeteredMs = 0;
    return output;
  }
}

function beginBetween({ time, before, afterStop }: { time: TimePoint; before: TimePoint; afterStop: boolean }): BetweenRuns {
  const sameBoot = time.bootId === before.bootId;
  return {
    startedMs: monoMsOf(time),
    beforeWallMs: before.wallMs,
    wallGapMs: Math.max(0, sameBoot ? time.boottimeMs - before.boottimeMs : time.wallMs - before.wallMs),
    sameBoot,
    upBeforeMs: sameBoot ? 0 : Math.max(0, time.boottimeMs - bootAllowanceMs),
    afterStop,
    ...{ answers: [], pose: null, charge: null, poseOpen: true, judged: false, imputedMs: 0 },
  };
}

/** The gap again by the wall clock as it reads now: after a boot it may have been set only since. */
function sinceStart(between: BetweenRuns, time: TimePoint): BetweenRuns {
  if (between.sameBoot) return between;
  const startedWallMs = time.wallMs - (monoMsOf(time) - between.startedMs);
  return { ...between, wallGapMs: Math.max(0, startedWallMs - between.beforeWallMs) };
}
