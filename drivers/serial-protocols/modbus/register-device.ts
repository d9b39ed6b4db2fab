import type { DriverSink } from '../../../agent/contract/driver.ts';
import type { FrameLayout } from '../../../agent/contract/frame.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { FrameReader } from './frame-reader.ts';
import { MessageReader } from './message-reader.ts';
import { entriesOf, planReads } from './plan-reads.ts';
import type { RegisterBlock } from './read-request.ts';
import { RegisterImage } from './register-image.ts';
import type { RegisterMap } from './register-map.ts';

export interface RegisterDevicePlan {
  readonly sourceId: string;
  /** Only the entries that are to be read. */
  readonly map: RegisterMap;
  readonly jointNames: readonly string[];
  readonly pollMs: number;
}

/**
 * ```
 *  begin ─▶ blocks to ask, in order ─▶ take(registers) … skip(no answer) ─▶ pour: frames, messages
 * ```
 * One device with registers: which blocks to ask for, and what they mean. Who asks, and over what, is the driver's affair.
 */
export class RegisterDevice {
  readonly layouts: readonly FrameLayout[];
  readonly #blocks: readonly RegisterBlock[];
  readonly #image = new RegisterImage();
  readonly #frames: FrameReader;
  readonly #messages: MessageReader;
  #firstIndex = 0;

  constructor({ map, jointNames, pollMs, sourceId }: RegisterDevicePlan) {
    this.#blocks = planReads(entriesOf(map), jointNames.length);
    this.#frames = new FrameReader(map, { sourceId, jointNames, periodMs: pollMs });
    this.#messages = new MessageReader(map, { sourceId, jointNames });
    this.layouts = this.#frames.layouts;
  }

  /** Forgets the round before; the blocks of this one in the order to ask them. */
  begin(): readonly RegisterBlock[] {
    this.#image.clear();
    return [...this.#blocks.slice(this.#firstIndex), ...this.#blocks.slice(0, this.#firstIndex)];
  }

  take(block: RegisterBlock, registers: Uint16Array): void {
    this.#image.take(block, registers);
  }

  /**
   * A block without an answer ends the round, so that a dead device holds the others up by one timeout only. The next round begins
   * behind it: where only this block stays silent, all others are read before it.
   */
  skip(block: RegisterBlock): void {
    this.#firstIndex = (this.#blocks.indexOf(block) + 1) % this.#blocks.length;
  }

  /** One frame per component that was answered, and the messages that are due. */
  pour(time: TimePoint, sink: Pick<DriverSink, 'frame' | 'message'>): void {
    this.#frames.read(this.#image, time, (frame) => sink.frame(frame));
    for (const message of this.#messages.read(this.#image, time)) sink.message(message);
  }
}
