import type { WindowScore } from '../contract/features.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import type { MonoMs } from '../contract/time.ts';
import { type Knowable, unknown } from '../contract/unknown.ts';
import { agedCount, agedMs } from './ageing.ts';
import { addScore, baselineOf, emptyHistogram, type JointBaseline, robustZ, type ScoreHistogram, windowCount } from './score-histogram.ts';

/**
 * From window scores to alarms (facts §5.2, L3). While commissioning each joint collects its own histogram and nothing alarms; then the
 * baseline is frozen, because a baseline that adapts learns the fault. The robot's score is the largest z of its joints.
 */
export const defaultCommissioningMs = 8 * 3_600_000;
const exceedanceScore = 4;
const confirmCount = 3;
const rearmMs = 60_000;
const mergeMs = 600_000;
const baselineWindowCount = 60;

export interface AnomalyState {
  readonly status: 'learning' | 'active';
  readonly learnedMs: number;
  /** Per joint while learning, empty afterwards. */
  readonly histograms: readonly ScoreHistogram[];
  /** Per joint once active; null where a joint was seen too rarely to be judged. */
  readonly baselines: readonly (JointBaseline | null)[];
  readonly exceedanceCount: number;
  readonly armed: boolean;
  /** Since when the score is below the threshold; null while it is not. */
  readonly belowSinceMs: number | null;
  /** Latest alarm of a joint, kept while later ones merge with it. */
  readonly lastAlarms: readonly { readonly jointIndex: number; readonly atMs: number }[];
  readonly nowMs: number;
  /** Alarms and operating time under watch since activation, and the same aged. */
  readonly alarmCount: number;
  readonly activeMs: number;
  readonly agedAlarmCount: number;
  readonly agedActiveMs: number;
}

export const openingAnomaly: AnomalyState = {
  status: 'learning',
  learnedMs: 0,
  histograms: [],
  baselines: [],
  exceedanceCount: 0,
  armed: true,
  belowSinceMs: null,
  lastAlarms: [],
  nowMs: 0,
  alarmCount: 0,
  activeMs: 0,
  agedAlarmCount: 0,
  agedActiveMs: 0,
};

export interface AnomalyInput {
  readonly nowMs: MonoMs;
  readonly operating: boolean;
  readonly operatingMs: number;
  /** Undefined when the window carried none of the model's inputs. */
  readonly score: WindowScore | undefined;
  /** A window with an event of its own is not normal and teaches nothing. */
  readonly quiet: boolean;
  readonly commissioningMs?: number | undefined;
}

export interface JointScore {
  readonly jointIndex: number;
  /** Robust z to three decimals. */
  readonly score: number;
}

export interface AnomalyOutput {
  readonly status: 'learning' | 'active';
  /** Largest robust z of the joints; unknown while learning, while not operating and without a scored joint. */
  readonly score: Knowable<number>;
  readonly worstJointIndex: Knowable<number>;
  readonly alarm?: JointScore;
}

export interface AnomalyStep {
  readonly state: AnomalyState;
  readonly output: AnomalyOutput;
}

/** One window. Time that runs backwards is another boot: streak, arming and merging begin anew, the baseline stays. */
export function stepAnomaly(was: AnomalyState, input: AnomalyInput): AnomalyStep {
  const state = input.nowMs < was.nowMs ? { ...was, exceedanceCount: 0, belowSinceMs: null, lastAlarms: [] } : was;
  const { score } = input;
  if (!input.operating) return silent({ ...state, exceedanceCount: 0, nowMs: input.nowMs }, unknown('notRated'));
  if (score === undefined) return silent({ ...state, exceedanceCount: 0, nowMs: input.nowMs }, unknown('notObserved'));
  return state.status === 'learning' ? learn(state, input, score) : watch(state, input, score);
}

function silent(state: AnomalyState, why: Knowable<number>): AnomalyStep {
  return { state, output: { status: state.status, score: why, worstJointIndex: why } };
}

function learn(state: AnomalyState, input: AnomalyInput, score: WindowScore): AnomalyStep {
  const learnedMs = state.learnedMs + (input.quiet ? input.operatingMs : 0);
  const histograms = input.quiet ? addWindow(state.histograms, score) : state.histograms;
  const next: AnomalyState = { ...state, learnedMs, histograms, nowMs: input.nowMs };
  const done = learnedMs >= (input.commissioningMs ?? defaultCommissioningMs);
  return silent(done ? freeze(next) : next, unknown('learning'));
}

