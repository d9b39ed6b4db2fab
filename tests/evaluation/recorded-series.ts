import { jointLimitsOf } from '../../agent/aggregate/joint-motion.ts';
import { WindowAccumulator } from '../../agent/aggregate/window-accumulator.ts';
import { readProfile, recordingDescriptions } from '../../agent/configuration/product-files.ts';
import { readDocument } from '../../agent/configuration/read-document.ts';
import type { JointLimits, WindowFeatures } from '../../agent/contract/features.ts';
import type { Frame, FrameLayout } from '../../agent/contract/frame.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import { monoMs, monoMsOf } from '../../agent/contract/time.ts';
import { checkFrame, type FrameGates, gatesFor } from '../../agent/ingest/check-frame.ts';
import { createSystemClock } from '../../agent/platform/system-clock.ts';
import replay from '../../drivers/replay/index.ts';
import { matchDescription } from '../../drivers/replay/match-description.ts';

const windowMs = 1000;

/** A recording as the agent's assess stage would see it: one-second windows of its joint stream, out-of-range cells dropped. */
export interface RecordedWindows {
  readonly layout: FrameLayout;
  readonly profile: Profile;
  readonly windows: readonly WindowFeatures[];
  /** Number of the first frame of each window, and one past the last: labels by row find their window. */
  readonly firstFrame: readonly number[];
  readonly frameCount: number;
  /** Times of the frames, ms of the recording's own clock. */
  readonly frameMs: readonly number[];
}

export interface RecordingPlace {
  readonly recording: string;
  /** Description file; without it the shipped one that fits. */
  readonly description?: string | undefined;
}

/** Reads a recording through the replay driver, the intake checks and the window sums of the product. */
export async function recordedWindows({ recording, description }: RecordingPlace): Promise<RecordedWindows> {
  const options = { recording, speedRatio: 0, includeUnverified: false, descriptions: await recordingDescriptions() };
  const means = await matchDescription({ ...options, ...(description === undefined ? {} : { description }), readDocument });
  const profile = (await readProfile(means.description.profile)).value;
  const context = { sourceId: 'recording', profile, clock: createSystemClock(), readDocument };
  const source = await replay.open({ ...options, ...(description === undefined ? {} : { description }) }, context);
  const layout = source.layouts.find(({ component }) => component === 'joint');
  if (layout === undefined) throw new RangeError(`${recording} has no joints`);
  const cutter = new WindowCutter(layout, profile);
  await source.run(
    { frame: (frame) => cutter.take(frame), message: () => true, flaw: () => true, ready: async () => undefined },
    new AbortController().signal,
  );
  return cutter.finish(profile);
}

/** Cuts the frames of one stream into windows on the grid of whole seconds. */
class WindowCutter {
  readonly #layout: FrameLayout;
  readonly #gates: FrameGates;
  readonly #accumulator: WindowAccumulator;
  readonly #windows: WindowFeatures[] = [];
  readonly #firstFrame: number[] = [];
  readonly #frameMs: number[] = [];
  #startMs: number | undefined;
  #openedAtFrame = 0;

  constructor(layout: FrameLayout, profile: Profile) {
    this.#layout = layout;
    this.#gates = gatesFor(layout, profile);
    this.#accumulator = new WindowAccumulator(layout);
  }

  take(frame: Frame): boolean {
    if (frame.layout !== this.#layout) return true;
    const nowMs = monoMsOf(frame.time);
    const startMs = Math.floor(nowMs / windowMs) * windowMs;
    if (this.#startMs !== undefined && startMs > this.#startMs) this.#close(this.#startMs);
    this.#startMs = startMs;
    checkFrame(frame, this.#gates);
    this.#accumulator.add(frame);
    this.#frameMs.push(nowMs);
    return true;
  }

  finish(profile: Profile): RecordedWindows {
    if (this.#startMs !== undefined) this.#close(this.#startMs);
    const { length: frameCount } = this.#frameMs;
    return { layout: this.#layout, profile, windows: this.#windows, firstFrame: this.#firstFrame, frameCount, frameMs: this.#frameMs };
  }

  #close(startMs: number): void {
    const features = this.#accumulator.close(monoMs(startMs), monoMs(startMs + windowMs));
    if (features === undefined) return;
    this.#windows.push(features);
    this.#firstFrame.push(this.#openedAtFrame);
    this.#openedAtFrame = this.#frameMs.length;
  }
}

/** Limits of a recording's joints from its profile. */
export function limitsOf({ layout, profile }: Pick<RecordedWindows, 'layout' | 'profile'>): JointLimits {
  return jointLimitsOf(layout, profile);
}
