import type { RiskAssessment } from '../contract/assessment.ts';
import type { DeclaredContext } from '../contract/declared-context.ts';
import type { EnvironmentGrade } from '../contract/environment-grade.ts';
import type { ClosedWindow, JointLimits, Scorer, WindowFeatures, WindowScore } from '../contract/features.ts';
import type { FrameLayout } from '../contract/frame.ts';
import type { Profile } from '../contract/profile.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import type { Json } from '../contract/schema.ts';
import { monoMs } from '../contract/time.ts';
import { isKnown, type Knowable, unknown } from '../contract/unknown.ts';
import { ratedEventClasses, type UsageCounters, type WindowFacts } from '../contract/usage.ts';
import { type AssessmentState, openingAssessmentState, roundAssessmentState, stepAssessment } from './assessment.ts';
import { type Finding, stepEnvironment } from './environment-grade.ts';
import { closeExposureLog, type ExposureLog, type ExposureStretch, openingExposureLog, stepExposureLog } from './exposure-stretch.ts';
import { coverageRatio } from './gap-imputation.ts';
import { gradeKey } from './grade-key.ts';
import { jointLayoutOf } from './joint-layout.ts';
import type { ReferenceModel } from './reference-model.ts';
import { assessRisk, type RiskInput } from './risk-index.ts';
import { windowLoadRatio } from './use-relativity.ts';

/** What the model said so far, before calibration to this robot; for the owner and the ledger, not for the price. */
export interface ScoreTally {
  readonly windowCount: number;
  readonly scoredCount: number;
  readonly sumScore: number;
  readonly maxScore: number;
  readonly maxJoint: Knowable<string>;
}

export interface AssessorState {
  readonly assessment: AssessmentState;
  readonly tally: ScoreTally;
  /** What was taken in and is not on the ledger yet; a state saved by an older version has none. */
  readonly exposure?: ExposureLog;
}

export interface AssessorParts {
  readonly profile: Profile;
  readonly model: ReferenceModel;
  readonly declared: DeclaredContext | undefined;
  /** Undefined when no backend works or the model is switched off; everything else goes on. */
  readonly scorer: Scorer | undefined;
  readonly state?: AssessorState;
  /** Every stream there is; the joints are read from one of them. Without it from the first of a window. */
  readonly layouts?: readonly FrameLayout[];
  readonly commissioningMs?: number | undefined;
}

export interface WindowOutcome {
  readonly gradeChanged: boolean;
  readonly findings: readonly Finding[];
  readonly alarm: Readonly<Record<string, Json>> | undefined;
}

/** What else happened in a window: events that began in it, by class, and what the aggregate stage says of it. */
export interface SeenInWindow extends WindowFacts {
  readonly eventCounts: Readonly<Record<string, number>>;
}

const openingTally: ScoreTally = { windowCount: 0, scoredCount: 0, sumScore: 0, maxScore: 0, maxJoint: unknown('notObserved') };

export function openingAssessor(): AssessorState {
  return { assessment: openingAssessmentState(), tally: openingTally, exposure: openingExposureLog };
}

/**
 * ```
 *  window ─▶ readings of site and load ─┐
 *        └─▶ scorer (one batched call) ─┴─▶ stepAssessment ─▶ grade, findings, alarm        report ◀─ assessRisk
 * ```
 * Holds the assessment's state between windows; no clock and no I/O of its own.
 */
export class Assessor {
  readonly #parts: AssessorParts;
  readonly #jointLayout: FrameLayout | undefined;
  #state: AssessorState;
  #grade: EnvironmentGrade;
  #lastAnomaly: { score: Knowable<number>; joint: Knowable<string> } = { score: unknown('learning'), joint: unknown('learning') };

