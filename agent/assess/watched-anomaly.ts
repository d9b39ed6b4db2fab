import type { AlarmExplanation, AnomalyStatus } from '../contract/anomaly.ts';
import type { ClosedWindow, JointLimits, Scorer, WindowFeatures } from '../contract/features.ts';
import type { Json } from '../contract/schema.ts';
import { type TimePoint, timePointAt } from '../contract/time.ts';
import { isKnown, type Knowable, unknown } from '../contract/unknown.ts';
import type { WindowFacts } from '../contract/usage.ts';
import { type AnomalyOutput, type AnomalyState, openingAnomaly } from './anomaly-decision.ts';
import { type AssessmentInput, isQuiet } from './assessment.ts';
import type { AssessmentState } from './assessment-state.ts';
import type { TaughtEventHeads } from './event-forecast.ts';
import { PageForecast } from './page-forecast.ts';
import { lifetimeAlarms } from './stage-cells.ts';
import { type CommissioningPlan, fullCommissioning } from './watch/commissioning.ts';
import { explainAlarm } from './watch/explain-alarm.ts';
import { phaseText } from './watch/watch-messages.ts';
import { type WatchedScore, type WatchRecord, WatchStage, type WatchStageParts } from './watch/watch-stage.ts';
import type { WatchState } from './watch/watch-state.ts';

/** What a caller may decide of the watch; without it a robot is learned in full and nothing is kept of it. */
export interface WatchChoice extends Partial<Omit<WatchStageParts, 'scorer' | 'state'>> {
  /** For the early warning of the owner's page; without them there is none. */
  readonly eventHeads?: TaughtEventHeads | undefined;
}

export interface WatchedAnomalyParts {
  /** Undefined when no backend works or the network is off: rules and physics go on. */
  readonly scorer: Scorer | undefined;
  readonly watch?: WatchChoice | undefined;
  readonly state: WatchState | undefined;
}

/** Said of a hash, a backend or a rule that there is not. */
const none = 'none';
type Facts = Readonly<Record<string, Json>>;

/** A closed window with what else happened in it. */
type WatchedInput = ClosedWindow & Pick<AssessmentInput, 'eventCounts'> & WindowFacts;

/** What the decision made of a window, and what the alarm's record says. */
export interface ConcludedWindow {
  readonly alarm: Facts | undefined;
  readonly records: readonly WatchRecord[];
}

/**
 * The watch of a robot as the assessor sees it, around the decision:
 * ```
 *  window ─▶ take: L0, L1, L2 ─▶ stepAssessment (decision) ─▶ conclude: explanation, records
 * ```
 */
export class WatchedAnomaly {
  readonly #scorer: Scorer | undefined;
  readonly #stage: WatchStage;
  readonly #forecast: PageForecast | undefined;
  #time: TimePoint | undefined;
  #last: { score: Knowable<number>; joint: Knowable<string> } = { score: unknown('learning'), joint: unknown('learning') };

  constructor({ scorer, watch: { eventHeads, ...watch } = {}, state }: WatchedAnomalyParts) {
    this.#scorer = scorer;
    this.#forecast = eventHeads && new PageForecast(eventHeads);
    this.#stage = new WatchStage({ plan: fullCommissioning, key: '', hashOf: () => '', ...watch, scorer, state });
  }

  get state(): WatchState {
    return this.#stage.state;
  }

  /** What is kept beside the state. */
  get texts(): WatchStage['texts'] {
    return this.#stage.texts;
  }

  get drifts(): WatchState['drifts'] {
    return this.#stage.drifts;
  }

  get plan(): CommissioningPlan {
    return this.#stage.plan;
  }

  /** Labels alarms by the wall clock of this process's first moment. */
  begin(now: TimePoint): void {
    this.#time = now;
  }

