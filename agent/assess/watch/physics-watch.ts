import type { JointLimits, WindowFeatures } from '../../contract/features.ts';
import type { JointTraits } from '../../contract/fleet-prior.ts';
import { BlockReservoir, type ReservoirLimits, type ReservoirState } from './block-reservoir.ts';
import { jointTraits } from './joint-traits.ts';
import { type ChannelReading, channelReading, type Hearing, type JointVoice, jointVoice, type PlottedChannel } from './joint-voice.ts';
import {
  countedBreaches,
  type JointHabit,
  type JointPlausibility,
  learnHabit,
  openingHabit,
  openingPlausibility,
  type PlausibilityStep,
  stepPlausibility,
} from './plausibility.ts';
import type { Posture } from './posture.ts';
import { type JointVotes, rateJoints } from './rate-joints.ts';
import type { ResidualTrack } from './residual-tracks.ts';
import { fitReference, type WatchReference, withoutJoints } from './watch-reference.ts';
import { type MemoryState, WindowMemory } from './window-memory.ts';

/** What a watch keeps while it learns, and what it keeps for good; plain JSON. */
export interface LearnedState {
  readonly windowCount: number;
  readonly habits: readonly JointHabit[];
  /** null once frozen. */
  readonly reservoir: ReservoirState | null;
  readonly reference: WatchReference | null;
}

/** What it remembers of the last seconds; plain JSON, void in another session. */
export interface RunningState {
  readonly memory: MemoryState;
  readonly plausibility: readonly JointPlausibility[];
  readonly tracks: readonly ResidualTrack[];
}

export interface PhysicsWatchParts {
  readonly seed?: number;
  readonly limits?: ReservoirLimits;
  readonly learned?: LearnedState | undefined;
  readonly running?: RunningState | undefined;
}

/** One rated window; the functions are good until the next window. */
export interface WatchRating {
  readonly startMs: number;
  /** −ln p per joint, 0 nothing special, 6.9 one window in a thousand; groups of channels add. Before `freeze` only rules speak. */
  readonly jointScores: Float64Array;
  /** The same of the robot as a whole. */
  readonly robotScore: number;
  /** How unlike anything in commissioning it stands; undefined without efforts. */
  readonly posture: Posture | undefined;
  /** Which channel speaks for a joint, what it expected and what it saw. */
  voice(joint: number): JointVoice;
  /** Every channel that knows something of the joint. */
  votes(joint: number): JointVotes;
  /** What a channel expects of the joint and what it sees, in its unit. */
  reading(joint: number, channel: PlottedChannel): ChannelReading;
}

/**
 * L0 and L1 of one robot, without any model (facts §5.2).
 * ```
 *  window ─▶ WindowMemory ─▶ rows ─┬─ learn ─▶ BlockReservoir ─ freeze ─▶ WatchReference
 *                                  └─ rate ──▶ rules, rise, effort, posture ─▶ surprise per joint
 * ```
 */
export class PhysicsWatch {
  readonly #seed: number;
  readonly #limits: ReservoirLimits | undefined;
  readonly #memory: WindowMemory;
  #reservoir: BlockReservoir | undefined;
  #reference: WatchReference | undefined;
  #habits: readonly JointHabit[];
  #plausibility: readonly JointPlausibility[];
  #tracks: readonly ResidualTrack[];
  #windowCount: number;
  #posture: Posture | undefined;

  constructor({ seed = 1, limits, learned, running }: PhysicsWatchParts = {}) {
    this.#seed = seed;
    this.#limits = limits;
    this.#memory = new WindowMemory(running?.memory);
    this.#reference = learned?.reference ?? undefined;
    this.#reservoir = this.#reference === undefined ? new BlockReservoir(seed, limits, learned?.reservoir ?? undefined) : undefined;
    this.#habits = learned?.habits ?? [];
    this.#plausibility = running?.plausibility ?? [];
    this.#tracks = running?.tracks ?? [];
    this.#windowCount = learned?.windowCount ?? 0;
  }

  get reference(): WatchReference | undefined {
    return this.#reference;
  }

  /** Normal windows taken in so far. */
  get windowCount(): number {
    return this.#windowCount;
  }

