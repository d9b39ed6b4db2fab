import type { WindowScore } from '../contract/features.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import type { MonoMs } from '../contract/time.ts';
import { type Knowable, unknown } from '../contract/unknown.ts';
import { agedCount, agedMs } from './ageing.ts';
import { type AlarmThreshold, alarmThreshold, blockCountPerAlarm, scaleMinScore } from './alarm-threshold.ts';
import { addToBlocks, type BlockStatistics, blockMs, confirmCount, openingBlocks } from './block-statistics.ts';

/**
 * From window scores to alarms (facts §5.2, L3).
 * ```
 *  joint scores ─▶ worst joint ─▶ least of three in a row ─┬─ learning ─▶ largest per minute ─▶ threshold for the promised rate, frozen
 *                                                          └─ active ───▶ above it: alarm ─▶ re-arm after 60 s below ─▶ merge per joint
 * ```
 * Scores are surprise (−ln p) of a reference that was frozen before, so that what calibrates the decision was never learned by it.
 */
export const defaultCommissioningMs = 8 * 3_600_000;
/** Used where nobody says which rate is promised. */
export const defaultPromisedRatePerH = 0.1;
const rearmMs = 60_000;
const mergeMs = 600_000;

export interface AnomalyState {
  readonly status: 'learning' | 'active';
  /** Present from the first window in which the robot could be learned; absent before, and in a state saved by an older version. */
  readonly hasBegun?: true;
  readonly learnedMs: number;
  /** What normal life reached, minute by minute. */
  readonly blocks: BlockStatistics;
  /** null while learning. */
  readonly threshold: AlarmThreshold | null;
  /** The robot's score in the last windows, oldest first: two are enough for the next to confirm. */
  readonly recentScores: readonly number[];
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
  blocks: openingBlocks,
  threshold: null,
  recentScores: [],
  armed: true,
  belowSinceMs: null,
  lastAlarms: [],
  nowMs: 0,
  alarmCount: 0,
  activeMs: 0,
  agedAlarmCount: 0,
  agedActiveMs: 0,
};

/** Scores of the joints, and of the robot as a whole where a level has one. */
export type RobotScore = WindowScore & { readonly robotScore?: number };

export interface AnomalyInput {
  readonly nowMs: MonoMs;
  readonly operating: boolean;
  readonly operatingMs: number;
  /** Undefined when the window carried none of the model's inputs, and while the watch collects what is normal. */
  readonly score: RobotScore | undefined;
  /** True where the robot operates and its joints are seen; left out, only a score says so. */
  readonly isLearnable?: boolean | undefined;
  /** A window with an event of its own is not normal and teaches nothing. */
  readonly quiet: boolean;
  readonly commissioningMs?: number | undefined;
  /** False alarms per watched operating hour that the threshold is set to. */
  readonly promisedRatePerH?: number | undefined;
}

export interface JointScore {
  readonly jointIndex: number;
  /** To three decimals. */
  readonly score: number;
}

export interface AnomalyOutput {
  readonly status: 'learning' | 'active';
  /** The robot's score, of the worst joint or of the robot as a whole; unknown while learning, while not operating and without a scored joint. */
  readonly score: Knowable<number>;
  readonly worstJointIndex: Knowable<number>;
  readonly alarm?: JointScore;
}

export interface AnomalyStep {
  readonly state: AnomalyState;
  readonly output: AnomalyOutput;
}

/** One window. Time that runs backwards is another boot: persistence, arming and merging begin anew, the threshold stays. */
export function stepAnomaly(was: AnomalyState, input: AnomalyInput): AnomalyStep {
  const resumed = input.nowMs < was.nowMs ? { ...was, recentScores: [], belowSinceMs: null, lastAlarms: [] } : was;
  const state: AnomalyState = input.isLearnable && !was.hasBegun ? { ...resumed, hasBegun: true } : resumed;
  const { score, operating, nowMs } = input;
  if (!operating) return silent({ ...state, recentScores: [], nowMs }, unknown('notRated'));
  if (score === undefined) return silent({ ...state, recentScores: [], nowMs }, unknown('notObserved'));
  const worst = worstOf(score);
  if (worst === undefined) return silent({ ...state, recentScores: [], nowMs }, unknown('insufficientData'));
  return state.status === 'learning' ? learn(state, input, worst) : watch(state, input, worst);
}

