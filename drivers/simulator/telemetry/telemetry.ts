import type { DriverSink } from '../../../agent/contract/driver.ts';
import { createFrame, type Frame, quality } from '../../../agent/contract/frame.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { randomStream, type SeededRandom } from '../plant/seeded-random.ts';
import type { Moment, StreamPlan } from './stream-plan.ts';

/** A stream of one run: its reused frame and the noise of its sensor. */
interface Stream extends StreamPlan {
  readonly frame: Frame;
  readonly random: SeededRandom;
}

/** The generators of one seed before these: plant and faults. */
const firstNoiseStreamIndex = 2;

/**
 * Turns the plant into frames, with the noise of its sensors; one object per run.
 * ```
 *  plant ─▶ joint · battery pack · cells · imu · ambient · controller · base ─▶ sink      always in this order
 * ```
 * Noise is drawn whether or not a frame is lost, so that a fault changes nothing it does not touch.
 */
export class Telemetry {
  readonly #streams: readonly Stream[];

  constructor(plans: readonly StreamPlan[], seed: number, time: TimePoint) {
    this.#streams = plans.map((plan, streamIndex) => {
      const frame = createFrame(plan.layout, time);
      frame.quality.fill(quality.good);
      return { ...plan, frame, random: randomStream(seed, firstNoiseStreamIndex + streamIndex) };
    });
  }

  /** Pours the frames due at this moment, `sinceMs` after the one before; false when the sink fills up. */
  pour(sink: DriverSink, moment: Moment, sinceMs: number): boolean {
    const { silent, lostStreams } = moment.effects;
    let room = true;
    for (const { frame, random, fill } of this.#streams) {
      const { periodMs, component } = frame.layout;
      if (!isDue(moment.nowMs, sinceMs, periodMs)) continue;
      fill(frame, random, moment);
      frame.time = moment.time;
      frame.sourceWallMs = moment.time.wallMs;
      if (!silent && !lostStreams.has(component)) room = sink.frame(frame) && room;
    }
    return room;
  }
}

/** Whether a whole period has ended since the moment before, or this is the first. */
export function isDue(nowMs: number, sinceMs: number, periodMs: number): boolean {
  return nowMs === 0 || periodMs <= sinceMs || Math.floor(nowMs / periodMs) > Math.floor((nowMs - sinceMs) / periodMs);
}
