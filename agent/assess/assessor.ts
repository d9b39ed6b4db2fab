import type { AnomalyStatus } from '../contract/anomaly.ts';
import type { RiskAssessment } from '../contract/assessment.ts';
import type { DeclaredContext } from '../contract/declared-context.ts';
import type { EnvironmentGrade } from '../contract/environment-grade.ts';
import type { ClosedWindow, Scorer } from '../contract/features.ts';
import type { FrameLayout } from '../contract/frame.ts';
import type { Profile } from '../contract/profile.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import type { Json } from '../contract/schema.ts';
import type { DocumentSigner } from '../contract/signed-document.ts';
import { monoMs, type TimePoint } from '../contract/time.ts';
import { isKnown, unknown } from '../contract/unknown.ts';
import { ratedEventClasses, type UsageCounters, type WindowFacts } from '../contract/usage.ts';
import { type AssessmentOutput, type AssessmentState, openingAssessmentState, roundAssessmentState, stepAssessment } from './assessment.ts';
import { coldBoardUntilMs } from './cold-board-until-ms.ts';
import { stepEnvironment } from './environment-grade.ts';
import { environmentText, stressText } from './environment-text.ts';
import { closeExposureLog, type ExposureLog, type ExposureStretch, openingExposureLog, stepExposureLog } from './exposure-stretch.ts';
import { coverageRatio, gapDutyRatio } from './gap-imputation.ts';
import { gradeKey } from './grade-key.ts';
import { assessHealth, type HealthRecord } from './health/assess-health.ts';
import { type HealthState, openingHealth } from './health/health-watch.ts';
import { jointLayoutOf } from './joint-layout.ts';
import { jointLimits } from './joint-limits.ts';
import { type PayloadBiasState, type PayloadBiasStep, stepPayloadBias } from './payload-bias.ts';
import type { ReferenceModel } from './reference-model.ts';
import { assessRisk, type RiskInput } from './risk-index.ts';
import { addToTally, openingTally, type ScoreTally } from './score-tally.ts';
import { noObservation, siteObservation } from './site-observation.ts';
import { openingStress, type StressState, stepStress } from './stress-hours.ts';
import { openingDuty, stepDuty, trailingDutyRatio } from './trailing-duty.ts';
import { windowLoadRatio } from './use-relativity.ts';
import type { WatchRecord } from './watch/watch-stage.ts';
import type { WatchState } from './watch/watch-state.ts';
import { type WatchChoice, WatchedAnomaly } from './watched-anomaly.ts';

export { jointLimits };

export interface AssessorState {
  readonly assessment: AssessmentState;
  readonly tally: ScoreTally;
  /** What was taken in and is not on the ledger yet; a state saved by an older version has none. */
  readonly exposure?: ExposureLog;
  /** Stress hours beside the hours; a state saved by an older version has none. */
  readonly stress?: StressState;
  /** Condition of the components between evaluations; a state saved by an older version has none. */
  readonly health?: HealthState;
  /** What the watch remembers; a state saved by an older version has none. */
  readonly watch?: WatchState;
  /** Joints that steadily need other effort than was learned; a state saved by an older version has none. */
  readonly payloadBias?: PayloadBiasState;
}

export interface AssessorParts {
  readonly profile: Profile;
  readonly model: ReferenceModel;
  readonly declared: DeclaredContext | undefined;
  /** Whose signature stands under the declaration; left out where nobody's does. */
  readonly declaredSigner?: Pick<DocumentSigner, 'kid' | 'role'> | undefined;
  /** Undefined when no backend works or the network is off; everything else goes on. */
  readonly scorer: Scorer | undefined;
  readonly state?: AssessorState;
  /** Every stream there is; the joints are read from one of them. Without it from the first of a window. */
  readonly layouts?: readonly FrameLayout[];
  readonly watch?: WatchChoice | undefined;
}

export interface WindowOutcome {
  readonly gradeChanged: boolean;
  readonly findings: readonly (AssessmentOutput['findings'][number] | HealthRecord | PayloadBiasStep['findings'][number] | WatchRecord)[];
  readonly alarm: Readonly<Record<string, Json>> | undefined;
}

/** What else happened in a window: events that began in it, by class, and what the aggregate stage says of it. */
export interface SeenInWindow extends WindowFacts {
  readonly eventCounts: Readonly<Record<string, number>>;
}