function silent(state: AnomalyState, why: Knowable<number>): AnomalyStep {
  return { state, output: { status: state.status, score: why, worstJointIndex: why } };
}

function worstOf({ jointScores, jointMask, robotScore = Number.NEGATIVE_INFINITY }: RobotScore): JointScore | undefined {
  let worst: JointScore | undefined;
  for (const [jointIndex, score] of jointScores.entries()) {
    if (jointMask[jointIndex] === 1 && (worst === undefined || score > worst.score)) worst = { jointIndex, score };
  }
  return worst && { ...worst, score: roundTo(Math.max(worst.score, robotScore), decimals.score) };
}

interface Confirmed {
  readonly state: AnomalyState;
  /** The least of the last three scores; null while there are fewer. */
  readonly confirmedScore: number | null;
}

function confirm(state: AnomalyState, { nowMs }: AnomalyInput, { score }: JointScore): Confirmed {
  const last = [...state.recentScores, score];
  const confirmedScore = last.length < confirmCount ? null : Math.min(...last);
  return { state: { ...state, nowMs, recentScores: last.slice(1 - confirmCount) }, confirmedScore };
}

function learn(was: AnomalyState, input: AnomalyInput, worst: JointScore): AnomalyStep {
  if (!input.quiet) return silent({ ...was, recentScores: [], nowMs: input.nowMs }, unknown('learning'));
  const { state, confirmedScore } = confirm(was, input, worst);
  const learnedMs = state.learnedMs + input.operatingMs;
  const blocks = addToBlocks(state.blocks, { watchedMs: input.operatingMs, confirmedScore });
  const next = { ...state, learnedMs, blocks };
  const done = learnedMs >= (input.commissioningMs ?? defaultCommissioningMs);
  return silent(done ? { ...next, status: 'active', threshold: thresholdOf(blocks, input) } : next, unknown('learning'));
}

function thresholdOf(blocks: BlockStatistics, { promisedRatePerH = defaultPromisedRatePerH }: AnomalyInput): AlarmThreshold {
  const { rule, thresholdScore } = alarmThreshold(blocks, { oneInCount: blockCountPerAlarm(promisedRatePerH, blockMs), scaleMinScore });
  return { rule, thresholdScore: thresholdScore === null ? null : roundTo(thresholdScore, decimals.score) };
}

function watch(was: AnomalyState, input: AnomalyInput, worst: JointScore): AnomalyStep {
  const { state, confirmedScore } = confirm(was, input, worst);
  const { operatingMs } = input;
  const watched = { ...state, activeMs: state.activeMs + operatingMs, agedActiveMs: state.agedActiveMs + operatingMs };
  const thresholdScore = state.threshold?.thresholdScore ?? Number.POSITIVE_INFINITY;
  const exceeds = confirmedScore !== null && confirmedScore > thresholdScore;
  const { state: next, alarmed } = exceeds ? exceed(watched, worst) : { state: settle(watched, worst, thresholdScore), alarmed: false };
  const output = { status: next.status, score: worst.score, worstJointIndex: worst.jointIndex };
  return { state: next, output: alarmed ? { ...output, alarm: worst } : output };
}

function settle(state: AnomalyState, { score }: JointScore, thresholdScore: number): AnomalyState {
  if (score > thresholdScore) return { ...state, belowSinceMs: null };
  const belowSinceMs = state.belowSinceMs ?? state.nowMs;
  return { ...state, belowSinceMs, armed: state.armed || state.nowMs - belowSinceMs >= rearmMs };
}

/** A confirmed exceedance is an alarm if armed; one within 10 min of the same joint's last merges with it and is not counted. */
function exceed(state: AnomalyState, worst: JointScore): { readonly state: AnomalyState; readonly alarmed: boolean } {
  if (!state.armed) return { state: { ...state, belowSinceMs: null }, alarmed: false };
  const recent = state.lastAlarms.filter(({ atMs }) => state.nowMs - atMs < mergeMs);
  const merges = recent.some(({ jointIndex }) => jointIndex === worst.jointIndex);
  const others = recent.filter(({ jointIndex }) => jointIndex !== worst.jointIndex);
  const count = merges ? 0 : 1;
  return {
    alarmed: !merges,
    state: {
      ...state,
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
