import type { DriverSink } from '../../agent/contract/driver.ts';
import type { FrameLayout } from '../../agent/contract/frame.ts';
import type { Clock } from '../../agent/contract/time.ts';
import { FrameReader } from './formats/frame-reader.ts';
import { MessageReader } from './formats/message-reader.ts';
import { entriesOf, planReads } from './formats/plan-reads.ts';
import { RegisterImage } from './formats/register-image.ts';
import type { RegisterMap } from './formats/register-map.ts';
import type { RegisterBlock, UnitId } from './protocols/read-request.ts';
import type { Question, Reply } from './request-desk.ts';

/** Where a device's questions are answered. */
export interface Desk {
  ask(question: Question): Promise<Reply>;
}

export interface DevicePlan {
  readonly sourceId: string;
  readonly unitId: UnitId;
  /** Only the entries that are to be read. */
  readonly map: RegisterMap;
  readonly jointNames: readonly string[];
  readonly pollMs: number;
  readonly clock: Clock;
}

/** One device on the link: which blocks to ask for, and what their registers mean. */
export class DeviceReader {
  readonly layouts: readonly FrameLayout[];
  readonly #plan: DevicePlan;
  readonly #blocks: readonly RegisterBlock[];
  readonly #image = new RegisterImage();
  readonly #frames: FrameReader;
  readonly #messages: MessageReader;
  #firstIndex = 0;

  constructor(plan: DevicePlan) {
    const { map, jointNames, pollMs, sourceId } = plan;
    this.#plan = plan;
    this.#blocks = planReads(entriesOf(map), jointNames.length);
    this.#frames = new FrameReader(map, { sourceId, jointNames, periodMs: pollMs });
    this.#messages = new MessageReader(map, { sourceId, jointNames });
    this.layouts = this.#frames.layouts;
  }

  /** One round: every block asked, then one frame per component and the messages that are due, under the time of the last answer. */
  async poll(desk: Desk, sink: DriverSink, signal: AbortSignal): Promise<void> {
    this.#image.clear();
    await this.#askBlocks(desk);
    if (signal.aborted) return;
    const time = this.#plan.clock.now();
    this.#frames.read(this.#image, time, (frame) => sink.frame(frame));
    for (const message of this.#messages.read(this.#image, time)) sink.message(message);
  }

  /**
   * A block without an answer ends the round of this device, so that a dead one holds the others up by one timeout only. The next
   * round begins behind it: where only this block stays silent, all others are read before it.
   */
  async #askBlocks(desk: Desk): Promise<void> {
    const { unitId } = this.#plan;
    const order = [...this.#blocks.slice(this.#firstIndex), ...this.#blocks.slice(0, this.#firstIndex)];
    for (const block of order) {
      const reply = await desk.ask({ unitId, block });
      if (reply === 'noAnswer') {
        this.#firstIndex = (this.#blocks.indexOf(block) + 1) % this.#blocks.length;
        return;
      }
      if (reply !== 'refused') this.#image.take(block, reply);
    }
  }
}
