import type { AnomalyPhase, WatchLevel } from '../../contract/anomaly.ts';
import type { JointLimits, Scorer, WindowFeatures, WindowScore } from '../../contract/features.ts';
import type { FleetPrior } from '../../contract/fleet-prior.ts';
import type { KeptTexts, TextSource } from '../../contract/learned-text.ts';
import type { Json } from '../../contract/schema.ts';
import { stepTrace } from './alarm-trace.ts';
import { causeToForget } from './cause-to-forget.ts';
import { type CommissioningPlan, phaseOf, stepCommissioning } from './commissioning.ts';
import { commissioningInput } from './commissioning-input.ts';
import { endCollecting } from './end-collecting.ts';
import { stepDrifts } from './joint-drifts.ts';
import { LearnedTexts, learnedPlace } from './learned-texts.ts';
import { freezeNetwork, type NetworkState, type NetworkStep, networkVote, stepLearnedNetwork } from './network-vote.ts';
import { PhysicsWatch, type WatchRating } from './physics-watch.ts';
import { judgesAnything } from './watch-reference.ts';
import {
  forgetLearned,
  openingWatch,
  type Rated,
  type RebaselineCause,
  type RebaselineOrder,
  restorePhysics,
  type WatchState,
} from './watch-state.ts';
import { windowScore } from './window-score.ts';

/** Windows this long after the last motion are judged too: a stop shows in the seconds after it. */
const watchedAfterMs = 60_000;

export interface WatchStageParts extends Partial<KeptTexts> {
  readonly plan: CommissioningPlan;
  /** Of everything that makes the robot another one to learn: profile, description, joints. */
  readonly key: string;
  readonly hashOf: (text: string) => string;
  readonly scorer?: Scorer | undefined;
  readonly state?: WatchState | undefined;
  readonly rebaseline?: RebaselineOrder | undefined;
  /** What robots of its kind are like; heeded when collecting ends. */
  readonly fleet?: FleetPrior | undefined;
}

export interface WatchInput {
  readonly joints: WindowFeatures;
  readonly limits: JointLimits;
  readonly operatingMs: number;
  /** False in a window with an event of its own. */
  readonly isQuiet: boolean;
}

/** A record the watch wants on the ledger. */
export interface WatchRecord {
  readonly code: 'anomaly.phase' | 'anomaly.rebaseline' | 'anomaly.drift';
  readonly data: Readonly<Record<string, Json>>;
}

/** One window as the decision gets it. */
export interface WatchedScore {
  /** Undefined while learning and warming up. */
  readonly score: WindowScore | undefined;
  /** Time that counts as watched; 0 where nothing is judged. */
  readonly watchedMs: number;
  readonly records: readonly WatchRecord[];
}

/**
 * Watches one robot: learns it, then judges it, window by window.
 * ```
 *  window ─▶ commissioning ─┬─ collect ──▶ PhysicsWatch.learn, network histograms ─ complete ─▶ freeze
 *                           └─ frozen ───▶ PhysicsWatch.rate + network vote ─▶ WindowScore ─▶ decision
 * ```
 * Holds its state between windows; no clock and no I/O.
 */
export class WatchStage {
  readonly texts: TextSource;
  /** Why it began anew at this start; undefined when it went on. */
  readonly begunAnew: RebaselineCause | undefined;
  readonly #parts: WatchStageParts;
  #physics: PhysicsWatch;
  #state: WatchState;
  #isWarm = false;
  #records: readonly WatchRecord[] = [];
  #rated: Rated | undefined;

