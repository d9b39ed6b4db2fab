import type { Frame, FrameLayout } from '../../contract/frame.ts';
import type { Message } from '../../contract/message.ts';
import { FrameRing, frameBytesOf } from './frame-ring.ts';

export interface RingBankOptions {
  /** How far back every stream must reach. */
  readonly reachMs: number;
  /** Bytes of all rings together; where they do not suffice, every stream reaches less far, and the incident says how far. */
  readonly bytesMax: number;
}

/** Streams rarely keep exactly their declared period: this much room more. */
const paceReserveRatio = 1.25;
/** Messages are rare; a storm of them is cut to the newest. */
export const keptMessagesMax = 1024;

/**
 * One ring per stream, and the newest messages.
 * Rings are made at the first frame, when all streams are known and the bytes can be shared out.
 */
export class RingBank {
  readonly #options: RingBankOptions;
  readonly #layouts: FrameLayout[] = [];
  readonly #rings = new Map<FrameLayout, FrameRing>();
  #messages: Message[] = [];
  #bootId = '';

  constructor(options: RingBankOptions) {
    this.#options = options;
  }

  open(layout: FrameLayout): void {
    this.#layouts.push(layout);
  }

  frame(frame: Frame): void {
    if (frame.time.bootId !== this.#bootId) this.#begin(frame.time.bootId);
    this.#rings.get(frame.layout)?.push(frame);
  }

  message(message: Message): void {
    this.#messages.push(message);
    if (this.#messages.length > 2 * keptMessagesMax) this.#messages = this.#messages.slice(-keptMessagesMax);
  }

  get rings(): readonly FrameRing[] {
    return [...this.#rings.values()];
  }

  /** Kept messages not before this moment, oldest first. */
  messagesFrom(fromNs: bigint): readonly Message[] {
    return this.#messages.filter(({ time }) => time.monoNs >= fromNs);
  }

  /** Bytes all rings take, made or not. */
  get sizeBytes(): number {
    return this.#layouts.reduce((sum, layout) => sum + this.#capacityOf(layout) * frameBytesOf(layout), 0);
  }

  #begin(bootId: string): void {
    if (this.#rings.size === 0)
      for (const layout of this.#layouts) this.#rings.set(layout, new FrameRing(layout, this.#capacityOf(layout)));
    else for (const ring of this.#rings.values()) ring.clear();
    this.#bootId = bootId;
  }

  #capacityOf(layout: FrameLayout): number {
    const neededBytes = this.#layouts.reduce((sum, each) => sum + this.#neededCount(each) * frameBytesOf(each), 0);
    const share = Math.min(1, this.#options.bytesMax / Math.max(1, neededBytes));
    return Math.max(1, Math.floor(this.#neededCount(layout) * share));
  }

  #neededCount({ periodMs }: FrameLayout): number {
    return Math.ceil((this.#options.reachMs / Math.max(1, periodMs)) * paceReserveRatio) + 1;
  }
}
