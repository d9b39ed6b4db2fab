import type { FrameLayout } from '../../../agent/contract/frame.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { FrameFiller } from './frame-filler.ts';
import type { DecodedSink, RosMessage, TopicDecoder, TopicPlan } from './message-type.ts';
import { missingField } from './missing-field.ts';
import { headerStampMs, numberOf } from './read-field.ts';

/** One field of a message that is one signal of one part, in house units. */
export interface Scalar extends Pick<FrameLayout, 'component'> {
  readonly field: string;
  readonly signal: FrameLayout['signals'][number];
  readonly part: string;
}

/** A message that is one number. Without a number there is no frame: the message is counted. */
export class ScalarReading implements TopicDecoder {
  readonly layouts: readonly FrameLayout[];
  readonly observable = [];
  readonly #plan: TopicPlan;
  readonly #field: string;
  readonly #filler: FrameFiller;

  constructor(plan: TopicPlan, { field, signal, component, part }: Scalar) {
    this.#plan = plan;
    this.#field = field;
    this.#filler = new FrameFiller({ sourceId: plan.sourceId, component, parts: [part], signals: [signal], periodMs: plan.periodMs });
    this.layouts = [this.#filler.layout];
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    const value = numberOf(message[this.#field]);
    if (!Number.isFinite(value)) {
      out.flaw(missingField(this.#plan, this.#field));
      return;
    }
    this.#filler.begin(time, headerStampMs(message));
    this.#filler.set(0, 0, value);
    const frame = this.#filler.frame();
    if (frame !== undefined) out.frame(frame);
  }
}
