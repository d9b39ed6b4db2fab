import type { DriverSink, Flaw, Source } from '../../../../agent/contract/driver.ts';
import { RejectedError } from '../../../../agent/contract/errors.ts';
import type { FrameLayout } from '../../../../agent/contract/frame.ts';
import type { Clock } from '../../../../agent/contract/time.ts';
import { waitMs } from '../pace.ts';
import { BagDecoder } from './bag-decoder.ts';
import { type BagPlan, channelKey } from './bag-plan.ts';
import { BagTimeLine, type LogTimeFault } from './bag-time-line.ts';
import type { FoundBag } from './find-bag.ts';
import { openBagPart } from './open-bag-part.ts';
import { type BagPart, placeOfMessage, type RecordedMessage } from './recorded-message.ts';
import { TimeOrder } from './time-order.ts';

export interface BagSourceOptions {
  readonly bag: FoundBag;
  readonly plan: BagPlan;
  readonly bootId: string;
  readonly identity: Source['identity'];
  readonly clock: Clock;
  /** 0 pours as fast as the sink takes it, 1 keeps the original timing, N is N times as fast. */
  readonly speedRatio: number;
}

/** One run's sink and what stands between the messages and it. */
interface Pouring {
  readonly sink: DriverSink;
  readonly signal: AbortSignal;
  readonly order: TimeOrder;
  readonly timeLine: BagTimeLine;
  readonly decoder: BagDecoder;
  readonly startNs: bigint;
}

const timeFaultTexts: Readonly<Record<LogTimeFault, string>> = {
  'replay/time-backwards': 'its log time is before that of an earlier message',
  'replay/time-jump': 'its log time is far from that of the messages around it',
};

/**
 * ```
 *  parts ─▶ readers ─▶ time order ─▶ time line ─▶ bag decoder ─▶ sink
 *              └───────── flaws ────────┴─────────────┴────────────▲
 * ```
 * A recording of ROS as a source, read whole: nothing is thinned out. `run` starts from the first message each time; it waits per
 * batch, when the sink is full, and for the original timing, never per message.
 */
export class BagSource implements Source {
  readonly layouts: readonly FrameLayout[];
  readonly observable: readonly string[];
  readonly identity: Source['identity'];
  readonly #options: BagSourceOptions;

  constructor(options: BagSourceOptions) {
    const decoders = [...options.plan.decoders.values()];
    this.#options = options;
    this.layouts = decoders.flatMap(({ layouts }) => layouts);
    this.observable = [...new Set(decoders.flatMap(({ observable }) => observable))].sort();
    this.identity = options.identity;
  }

  async run(sink: DriverSink, signal: AbortSignal): Promise<void> {
    const { bag, plan, bootId, clock } = this.#options;
    const pouring: Pouring = {
      sink,
      signal,
      order: new TimeOrder(),
      timeLine: new BagTimeLine(bootId),
      decoder: new BagDecoder(plan.decoders),
      startNs: clock.now().monoNs,
    };
    await pourFlaws(plan.notes, sink);
    for (const part of bag.parts) await this.#pourPart(part, pouring);
    await this.#pourMessages(pouring.order.drain(), pouring);
  }

  async #pourPart(part: BagPart, pouring: Pouring): Promise<void> {
    const { bag, plan } = this.#options;
    if (pouring.signal.aborted) return;
    const reader = await openBagPart(bag.format, part, (channel) => plan.decoders.has(channelKey(channel))).catch(asFlaw);
    if ('code' in reader) return pourFlaws([{ ...reader, place: part.name ?? 'recording' }], pouring.sink);
    try {
      for (let batch = await reader.next(); batch !== undefined && !pouring.signal.aborted; batch = await reader.next()) {
        await pourFlaws(batch.flaws, pouring.sink);
        await this.#pourMessages(pouring.order.add(batch.messages), pouring);
      }
    } finally {
      await reader.close();
    }
  }

  async #pourMessages(messages: readonly RecordedMessage[], pouring: Pouring): Promise<void> {
    const { clock, speedRatio } = this.#options;
    const { sink, signal, decoder, order, startNs } = pouring;
    for (const [index, message] of messages.entries()) {
      if (signal.aborted) return;
      const time = pouring.timeLine.accept(message.logTimeNs, messages[index + 1]?.logTimeNs ?? order.nextNs);
      if (typeof time === 'string') {
        await pourFlaws([timeFlaw(message, time)], sink);
        continue;
      }
      const dueMs = waitMs({ clock, startNs, speedRatio }, time);
      if (dueMs > 0) await clock.sleep(dueMs, signal);
      if (!decoder.pour(message, time, sink)) await sink.ready();
    }
  }
}

async function pourFlaws(flaws: readonly Flaw[], sink: DriverSink): Promise<void> {
  for (const flaw of flaws) {
    if (!sink.flaw(flaw)) await sink.ready();
  }
}

function timeFlaw(message: RecordedMessage, code: LogTimeFault): Flaw {
  return { code, place: placeOfMessage(message), text: timeFaultTexts[code], discarded: true };
}

/** A part that cannot be opened at all costs that part. */
function asFlaw(error: unknown): Omit<Flaw, 'place'> {
  if (!(error instanceof RejectedError)) throw error;
  return { code: error.code, text: error.message, discarded: true };
}