  constructor(parts: AssessorParts) {
    this.#parts = parts;
    this.#jointLayout = jointLayoutOf(parts.layouts ?? []);
    this.#state = parts.state ?? openingAssessor();
    const { assessment } = this.#state;
    this.#grade =
      assessment.environment.evaluated?.grade ?? stepEnvironment(assessment.environment, { ...noReadings, ...this.#site(0) }).output.grade;
  }

  get state(): AssessorState {
    return this.#state;
  }

  /** The environment grade in force. */
  get grade(): EnvironmentGrade {
    return this.#grade;
  }

  /** One closed window, with the events that began in it and the classes that can be observed. */
  step(window: ClosedWindow, seen: SeenInWindow): WindowOutcome {
    const chosen = this.#jointLayout;
    const joints = window.streams.find(({ layout }) => (chosen === undefined ? layout.component === 'joint' : layout === chosen));
    const limits = joints === undefined ? [] : jointLimits(joints, this.#parts.profile);
    const score = joints === undefined ? undefined : this.#parts.scorer?.score(joints, limits);
    const before = this.#state.assessment;
    const { state, output } = stepAssessment(before, {
      ...this.#site(window.endMs),
      ...readings(window),
      ...seen,
      operatingMs: window.operatingMs,
      operating: window.operatingMs > 0,
      model: this.#parts.model,
      score,
      loadRatio: joints === undefined ? unknown('missing') : windowLoadRatio(joints, limits),
      commissioningMs: this.#parts.commissioningMs,
    });
    const gradeChanged = output.grade !== this.#grade && gradeKey(output.grade) !== gradeKey(this.#grade);
    const { grade, load, isAged } = output;
    const { observable, safetyConfigurationChanged: creditRestarted = false } = seen;
    const taken = { before, after: state, grade, load, isAged, operatingMs: window.operatingMs, observable, creditRestarted };
    const exposure = stepExposureLog(this.#state.exposure ?? openingExposureLog, taken);
    this.#state = { assessment: state, tally: addToTally(this.#state.tally, joints, score), exposure };
    this.#grade = output.grade;
    const { alarm, score: z, worstJointIndex } = output.anomaly;
    const joint = isKnown(worstJointIndex) ? (joints?.layout.parts[worstJointIndex] ?? unknown('missing')) : worstJointIndex;
    this.#lastAnomaly = { score: z, joint };
    return {
      gradeChanged,
      findings: output.findings,
      alarm: alarm && { joint: joints?.layout.parts[alarm.jointIndex] ?? '', score: alarm.score, ...this.#modelFacts() },
    };
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

  /** Everything the index is computed from; the coverage as it is printed, so that a report's own words recompute it. */
  riskInput(counters: UsageCounters): RiskInput {
    const { model, profile, declared } = this.#parts;
    return {
      state: this.#state.assessment,
      model,
      coverageRatio: coverageRatio(counters, model.gap),
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

  /** What a report says of the anomaly model: status, alarms, exposure, backend and hash; never raw scores (decisions C4). */
  anomalyReport(): Readonly<Record<string, Json>> {
    const { status, activeMs, alarmCount } = this.#state.assessment.anomaly;
    return { status, activeMs, lifetimeAlarmCount: alarmCount, ...this.#modelFacts() };
  }

  /** What the ledger keeps of the model's scores; undefined while no window was seen. */
  anomalyTotals(): Readonly<Record<string, Json>> | undefined {
    const { windowCount, scoredCount, sumScore, maxScore, maxJoint } = this.#state.tally;
    if (windowCount === 0) return undefined;
    const meanScore = scoredCount === 0 ? 0 : roundTo(sumScore / scoredCount, decimals.score);
    const joint: Json = isKnown(maxJoint) ? maxJoint : { ...maxJoint };
    return { ...this.anomalyReport(), windowCount, scoredCount, meanScore, maxScore, maxJoint: joint };
  }

  /** For the owner's page: status, how unusual the last scored window was (robust z), where, and alarms so far. */
  anomalyStatus(): { status: string; score: Knowable<number>; joint: Knowable<string>; alarmCount: number } {
    const { status, alarmCount } = this.#state.assessment.anomaly;
    return { status, alarmCount, ...this.#lastAnomaly };
  }

  #modelFacts(): Readonly<Record<string, Json>> {
    const { scorer } = this.#parts;
    if (scorer === undefined) return { backend: 'none', weightsSha256: 'none', modelVersion: 'none' };
    return { backend: scorer.backend, weightsSha256: scorer.weightsSha256, modelVersion: scorer.modelVersion };
  }

  #site(nowMs: number) {
    return { nowMs: monoMs(nowMs), declared: this.#parts.declared, profile: this.#parts.profile };
  }
}

const noReadings = {
  ambientC: unknown('notReported'),
  humidityRatio: unknown('notReported'),
  backgroundVibrationMPerS2: unknown('notReported'),
} as const;

/** The site's own readings of a window, from an ambient stream where there is one. */
function readings(window: ClosedWindow): Record<keyof typeof noReadings, Knowable<number>> {
  const ambient = window.streams.find(({ layout }) => layout.component === 'ambient');
  if (ambient === undefined) return noReadings;
  return { ...noReadings, ambientC: meanOf(ambient, 'temperatureC'), humidityRatio: meanOf(ambient, 'relativeHumidityRatio') };
}

function meanOf({ layout, count, mean }: WindowFeatures, signal: string): Knowable<number> {
  const row = (layout.signals as readonly string[]).indexOf(signal);
  if (row < 0) return unknown('notReported');
  const cell = row * layout.parts.length;
  return (count[cell] ?? 0) > 0 ? (mean[cell] ?? 0) : unknown('missing');
}

/** Limits of the stream's joints in the order of its parts. */
export function jointLimits({ layout }: WindowFeatures, profile: Profile): JointLimits {
  return layout.parts.map((part) => {
    const joint = profile.joints.find(({ name }) => name === part);
    return { velocityRadPerS: joint?.velocityRadPerS, torqueNm: joint?.torqueNm, currentA: joint?.currentA };
  });
}

/** Scores are rounded before they are added, so that the tally is the same on every processor. */
function addToTally(tally: ScoreTally, joints: WindowFeatures | undefined, score: WindowScore | undefined): ScoreTally {
  const windowCount = tally.windowCount + 1;
  if (joints === undefined || score === undefined) return { ...tally, windowCount };
  let worst = -1;
  score.jointScores.forEach((value, joint) => {
    if (score.jointMask[joint] === 1 && (worst < 0 || value > (score.jointScores[worst] ?? 0))) worst = joint;
  });
  if (worst < 0) return { ...tally, windowCount };
  const robotScore = roundTo(score.jointScores[worst] ?? 0, decimals.score);
  const isMax = tally.scoredCount === 0 || robotScore > tally.maxScore;
  return {
    windowCount,
    scoredCount: tally.scoredCount + 1,
    sumScore: roundTo(tally.sumScore + robotScore, decimals.score),
    maxScore: isMax ? robotScore : tally.maxScore,
    maxJoint: isMax ? (joints.layout.parts[worst] ?? unknown('missing')) : tally.maxJoint,
  };
}
