import type { DriverSink } from '../../../../agent/contract/driver.ts';
import { type Frame, quality } from '../../../../agent/contract/frame.ts';
import type { TimePoint } from '../../../../agent/contract/time.ts';
import type { DecodedSink, RosMessage, TopicDecoder } from '../../../ros-messages/decoding/message-type.ts';
import { type MessageReader, readerFor } from '../../../ros-messages/definitions/reader-for.ts';
import { channelKey } from './bag-plan.ts';
import { unpackMessage } from './decompress.ts';
import { placeOfMessage, type RecordedChannel, type RecordedMessage } from './recorded-message.ts';

interface ChannelReader {
  readonly decoder: TopicDecoder | undefined;
  readonly read: MessageReader | undefined;
}

/**
 * ```
 *  bytes ─unpack─▶ reader of the recording's own definition ─▶ decoder of the topic ─▶ frames that know something ─▶ sink
 *           └─────────────┴── flaw, this message is dropped        └──▶ safety, mode, fault: always ───────────────▶ sink
 * ```
 * From the messages of a recording to frames, by the same decoders that read a robot live.
 */
export class BagDecoder {
  readonly #decoders: ReadonlyMap<string, TopicDecoder>;
  readonly #readers = new Map<RecordedChannel, ChannelReader>();

  /** Decoders by `channelKey`. */
  constructor(decoders: ReadonlyMap<string, TopicDecoder>) {
    this.#decoders = decoders;
  }

  /** Pours what one message says; false when the sink has filled up meanwhile. Never throws. */
  pour(message: RecordedMessage, time: TimePoint, sink: DriverSink): boolean {
    const gate = new SinkGate(sink, message);
    const { read, decoder } = this.#readerOf(message.channel);
    if (read === undefined || decoder === undefined) {
      gate.drop('replay/definition-missing', `nothing says how ${message.channel.type} is laid out`);
      return gate.hasRoom;
    }
    const plain = attempt(() => read(unpackMessage(message.bytes)));
    if (plain === undefined) gate.drop('replay/message-unreadable', `is no ${message.channel.type}`);
    else decoder.decode(plain, time, gate);
    return gate.hasRoom;
  }

  #readerOf(channel: RecordedChannel): ChannelReader {
    const known = this.#readers.get(channel);
    if (known !== undefined) return known;
    const { type, generation, definition } = channel;
    const read = generation === undefined ? undefined : readerFor(type, generation, definition);
    const reader = { decoder: this.#decoders.get(channelKey(channel)), read };
    this.#readers.set(channel, reader);
    return reader;
  }
}

/** A decoder does not look at what its sink returns; this remembers it. */
class SinkGate implements DecodedSink {
  hasRoom = true;
  readonly #sink: DriverSink;
  readonly #message: RecordedMessage;

  constructor(sink: DriverSink, message: RecordedMessage) {
    this.#sink = sink;
    this.#message = message;
  }

  /** A frame that knows nothing shows nothing: another robot may have been recorded under the same topic. */
  frame(frame: Frame): boolean {
    if (!isBlank(frame)) return this.#note(this.#sink.frame(frame));
    this.drop('replay/nothing-known', `${this.#message.channel.topic} has no ${frame.layout.component} value of this robot`);
    return this.hasRoom;
  }

  message(message: Parameters<DriverSink['message']>[0]): boolean {
    return this.#note(this.#sink.message(message));
  }

  flaw(flaw: Parameters<DriverSink['flaw']>[0]): boolean {
    return this.#note(this.#sink.flaw(flaw));
  }

  drop(code: string, text: string): void {
    this.flaw({ code, place: placeOfMessage(this.#message), text, discarded: true });
  }

  #note(hasRoom: boolean): boolean {
    this.hasRoom &&= hasRoom;
    return hasRoom;
  }
}

function isBlank({ quality: codes }: Frame): boolean {
  for (const code of codes) if (code === quality.good || code === quality.outOfRange) return false;
  return true;
}

function attempt(read: () => RosMessage | undefined): RosMessage | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