export function openingAssessor(): AssessorState {
  return { assessment: openingAssessmentState(), tally: openingTally, exposure: openingExposureLog };
}

/**
 * ```
 *  window ─▶ readings of site and load ──┐
 *        └─▶ watch: L0, L1, perhaps L2 ──┴─▶ stepAssessment ─▶ grade, findings, alarm        report ◀─ assessRisk
 * ```
 * Holds the assessment's state between windows; no clock and no I/O of its own.
 */
export class Assessor {
  readonly #parts: AssessorParts;
  readonly #jointLayout: FrameLayout | undefined;
  #state: AssessorState;
  #grade: EnvironmentGrade;
  /** Until when a first board temperature is that of the air; undefined unless this boot began cold. */
  #coldUntilMs: number | undefined;
  readonly #anomaly: WatchedAnomaly;

  constructor(parts: AssessorParts) {
    this.#parts = parts;
    this.#jointLayout = jointLayoutOf(parts.layouts ?? []);
    const opening = parts.state ?? openingAssessor();
    this.#anomaly = new WatchedAnomaly({ ...parts, state: opening.watch });
    const anomaly = this.#anomaly.decisionState(opening.assessment.anomaly, opening.watch !== undefined);
    this.#state = { ...opening, assessment: { ...opening.assessment, anomaly } };
    const { assessment } = this.#state;
    this.#grade =
      assessment.environment.evaluated?.grade ??
      stepEnvironment(assessment.environment, { ...noObservation, ...this.#site(0) }).output.grade;
  }

  get state(): AssessorState {
    return { ...this.#state, watch: this.#anomaly.state };
  }

  /** What was learned of the robot, to be kept beside the state. */
  get learned(): WatchedAnomaly['texts'] {
    return this.#anomaly.texts;
  }

  /** The environment grade in force. */
  get grade(): EnvironmentGrade {
    return this.#grade;
  }

  /** The grade in one line, with the stage, who declared what, and the stress hours where there are any. */
  gradeText(): string {
    const { declared, declaredSigner: signedBy } = this.#parts;
    const stress = stressText(this.#state.stress ?? openingStress);
    return `${environmentText(this.#grade, { declared, signedBy })}${stress === undefined ? '' : `; ${stress}`}`;
  }

  /** The first moment of this process, and the last one known of the process before it. */
  begin(now: TimePoint, before: TimePoint | undefined): void {
    this.#coldUntilMs = coldBoardUntilMs(before, now);
    this.#anomaly.begin(now);
  }

  /** One closed window, with the events that began in it and the classes that can be observed. */
  step(window: ClosedWindow, seen: SeenInWindow): WindowOutcome {
    const chosen = this.#jointLayout;
    const { startMs, endMs: nowMs, operatingMs, streams } = window;
    const joints = streams.find(({ layout }) => (chosen === undefined ? layout.component === 'joint' : layout === chosen));
    const { profile, model } = this.#parts;
    const limits = joints === undefined ? [] : jointLimits(joints, profile);
    const { score, watchedMs, records } = this.#anomaly.take(joints, limits, { ...seen, startMs, endMs: nowMs, operatingMs, streams });
    const before = this.#state.assessment;
    const { state, output } = stepAssessment(before, {
      ...this.#site(nowMs),
      ...this.#observe(window),
      ...seen,
      operatingMs,
      operating: operatingMs > 0,
      model,
      ...{ score, watchedMs, isLearnable: joints !== undefined && operatingMs > 0, commissioningMs: this.#anomaly.plan.calibrateMs },
      loadRatio: joints === undefined ? unknown('missing') : windowLoadRatio(joints, limits),
    });
    const gradeChanged = output.grade !== this.#grade && gradeKey(output.grade) !== gradeKey(this.#grade);
    const { observable, safetyConfigurationChanged: creditRestarted = false } = seen;
    const taken = { ...output, before, after: state, operatingMs, observable, creditRestarted };
    const exposure = stepExposureLog(this.#state.exposure ?? openingExposureLog, taken);
    const stress = stepStress(this.#state.stress ?? openingStress, { environment: state.environment, nowMs, windowMs: nowMs - startMs });
    const health = assessHealth(this.#state.health ?? openingHealth, window, { profile, model, published: state.health });
    const assessment = health.indices === undefined ? state : { ...state, health: health.indices };
    const bias = stepPayloadBias(this.#state.payloadBias ?? [], { layout: joints?.layout, drifts: this.#anomaly.drifts, limits });
    const tally = addToTally(this.#state.tally, joints, score);
    this.#state = { assessment, tally, exposure, stress, health: health.state, payloadBias: bias.state };
    this.#grade = output.grade;
    const { alarm, records: said } = this.#anomaly.conclude(output.anomaly, joints, assessment);
    return { gradeChanged, findings: [...records, ...output.findings, ...health.findings, ...bias.findings, ...said], alarm };
  }

  /** The stretches of exposure that ended since they were last taken; with `closes` the one that goes on ends too. */
  takeExposures(closes: boolean): readonly ExposureStretch[] {
    const { exposure = openingExposureLog } = this.#state;
    const { open, ended } = closes ? closeExposureLog(exposure) : exposure;
    if (ended.length > 0) this.#state = { ...this.#state, exposure: { open, ended: [] } };
    return ended;
  }

  /** The index with its explanation, as it stands now. */
  assess(counters: UsageCounters): RiskAssessment {
    return assessRisk(this.riskInput(counters));
  }

  /** Operating time assumed per time that nothing witnesses, 0…1. */
  gapDutyRatio(counters: UsageCounters): number {
    return gapDutyRatio(trailingDutyRatio(this.#state.assessment.duty, counters), this.#parts.model.gap);
  }

  /** A report closes: its hours are added to the trailing duty. */
  closeDuty(opening: UsageCounters, closing: UsageCounters): void {
    const { assessment } = this.#state;
    this.#state = { ...this.#state, assessment: { ...assessment, duty: stepDuty(assessment.duty ?? openingDuty, opening, closing) } };
  }

  /** Everything the index is computed from; the coverage as it is printed, so that a report's own words recompute it. */
  riskInput(counters: UsageCounters): RiskInput {
    const { model, profile, declared } = this.#parts;
    return {
      state: this.#state.assessment,
      model,
      coverageRatio: coverageRatio(counters, model.gap, this.#state.assessment.duty),
      context: declared,
      profile,
      operatingMsByE: counters.operatingMsByE,
    };
  }

  /** The assessment state as reports carry it: plain, rounded JSON. */
  assessmentState(): Json {
    return roundAssessmentState(this.#state.assessment) as unknown as Json;
  }

  /** Rated classes that no live source can report; they earn no credit. */
  notObserved(observable: readonly string[]): string[] {
    return ratedEventClasses.filter((eventClass) => !observable.includes(eventClass));
  }

  /** What a report says of the watch; never raw scores (decisions C4). */
  anomalyReport(): Readonly<Record<string, Json>> {
    return this.#anomaly.report(this.#state.assessment);
  }

  /** What the ledger keeps of the watch's scores; undefined while no window was seen. */
  anomalyTotals(): Readonly<Record<string, Json>> | undefined {
    const { windowCount, scoredCount, sumScore, maxScore, maxJoint } = this.#state.tally;
    if (windowCount === 0) return undefined;
    const meanScore = scoredCount === 0 ? 0 : roundTo(sumScore / scoredCount, decimals.score);
    const joint: Json = isKnown(maxJoint) ? maxJoint : { ...maxJoint };
    return { ...this.anomalyReport(), windowCount, scoredCount, meanScore, maxScore, maxJoint: joint };
  }

  /** For the owner's page. */
  anomalyStatus(): AnomalyStatus {
    return this.#anomaly.status(this.#state.assessment);
  }

  /** The board is the air's proxy once, at a cold start (rule R-7). */
  #observe(window: ClosedWindow) {
    const { boardC, ...observed } = siteObservation(window);
    const isCold = boardC !== undefined && isKnown(boardC) && window.endMs <= (this.#coldUntilMs ?? -1);
    if (isCold) this.#coldUntilMs = undefined;
    return { ...observed, windowMs: window.endMs - window.startMs, ...(isCold ? { boardC } : {}) };
  }

  #site(nowMs: number) {
    return { nowMs: monoMs(nowMs), declared: this.#parts.declared, profile: this.#parts.profile };
  }
}