  /** How the robot stood in the last window, whether or not anybody judges it; undefined before there is a reference, and without efforts. */
  get posture(): Posture | undefined {
    return this.#posture;
  }

  get learned(): LearnedState {
    const [windowCount, habits] = [this.#windowCount, this.#habits];
    return { windowCount, habits, reservoir: this.#reservoir?.state ?? null, reference: this.#reference ?? null };
  }

  get habits(): readonly JointHabit[] {
    return this.#habits;
  }

  /** What it learns from; undefined once frozen. */
  get reservoir(): BlockReservoir | undefined {
    return this.#reservoir;
  }

  get running(): RunningState {
    return { memory: this.#memory.state, plausibility: this.#plausibility, tracks: this.#tracks };
  }

  /** True when this window begins a session: what was remembered of the last seconds is void. */
  isNewSession(window: WindowFeatures): boolean {
    return this.#memory.isNewSession(window);
  }

  /** Takes in one window of commissioning. After `freeze` it teaches nothing. */
  learn(window: WindowFeatures, limits: JointLimits): void {
    const { watched, steps } = this.#take(window, limits);
    this.#posture = undefined;
    if (this.#reservoir?.add(watched) !== true) return;
    this.#windowCount++;
    this.#habits = steps.map((step, joint) => learnHabit(this.#habits[joint] ?? openingHabit, step));
  }

  /** Something happened: the minute around it is not normal. */
  noteEvent(atMs: number): void {
    this.#reservoir?.noteEvent(atMs);
  }

  /**
   * Fits the reference once and gives the traits of every joint; what was kept to learn from is let go. Of joints that `suspectsOf` names by their
   * traits only rules are heard. Nothing once frozen.
   */
  freeze(suspectsOf: (traits: readonly JointTraits[]) => readonly number[] = () => []): readonly JointTraits[] {
    if (this.#reservoir === undefined) return [];
    const blocks = this.#reservoir.blocks();
    const fitted = fitReference(blocks, this.#habits.length);
    const traits = jointTraits(blocks, fitted.efforts);
    this.#reference = withoutJoints(fitted, blocks, suspectsOf(traits));
    this.#reservoir = undefined;
    return traits;
  }

  /** Learns anew: a signed event or another version says that the robot is not the same. */
  restart(): void {
    this.#reference = undefined;
    this.#reservoir = new BlockReservoir(this.#seed, this.#limits);
    [this.#habits, this.#tracks, this.#windowCount] = [[], [], 0];
  }

  rate(window: WindowFeatures, limits: JointLimits): WatchRating {
    const { watched, steps } = this.#take(window, limits);
    const breaches = steps.map((step, joint) => countedBreaches(step.breaches, this.#habits[joint] ?? openingHabit));
    const windowCount = this.#windowCount;
    const { tracks, votes, ...scores } = rateJoints({ watched, breaches, windowCount }, this.#tracks, this.#reference);
    this.#tracks = tracks;
    this.#posture = scores.posture;
    const reference = this.#reference;
    const of = (joint: number): JointVotes => votes[joint] ?? new Map();
    const heard = (joint: number): Hearing => ({ window, limits, watched, reference, votes: of(joint), breaches: breaches[joint] ?? [] });
    const voice = (joint: number): JointVoice => jointVoice(heard(joint), joint);
    const reading = (joint: number, channel: PlottedChannel): ChannelReading => channelReading(heard(joint), joint, channel);
    return { startMs: window.startMs, ...scores, voice, votes: of, reading };
  }

  #take(window: WindowFeatures, limits: JointLimits) {
    if (this.#memory.isNewSession(window)) [this.#plausibility, this.#tracks] = [[], []];
    const watched = this.#memory.take(window, limits);
    const steps: readonly PlausibilityStep[] = window.layout.parts.map((_, joint) =>
      stepPlausibility(this.#plausibility[joint] ?? openingPlausibility, {
        window,
        jointIndex: joint,
        limit: limits[joint],
        habit: this.#habits[joint] ?? openingHabit,
      }),
    );
    this.#plausibility = steps.map(({ state }) => state);
    return { watched, steps };
  }
}
