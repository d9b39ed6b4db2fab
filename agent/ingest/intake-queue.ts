import type { Flaw } from '../contract/driver.ts';
import { copyFrame, createFrame, type Frame, type FrameLayout } from '../contract/frame.ts';
import type { Message } from '../contract/message.ts';

export type IntakeItem =
  | { readonly kind: 'frame'; readonly frame: Frame }
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'flaw'; readonly sourceId: string; readonly flaw: Flaw };

/** What waits between drivers and the pipeline, at most this many items by default. */
export const queueItemsMaxDefault = 2048;

/**
 * ```
 *  driver ──push──▶ [ bounded queue, copies of frames ] ──drain──▶ pipeline
 *            false when full        buffers go back ◀── after each item
 * ```
 * Drivers reuse their buffers, so a frame is copied in; its slot is reused once the pipeline has seen it.
 */
export class IntakeQueue {
  readonly #items: IntakeItem[] = [];
  readonly #free = new Map<FrameLayout, Frame[]>();
  readonly #itemsMax: number;

  constructor(itemsMax = queueItemsMaxDefault) {
    this.#itemsMax = itemsMax;
  }

  get size(): number {
    return this.#items.length;
  }

  /** Half full: a source that can wait should. */
  get filling(): boolean {
    return this.#items.length * 2 >= this.#itemsMax;
  }

  get full(): boolean {
    return this.#items.length >= this.#itemsMax;
  }

  pushFrame(frame: Frame): void {
    const copy = this.#free.get(frame.layout)?.pop() ?? createFrame(frame.layout, frame.time);
    copyFrame(frame, copy);
    this.#items.push({ kind: 'frame', frame: copy });
  }

  push(item: Exclude<IntakeItem, { kind: 'frame' }>): void {
    this.#items.push(item);
  }

  /** Hands every waiting item over in order, then empties the queue. The consumer must copy what it keeps. */
  drain(consume: (item: IntakeItem) => void): void {
    for (const item of this.#items) {
      consume(item);
      if (item.kind === 'frame') this.#giveBack(item.frame);
    }
    this.#items.length = 0;
  }

  #giveBack(frame: Frame): void {
    const free = this.#free.get(frame.layout);
    if (free === undefined) this.#free.set(frame.layout, [frame]);
    else free.push(frame);
  }
}