  constructor(parts: WatchStageParts) {
    this.#parts = parts;
    const { state: saved, texts = new Map<string, string>(), key, rebaseline } = parts;
    const restored = saved && restorePhysics(saved, texts);
    this.begunAnew = saved && causeToForget(saved, restored, parts);
    const followedSha256 = rebaseline?.sha256 ?? saved?.followedSha256 ?? null;
    const isKept = saved !== undefined && this.begunAnew === undefined;
    const opening = saved === undefined ? { ...openingWatch(key), followedSha256 } : forgetLearned(saved, { key, followedSha256 });
    this.#state = isKept ? saved : opening;
    this.#physics = (isKept ? restored : undefined) ?? new PhysicsWatch();
    this.texts = new LearnedTexts(() => this.#physics, parts.textNames ?? []);
    if (saved !== undefined && this.begunAnew !== undefined) this.#say('anomaly.rebaseline', this.#rebaselineFacts(this.begunAnew, saved));
  }

  /** As it is saved; what it has learned is in `texts`. */
  get state(): WatchState {
    return { ...this.#state, learned: learnedPlace(this.#physics), running: this.#physics.running };
  }

  get phase(): AnomalyPhase {
    return phaseOf(this.#state.commissioning, this.#isWarm, this.#state.isActive ? 'active' : 'learning');
  }

  get plan(): CommissioningPlan {
    return this.#parts.plan;
  }

  /** What is judged by now: rules always, physics with its reference, the network where it was learned along. */
  get levels(): readonly WatchLevel[] {
    const hasNetwork = this.#learnedNetwork?.isFrozen === true;
    const hasPhysics = this.#physics.reference !== undefined && judgesAnything(this.#physics.reference);
    return ['L0', ...(hasPhysics ? ['L1' as const] : []), ...(hasNetwork ? ['L2' as const] : [])];
  }

  /** The window rated last; undefined where that judged nothing. */
  get rated(): Rated | undefined {
    return this.#rated;
  }

  /** How the robot stood in the last window, whether or not that was judged. */
  get posture(): PhysicsWatch['posture'] {
    return this.#physics.posture;
  }

  /** How far each joint has drifted from what was learned of it. */
  get drifts(): WatchState['drifts'] {
    return this.#state.drifts;
  }

  /** −ln p of a joint by the network; undefined where it says nothing. */
  networkVote(joint: number): number | undefined {
    const network = this.#learnedNetwork;
    return network && networkVote(network, joint);
  }

  /** What is known of the very weights that run; undefined without a backend. */
  get #learnedNetwork(): NetworkState | undefined {
    const { network } = this.#state;
    return network !== null && network.weightsSha256 === this.#parts.scorer?.weightsSha256 ? network : undefined;
  }

  take(input: WatchInput): WatchedScore {
    const { joints, isQuiet } = input;
    const { commissioning } = this.#state;
    const isNewSession = this.#physics.isNewSession(joints);
    const { state, isWarm, isComplete } = stepCommissioning(commissioning, commissioningInput(input), this.#parts.plan);
    const isWatched = state.operatedMs !== null && joints.endMs - state.operatedMs <= watchedAfterMs;
    this.#state = { ...this.#state, commissioning: state };
    this.#isWarm = isWarm;
    if (!isQuiet) this.#physics.noteEvent(joints.endMs);
    const teaches = isWatched && isWarm && isQuiet;
    const network = this.#network(input, { teaches: teaches && !commissioning.isFrozen, isNewSession });
    const rating = this.#rate(input, teaches && !commissioning.isFrozen);
    this.#state = { ...this.#state, network };
    if (isComplete) this.#freeze(joints);
    const isJudged = isWatched && isWarm && rating !== undefined && commissioning.isFrozen;
    this.#rated = isJudged ? { rating, joints, levels: this.levels } : undefined;
    if (isJudged) this.#follow(input, rating, teaches);
    const records = this.#takeRecords();
    if (!isJudged) return { score: undefined, watchedMs: 0, records };
    const score = windowScore(rating, joints, (joint) => this.networkVote(joint));
    return { score, watchedMs: joints.endMs - joints.startMs, records };
  }

  /** The decision has been calibrated: from now on it raises alarms. */
  seeStatus(status: 'learning' | 'active'): readonly WatchRecord[] {
    if (this.#state.isActive === (status === 'active')) return [];
    this.#state = { ...this.#state, isActive: status === 'active' };
    if (status === 'active') this.#say('anomaly.phase', { phase: 'active' });
    return this.#takeRecords();
  }

  /** Changes what is remembered of alarms. */
  remember(alarms: Pick<WatchState, 'alarms' | 'lastAlarm'>): void {
    this.#state = { ...this.#state, ...alarms };
  }

  #rate({ joints, limits }: WatchInput, teaches: boolean): WatchRating | undefined {
    if (!teaches) return this.#physics.rate(joints, limits);
    this.#physics.learn(joints, limits);
    return undefined;
  }

  #network({ joints, limits }: WatchInput, how: NetworkStep): WatchState['network'] {
    const { network, commissioning } = this.#state;
    const { scorer } = this.#parts;
    const score = scorer?.score(joints, limits);
    if (scorer === undefined || score === undefined) return network;
    return stepLearnedNetwork(network, { score, weightsSha256: scorer.weightsSha256, ...how, mayBegin: !commissioning.isFrozen });
  }

  #freeze({ layout }: WindowFeatures): void {
    const { suspects, facts } = endCollecting(this.#physics, layout.parts, this.#parts.fleet);
    const { network, commissioning } = this.#state;
    const referenceSha256 = this.#parts.hashOf(JSON.stringify(this.#physics.reference));
    this.#state = { ...this.#state, referenceSha256, suspects, network: network && freezeNetwork(network) };
    const { collectedMs, sessionCount } = commissioning;
    this.#say('anomaly.phase', { phase: 'calibrate', referenceSha256, collectedMs, sessionCount, ...facts });
  }

  /** What goes on beside the decision: traces for explanations, and slow drift. */
  #follow({ joints, limits, operatingMs }: WatchInput, rating: WatchRating, teaches: boolean): void {
    const { jointScores } = rating;
    const trace = stepTrace(this.#state.trace, {
      endMs: joints.endMs,
      jointScores,
      reading: (joint, channel) => rating.reading(joint, channel),
    });
    const elapsedMs = teaches ? operatingMs : 0;
    const { tracks } = this.#physics.running;
    const drifted = stepDrifts(this.#state.drifts, { joints, limits, tracks, elapsedMs, reference: this.#physics.reference });
    this.#state = { ...this.#state, trace, drifts: drifted.drifts };
    for (const data of drifted.notices) this.#say('anomaly.drift', data);
  }

  #rebaselineFacts(cause: RebaselineCause, saved: WatchState): Readonly<Record<string, Json>> {
    const { rebaseline } = this.#parts;
    const order = cause === 'signedEvent' && rebaseline !== undefined ? { ...rebaseline } : {};
    const { rebaselineCount } = this.#state;
    return { cause, rebaselineCount, previousReferenceSha256: saved.referenceSha256, ...order };
  }

  #say(code: WatchRecord['code'], data: WatchRecord['data']): void {
    const how = code === 'anomaly.phase' ? { isShort: this.#parts.plan.isShort } : {};
    this.#records = [...this.#records, { code, data: { ...data, ...how } }];
  }

  #takeRecords(): readonly WatchRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }
}
