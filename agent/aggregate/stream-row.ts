import type { WindowFeatures } from '../contract/features.ts';
import type { FrameLayout } from '../contract/frame.ts';
import type { HostRole } from '../contract/host-role.ts';
import { jointLayoutOf } from '../contract/joint-layout.ts';
import { windowLoadRatio } from '../contract/load-ratio.ts';
import type { Profile } from '../contract/profile.ts';
import type { MonoMs } from '../contract/time.ts';
import { type Knowable, unknown } from '../contract/unknown.ts';
import type { AggregateState } from './aggregate-state.ts';
import { type BodyMotionLayout, bodyMotionLayout, openingBodyMotion } from './body-motion.ts';
import { type JointMotionLayout, jointLimitsOf, jointMotionLayout, openingJointMotion } from './joint-motion.ts';
import { silenceMsOf } from './silence-limit.ts';
import { WindowAccumulator } from './window-accumulator.ts';

/** A slow stream must not hide the silence of a fast source for longer than this. */
const presenceMsMin = 3000;

/** One stream as the aggregate stage reads it. */
export interface Stream {
  readonly key: string;
  readonly layout: FrameLayout;
  readonly accumulator: WindowAccumulator;
  readonly silenceMs: number;
  readonly motion: JointMotionLayout | undefined;
  readonly body: BodyMotionLayout | undefined;
}

/** Every opened stream with its buffers; what they remember stands in the aggregate's state under the stream's key. */
export class StreamRow {
  readonly #state: AggregateState;
  readonly #profile: Profile;
  readonly #hostRole: HostRole;
  readonly #streams = new Map<FrameLayout, Stream>();
  readonly #fastestSilenceMs = new Map<string, number>();
  #loaded: FrameLayout | undefined;
  #hasRobot = false;

  constructor(state: AggregateState, profile: Profile, hostRole: HostRole = 'onboard') {
    this.#state = state;
    this.#profile = profile;
    this.#hostRole = hostRole;
  }

  /** Makes the stream's buffers, and takes up its saved window. */
  open(layout: FrameLayout): Stream {
    const { windows, motion: motions, body: bodies } = this.#state;
    const prefix = `${layout.sourceId}/${layout.component}`;
    const key = `${prefix}/${[...this.#streams.values()].filter((stream) => stream.key.startsWith(`${prefix}/`)).length}`;
    const accumulator = new WindowAccumulator(layout);
    const saved = windows[key];
    if (saved !== undefined) accumulator.restore(saved);
    const silenceMs = silenceMsOf(layout.periodMs);
    const motion = layout.component === 'joint' ? jointMotionLayout(layout, this.#profile, silenceMs) : undefined;
    if (motion !== undefined) motions[key] ??= openingJointMotion(motion.jointCount);
    const body = bodyMotionLayout(layout, this.#profile, silenceMs);
    if (body !== undefined) bodies[key] ??= openingBodyMotion();
    const stream = { key, layout, accumulator, silenceMs, motion, body };
    this.#streams.set(layout, stream);
    this.#hasRobot ||= layout.ofHost !== true;
    const fastestMs = Math.min(this.#fastestSilenceMs.get(layout.sourceId) ?? silenceMs, silenceMs);
    this.#fastestSilenceMs.set(layout.sourceId, fastestMs);
    this.#loaded = jointLayoutOf([...this.#streams.keys()]);
    return stream;
  }

  of(layout: FrameLayout): Stream | undefined {
    return this.#streams.get(layout);
  }

  /**
   * False for a host's own sensors beside a source that reads the robot: they go on when the robot is unplugged, and its silence is a gap
   * (decisions B4). With nothing else, a host on the robot tells that it is powered on; a gateway tells nothing.
   */
  showsPresence({ layout }: Stream): boolean {
    return layout.ofHost !== true || (!this.#hasRobot && this.#hostRole === 'onboard');
  }

  /** How long a reading shows that its source lives: its own silence limit, within that of the source's fastest stream and three seconds. */
  presenceMs({ layout, silenceMs }: Stream): number {
    return Math.min(silenceMs, Math.max(presenceMsMin, this.#fastestSilenceMs.get(layout.sourceId) ?? silenceMs));
  }

  /** The features of every stream that had frames; its window starts again. */
  close(startMs: MonoMs, endMs: MonoMs): WindowFeatures[] {
    return [...this.#streams.values()].flatMap(({ accumulator }) => accumulator.close(startMs, endMs) ?? []);
  }

  /** Load of the joints that the assessment reads too; unknown when they were silent in this window. */
  loadRatio(features: readonly WindowFeatures[]): Knowable<number> {
    const joints = features.find(({ layout }) => layout === this.#loaded);
    return joints === undefined ? unknown('missing') : windowLoadRatio(joints, jointLimitsOf(joints.layout, this.#profile));
  }

  /** Travel of every joint so far, whole microradians, by joint name. */
  travelUrad(): Record<string, number> {
    const travel: Record<string, number> = {};
    for (const { layout, key } of this.#streams.values()) {
      layout.parts.forEach((part, joint) => {
        const travelled = this.#state.motion[key]?.travelUrad[joint];
        if (travelled !== undefined) travel[part] = travelled;
      });
    }
    return travel;
  }

  /** Copies the open windows into the state. */
  save(): void {
    for (const { key, accumulator } of this.#streams.values()) this.#state.windows[key] = accumulator.save();
  }
}
