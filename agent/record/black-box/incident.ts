import type { TimePoint } from '../../contract/time.ts';
import type { NamedStream } from './data-elements.ts';
import { encodeEvent } from './event-message.ts';
import { type FrameMessageType, frameMessageType } from './frame-message.ts';
import type { FrameRing } from './frame-ring.ts';
import { eventChannel, type IncidentChannel, type IncidentMessage } from './incident-file.ts';
import type { RingBank } from './ring-bank.ts';

export interface IncidentTrigger {
  /** An event class, `anomalyAlarm` or `manual`. */
  readonly kind: string;
  readonly time: TimePoint;
}

export interface IncidentSpan {
  readonly beforeMs: number;
  readonly afterMs: number;
  /** Triggers that go on and on make the window no longer than this. */
  readonly lengthMsMax: number;
}

const nsPerMs = 1_000_000n;
/** Triggers named in the record; the rest is counted. */
const triggersNamedMax = 16;
/** Frames copied out in one step: a few milliseconds of work, and at 500 Hz four times as fast as they come. */
export const framesPerStepMax = 2000;

interface StreamCursor {
  readonly ring: FrameRing;
  readonly type: FrameMessageType;
  readonly channelIndex: number;
  /** Undefined until the first step looks where the window begins. */
  seq: number | undefined;
  frameCount: number;
}

/**
 * One window around its triggers, copied out of the rings step by step, oldest first, so that no step is long:
 * ```
 *  ring  ░░░░▓▓▓▓▓▓▓▓▓▓▓▓|▓▓▓▓▓  ─ step: at most 2,000 frames ─▶ messages in CDR, with their log time
 *        from          trigger until
 * ```
 * Times of the file run on the monotonic clock, labelled with the wall time of the first trigger: a clock step moves nothing.
 */
export class Incident {
  readonly id: string;
  readonly fromNs: bigint;
  readonly channels: readonly IncidentChannel[];
  untilNs: bigint;
  lostFrameCount = 0;
  triggerCount = 0;
  readonly triggers: IncidentTrigger[] = [];
  readonly #first: IncidentTrigger;
  readonly #span: IncidentSpan;
  readonly #bank: RingBank;
  readonly #cursors: readonly StreamCursor[];

  constructor(options: { id: string; first: IncidentTrigger; span: IncidentSpan; bank: RingBank; streams: readonly NamedStream[] }) {
    const { id, first, span, bank, streams } = options;
    this.id = id;
    this.#first = first;
    this.#span = span;
    this.#bank = bank;
    this.fromNs = first.time.monoNs - BigInt(span.beforeMs) * nsPerMs;
    this.untilNs = first.time.monoNs;
    const rings = new Map(bank.rings.map((ring) => [ring.layout, ring]));
    const types = streams.map(({ layout }, index) => frameMessageType(layout, index));
    this.#cursors = streams.flatMap(({ layout }, channelIndex): StreamCursor[] => {
      const [ring, type] = [rings.get(layout), types[channelIndex]];
      return ring === undefined || type === undefined ? [] : [{ ring, type, channelIndex, seq: undefined, frameCount: 0 }];
    });
    this.channels = [...streams.map((stream, index) => channelOf(stream, types[index])), eventChannel];
    this.trigger(first);
  }

  /** A further trigger: the window goes on to its own end. */
  trigger(trigger: IncidentTrigger): void {
    this.triggerCount++;
    if (this.triggers.length < triggersNamedMax) this.triggers.push(trigger);
    const lastNs = this.fromNs + BigInt(this.#span.lengthMsMax) * nsPerMs;
    const wantedNs = trigger.time.monoNs + BigInt(this.#span.afterMs) * nsPerMs;
    const untilNs = wantedNs < lastNs ? wantedNs : lastNs;
    if (untilNs > this.untilNs) this.untilNs = untilNs;
  }

  /** The next frames of the window in the order of their streams; empty when there are none now. */
  step(): IncidentMessage[] {
    const messages: IncidentMessage[] = [];
    for (const cursor of this.#cursors) this.#copy(cursor, messages);
    return messages;
  }

  /** The robot's messages of the window; once, at its end. */
  events(): IncidentMessage[] {
    const channelIndex = this.channels.length - 1;
    const within = this.#bank.messagesFrom(this.fromNs).filter(({ time }) => time.monoNs <= this.untilNs);
    return within.map((message) => ({ channelIndex, logTimeNs: this.wallNsOf(message.time.monoNs), bytes: encodeEvent(message) }));
  }

  /** Frames per topic so far. */
  frameCounts(): Record<string, number> {
    return Object.fromEntries(this.#cursors.map(({ channelIndex, frameCount }) => [this.channels[channelIndex]?.topic ?? '', frameCount]));
  }

  wallNsOf(monoNs: bigint): bigint {
    const { wallMs, monoNs: firstNs } = this.#first.time;
    return BigInt(Math.round(wallMs)) * nsPerMs + monoNs - firstNs;
  }

  #copy(cursor: StreamCursor, messages: IncidentMessage[]): void {
    const { ring, type, channelIndex } = cursor;
    let seq = cursor.seq ?? ring.seqFrom(this.fromNs);
    if (seq < ring.firstSeq) this.lostFrameCount += ring.firstSeq - seq;
    seq = Math.max(seq, ring.firstSeq);
    for (let frame = ring.at(seq); frame !== undefined && frame.monoNs <= this.untilNs; frame = ring.at(seq)) {
      if (messages.length >= framesPerStepMax) break;
      const logTimeNs = this.wallNsOf(frame.monoNs);
      messages.push({ channelIndex, logTimeNs, bytes: type.encode(frame, logTimeNs) });
      cursor.frameCount++;
      seq++;
    }
    cursor.seq = seq;
  }
}

function channelOf({ topic, layout }: NamedStream, type: FrameMessageType | undefined): IncidentChannel {
  return {
    topic,
    type: { name: type?.name ?? '', definition: type?.definition ?? '' },
    facts: { parts: JSON.stringify(layout.parts), fields: JSON.stringify(type?.fields), periodMs: String(layout.periodMs) },
  };
}
