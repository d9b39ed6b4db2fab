import type { DriverSink } from '../../agent/contract/driver.ts';
import type { FrameLayout } from '../../agent/contract/frame.ts';
import type { Clock } from '../../agent/contract/time.ts';
import { FrameReader } from './formats/frame-reader.ts';
import { MessageReader } from './formats/message-reader.ts';
import { entriesOf, planReads } from './formats/plan-reads.ts';
import { RegisterImage } from './formats/register-image.ts';
import type { RegisterMap } from './formats/register-map.ts';
import type { RegisterBlock, UnitId } from './protocols/read-request.ts';
import type { Question } from './request-desk.ts';

/** Where a device's questions are answered. */
export interface Desk {
  ask(question: Question, signal: AbortSignal): Promise<Uint16Array | undefined>;
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
    for (const block of this.#blocks) {
      const registers = await desk.ask({ unitId: this.#plan.unitId, block }, signal);
      if (registers !== undefined) this.#image.take(block, registers);
    }
    if (signal.aborted) return;
    const time = this.#plan.clock.now();
    this.#frames.read(this.#image, time, (frame) => sink.frame(frame));
    for (const message of this.#messages.read(this.#image, time)) sink.message(message);
  }
}