  /** The decision as it goes on at this start: with another reference it is calibrated anew, and keeps what it counted. */
  decisionState(was: AnomalyState, isKnownWatch: boolean): AnomalyState {
    if (isKnownWatch && this.#stage.begunAnew === undefined) return was;
    const { nowMs, hasBegun, alarmCount, activeMs, agedAlarmCount, agedActiveMs } = was;
    return { ...openingAnomaly, ...(hasBegun && { hasBegun }), nowMs, alarmCount, activeMs, agedAlarmCount, agedActiveMs };
  }

  take(joints: WindowFeatures | undefined, limits: JointLimits, window: WatchedInput): WatchedScore {
    const { operatingMs } = window;
    const scored = joints && this.#stage.take({ joints, limits, operatingMs, isQuiet: isQuiet(window) });
    this.#forecast?.take({ ...window, joints, distanceSigma: this.#stage.posture?.distanceSigma });
    return scored ?? { score: undefined, watchedMs: 0, records: [] };
  }

  conclude(output: AnomalyOutput, joints: WindowFeatures | undefined, after: AssessmentState): ConcludedWindow {
    const { score, worstJointIndex } = output;
    const joint = isKnown(worstJointIndex) ? (joints?.layout.parts[worstJointIndex] ?? unknown('missing')) : worstJointIndex;
    this.#last = output.status === 'active' ? { score, joint } : { score: unknown('learning'), joint: unknown('learning') };
    const alarm = output.alarm && joints && this.#alarmFacts(output.alarm, joints, after);
    return { alarm, records: this.#stage.seeStatus(output.status) };
  }

  #alarmFacts(alarm: NonNullable<AnomalyOutput['alarm']>, joints: WindowFeatures, after: AssessmentState): Facts {
    const { jointIndex, score, ...decided } = alarm;
    const { alarmCount: alarmIndex } = lifetimeAlarms(after);
    const wallMs = this.#time === undefined ? 0 : timePointAt(this.#time, joints.endMs).wallMs;
    const explained = explainAlarm(this.#stage, { jointIndex, score, alarmIndex, wallMs });
    const said: Partial<AlarmExplanation> = explained ?? { joint: joints.layout.parts[jointIndex] ?? '', score };
    const referenceSha256 = this.#stage.state.referenceSha256 ?? none;
    const { rule: decisionRule = none, thresholdScore = null } = after.anomaly.threshold ?? {};
    return { ...(said as Facts), ...decided, decisionRule, thresholdScore, referenceSha256, ...this.#modelFacts() };
  }

  /** What a report says: phase, levels, alarms, exposure, backend and hashes; never raw scores (decisions C4). */
  report(assessment: AssessmentState): Facts {
    const { alarmCount, activeMs } = lifetimeAlarms(assessment);
    const { levels, phase, plan, state } = this.#stage;
    const { referenceSha256: frozen, rebaselineCount, commissioning, suspects } = state;
    const referenceSha256 = frozen ?? none;
    return {
      ...{ status: assessment.anomaly.status, phase, levels: [...levels], isShortCommissioning: plan.isShort },
      decisionRule: assessment.anomaly.threshold?.rule ?? none,
      ...{ collectedMs: commissioning.collectedMs, referenceSha256, rebaselineCount, suspectCount: suspects.length },
      ...{ activeMs, lifetimeAlarmCount: alarmCount, ...this.#modelFacts() },
    };
  }

  /** For the owner's page: phase, how unusual the last judged window was, where, alarms so far and the latest one. */
  status(assessment: AssessmentState): AnomalyStatus {
    const { phase, levels, plan, state } = this.#stage;
    const { commissioning, lastAlarm, suspects } = state;
    const { collectedMs, sessionCount } = commissioning;
    const { isShort, collectMs, sessionCountMin } = plan;
    const { en: textEn, zh: textZh } = phaseText({ phase, isShort, collectedMs, collectMs, sessionCount, sessionCountMin, suspects });
    const { alarmCount } = lifetimeAlarms(assessment);
    const alarm = lastAlarm === null ? {} : { alarm: lastAlarm };
    const eventForecast = this.#forecast?.status(phase);
    const standing = { status: assessment.anomaly.status, alarmCount, ...this.#last, phase, textEn, textZh, levels, ...alarm };
    return eventForecast === undefined ? standing : { ...standing, eventForecast };
  }

  #modelFacts(): Facts {
    if (this.#scorer === undefined) return { backend: none, weightsSha256: none, modelVersion: none };
    const { backend, weightsSha256, modelVersion } = this.#scorer;
    return { backend, weightsSha256, modelVersion };
  }
}
