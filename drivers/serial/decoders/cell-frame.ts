import { createFrame, type Frame, type FrameLayout, quality } from '../../../agent/contract/frame.ts';
import type { SignalName } from '../../../agent/contract/signal.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { isUnknown, type Knowable, unknown } from '../../../agent/contract/unknown.ts';

/** The one frame of a stream, written anew each round; what is not set is missing. */
export class CellFrame {
  readonly layout: FrameLayout;
  #frame: Frame | undefined;

  constructor(layout: FrameLayout) {
    this.layout = layout;
  }

  begin(time: TimePoint): void {
    this.#frame ??= createFrame(this.layout, time);
    this.#frame.time = time;
    this.#frame.values.fill(0);
    this.#frame.quality.fill(quality.missing);
  }

  /** A value that is known is good, because decoders gate; an unknown one says why. A signal or part of no layout is left out. */
  set(signal: SignalName, part: string, value: Knowable<number>): void {
    const row = this.layout.signals.indexOf(signal);
    const column = this.layout.parts.indexOf(part);
    if (this.#frame === undefined || row < 0 || column < 0) return;
    const index = row * this.layout.parts.length + column;
    this.#frame.values[index] = isUnknown(value) ? 0 : value;
    this.#frame.quality[index] = isUnknown(value) ? qualityOf(value.unknown) : quality.good;
  }

  /** One signal of all parts in their order; what the list does not reach stays missing. */
  setParts(signal: SignalName, values: readonly Knowable<number>[]): void {
    for (const [index, part] of this.layout.parts.entries()) this.set(signal, part, values[index] ?? unknown('missing'));
  }

  /** The frame since `begin`. */
  get frame(): Frame | undefined {
    return this.#frame;
  }
}

function qualityOf(reason: string): number {
  if (reason === 'outOfRange') return quality.outOfRange;
  return reason === 'missing' ? quality.missing : quality.notReported;
}