function addWindow(histograms: readonly ScoreHistogram[], { jointScores, jointMask }: WindowScore): readonly ScoreHistogram[] {
  return Array.from(jointScores, (score, joint) => {
    const histogram = histograms[joint] ?? emptyHistogram;
    return jointMask[joint] === 1 ? addScore(histogram, score) : histogram;
  });
}

function freeze(state: AnomalyState): AnomalyState {
  const baselines = state.histograms.map((histogram) => {
    if (windowCount(histogram) < baselineWindowCount) return null;
    const { centreScore, spreadScore } = baselineOf(histogram);
    return { centreScore: roundTo(centreScore, decimals.value), spreadScore: roundTo(spreadScore, decimals.value) };
  });
  return { ...state, status: 'active', histograms: [], baselines };
}

/**
 * Bonferroni for the largest of J joints: p_min·J keeps the false-alarm rate of one joint. With a tail of e^(−z²/2) that is the
 * threshold √(z² + 2 ln J), so 29 joints do not alarm more often than 6.
 */
export function exceedanceThreshold(jointCount: number): number {
  return Math.sqrt(exceedanceScore ** 2 + 2 * Math.log(Math.max(1, jointCount)));
}

function watch(state: AnomalyState, input: AnomalyInput, score: WindowScore): AnomalyStep {
  const scored = jointZ(state.baselines, score);
  const worst = scored.reduce<JointScore | undefined>((a, b) => (a === undefined || b.score > a.score ? b : a), undefined);
  if (worst === undefined) return silent({ ...state, exceedanceCount: 0, nowMs: input.nowMs }, unknown('insufficientData'));
  const watched = {
    ...state,
    nowMs: input.nowMs,
    activeMs: state.activeMs + input.operatingMs,
    agedActiveMs: state.agedActiveMs + input.operatingMs,
  };
  const exceeds = worst.score > exceedanceThreshold(scored.length);
  const { state: next, alarmed } = exceeds ? exceed(watched, worst) : { state: settle(watched), alarmed: false };
  const output = { status: next.status, score: worst.score, worstJointIndex: worst.jointIndex };
  return { state: next, output: alarmed ? { ...output, alarm: worst } : output };
}

function jointZ(baselines: AnomalyState['baselines'], { jointScores, jointMask }: WindowScore): JointScore[] {
  return baselines.flatMap((baseline, jointIndex) => {
    const score = jointScores[jointIndex];
    if (baseline === null || score === undefined || jointMask[jointIndex] !== 1) return [];
    return [{ jointIndex, score: roundTo(robustZ(score, baseline), decimals.score) }];
  });
}

function settle(state: AnomalyState): AnomalyState {
  const belowSinceMs = state.belowSinceMs ?? state.nowMs;
  const armed = state.armed || state.nowMs - belowSinceMs >= rearmMs;
  return { ...state, exceedanceCount: 0, belowSinceMs, armed };
}

/** The third exceedance in a row is an alarm if armed; one within 10 min of the same joint's last merges with it and is not counted. */
function exceed(state: AnomalyState, worst: JointScore): { readonly state: AnomalyState; readonly alarmed: boolean } {
  const exceedanceCount = Math.min(confirmCount, state.exceedanceCount + 1);
  if (exceedanceCount < confirmCount || !state.armed) return { state: { ...state, exceedanceCount, belowSinceMs: null }, alarmed: false };
  const recent = state.lastAlarms.filter(({ atMs }) => state.nowMs - atMs < mergeMs);
  const merges = recent.some(({ jointIndex }) => jointIndex === worst.jointIndex);
  const others = recent.filter(({ jointIndex }) => jointIndex !== worst.jointIndex);
  const count = merges ? 0 : 1;
  return {
    alarmed: !merges,
    state: {
      ...state,
      exceedanceCount: 0,
      belowSinceMs: null,
      armed: false,
      lastAlarms: [...others, { jointIndex: worst.jointIndex, atMs: state.nowMs }],
      alarmCount: state.alarmCount + count,
      agedAlarmCount: roundTo(state.agedAlarmCount + count, decimals.rate),
    },
  };
}

export function ageAnomaly(state: AnomalyState, factorRatio: number): AnomalyState {
  const agedAlarmCount = agedCount(state.agedAlarmCount, factorRatio);
  return { ...state, agedAlarmCount, agedActiveMs: agedMs(state.agedActiveMs, factorRatio) };
}
