import type { DriverSink } from '../../../agent/contract/driver.ts';
import { type Frame, quality } from '../../../agent/contract/frame.ts';
import type { Clock, TimePoint } from '../../../agent/contract/time.ts';
import { isUnknown } from '../../../agent/contract/unknown.ts';
import type { DecodedSink, RosMessage, TopicDecoder } from '../../ros-messages/decoding/message-type.ts';
import { headerStampMs } from '../../ros-messages/decoding/read-field.ts';
import type { Generation } from '../formats/ask-form.ts';
import type { ChosenTopic } from '../formats/choose-topics.ts';
import type { RawReaders } from '../protocols/raw-reader.ts';
import { type StampState, stepStamp } from './stamp-watch.ts';

/** A stamp this far from our clock is of another day: a recording is played, or the robot does not know the time. */
const notNowMs = 86_400_000;
const textCharsMax = 160;

export interface TopicReaderParts {
  readonly chosen: ChosenTopic;
  readonly decoder: TopicDecoder;
  /** For `cbor-raw`; empty otherwise. */
  readonly raw: RawReaders;
  readonly clock: Clock;
  readonly staleMs: number;
}

/**
 * ```
 *  bytes ─▶ read? ─▶ message
 *             └ counted
 *  message ─▶ an object? ─▶ stamp watch ─▶ decoder ─▶ frames that know something and are fresh ─▶ sink
 *                └ counted     └ counted           └▶ safety, mode, fault: always ─────────────▶ sink
 * ```
 * One topic of the source, through all its connections. `take` never throws and leaves nothing behind to be waited for.
 */
export class TopicReader {
  readonly chosen: ChosenTopic;
  readonly decoder: TopicDecoder;
  /**
   * Messages that showed that this robot speaks on this topic, since the source was opened. Where frames are to be expected, one without
   * any reading of this robot shows nothing: another robot may be answering under the same topic.
   */
  heardCount = 0;
  readonly #raw: RawReaders;
  readonly #clock: Clock;
  readonly #staleMs: number;
  #sink: DriverSink | undefined;
  #stamps: StampState | undefined;
  #isStale = false;
  #showsRobot = false;
  #saidNothingKnown = false;
  #saidNotNow = false;
  readonly #gate: DecodedSink = {
    frame: (frame) => this.#passFrame(frame),
    message: (message) => {
      this.#showsRobot = true;
      return this.#sink?.message(message) ?? true;
    },
    flaw: (flaw) => this.#sink?.flaw(flaw) ?? true,
  };

  constructor({ chosen, decoder, raw, clock, staleMs }: TopicReaderParts) {
    this.chosen = chosen;
    this.decoder = decoder;
    this.#raw = raw;
    this.#clock = clock;
    this.#staleMs = staleMs;
  }

  /** Pours into this sink from now on; what stamps looked like on an earlier connection is forgotten. */
  begin(sink: DriverSink): void {
    this.#sink = sink;
    this.#stamps = undefined;
    this.#saidNothingKnown = false;
  }

  /** Takes one message as the client hands it over, whatever it is. */
  readonly take = (message: RosMessage): void => {
    const untrusted: unknown = message;
    if (typeof untrusted !== 'object' || untrusted === null || Array.isArray(untrusted)) {
      this.#flaw('rosbridge/message-not-object', Array.isArray(untrusted) ? 'a list' : typeof untrusted, true);
      return;
    }
    const time = this.#clock.now();
    this.#showsRobot = this.decoder.layouts.length === 0;
    try {
      this.#isStale = !this.chosen.topic.onChange && this.#watchStamp(message, time);
      this.decoder.decode(message, time, this.#gate);
    } catch (error) {
      this.#flaw('rosbridge/decoder-failed', String(error), true);
    }
    if (this.#showsRobot) this.heardCount++;
    else this.#sayNothingKnown();
  };

  /** `take` for messages of `cbor-raw`; undefined, and said, where nobody knows the layout in this generation. */
  takeRaw(generation: Generation): ((raw: RosMessage) => void) | undefined {
    const read = this.#raw[generation];
    if (read === undefined) {
      this.#flaw('rosbridge/layout-unknown', `${this.chosen.topic.type} has no known layout in ${generation}: asked for as JSON`, false);
      return undefined;
    }
    return (raw) => {
      const message = read(raw);
      if (message === undefined) this.#flaw('rosbridge/bytes-unreadable', `not one ${this.chosen.topic.type} of ${generation}`, true);
      else this.take(message);
    };
  }

  #passFrame(frame: Frame): boolean {
    if (isBlank(frame)) return true;
    this.#showsRobot = true;
    return this.#isStale || (this.#sink?.frame(frame) ?? true);
  }

  /** Once a connection: several publishers may share a topic, and not all of them speak for this robot. */
  #sayNothingKnown(): void {
    if (this.#saidNothingKnown) return;
    this.#saidNothingKnown = true;
    this.#flaw('rosbridge/nothing-known', 'a message without any reading of this robot', true);
  }

  #watchStamp(message: RosMessage, time: TimePoint): boolean {
    const stampMs = headerStampMs(message);
    if (isUnknown(stampMs)) return false;
    this.#sayNotNow(time.wallMs - stampMs);
    const before = this.#stamps;
    const { state, verdict } = stepStamp(before, { arrivalMs: time.boottimeMs, stampMs }, this.#staleMs);
    this.#stamps = state;
    if (verdict === 'fresh') return false;
    const movedMs = Math.round(time.boottimeMs - stampMs - (before?.offsetMs ?? 0));
    if (verdict === 'stale') this.#flaw('rosbridge/stale-message', `${movedMs} ms later than its stamp lets expect`, true);
    else this.#flaw('rosbridge/clock-stepped', `stamps moved by ${movedMs} ms: the robot's clock was set, or a delay stays`, false);
    return verdict === 'stale';
  }

  #sayNotNow(differenceMs: number): void {
    if (this.#saidNotNow || Math.abs(differenceMs) < notNowMs) return;
    this.#saidNotNow = true;
    const days = (differenceMs / notNowMs).toFixed(1);
    this.#flaw('rosbridge/stamp-not-now', `stamped ${days} days before it arrived: a recording, or a clock that was never set`, false);
  }

  #flaw(code: string, text: string, discarded: boolean): void {
    this.#sink?.flaw({ code, place: this.chosen.topic.topic, text: text.slice(0, textCharsMax), discarded });
  }
}

function isBlank({ quality: codes }: Frame): boolean {
  for (const code of codes) if (code === quality.good || code === quality.outOfRange) return false;
  return true;
}
