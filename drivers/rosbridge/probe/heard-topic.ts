import type { Frame } from '../../../agent/contract/frame.ts';
import { quality } from '../../../agent/contract/frame.ts';
import type { Profile, RosTopic } from '../../../agent/contract/profile.ts';
import { type Clock, monoMsOf } from '../../../agent/contract/time.ts';
import { isKnown } from '../../../agent/contract/unknown.ts';
import type { DecodedSink, RosMessage, TopicDecoder } from '../../ros-messages/decoding/message-type.ts';
import { headerStampMs } from '../../ros-messages/decoding/read-field.ts';

const stampsKeptMax = 200;

/** What was heard on one topic while the probe listened. */
export class HeardTopic {
  readonly topic: RosTopic;
  messageCount = 0;
  goodCount = 0;
  outOfRangeCount = 0;
  /** Joint positions beyond the profile's limits that would fit if they were degrees. */
  degreesCount = 0;
  readonly flawCodes = new Set<string>();
  /** Arrival minus stamp, one per message, the first ones. */
  readonly offsetsMs: number[] = [];
  last: RosMessage = {};
  readonly #decoder: TopicDecoder | undefined;
  readonly #sink: DecodedSink;
  #firstMs = 0;
  #lastMs = 0;

  constructor(topic: RosTopic, decoder: TopicDecoder | undefined, profile: Profile) {
    this.topic = topic;
    this.#decoder = decoder;
    this.#sink = {
      frame: (frame) => this.#look(frame, profile),
      message: () => true,
      flaw: ({ code }) => this.flawCodes.add(code).size > 0,
    };
  }

  take(message: RosMessage, clock: Clock): void {
    const now = clock.now();
    this.#lastMs = monoMsOf(now);
    if (this.messageCount === 0) this.#firstMs = this.#lastMs;
    this.messageCount++;
    this.last = message;
    const stampMs = headerStampMs(message);
    if (isKnown(stampMs) && this.offsetsMs.length < stampsKeptMax) this.offsetsMs.push(now.wallMs - stampMs);
    this.#decoder?.decode(message, now, this.#sink);
  }

  /** Messages a second between the first and the last; 0 with fewer than two. */
  rateHz(): number {
    const lengthMs = this.#lastMs - this.#firstMs;
    return lengthMs > 0 ? ((this.messageCount - 1) * 1000) / lengthMs : 0;
  }

  /** Median of arrival minus stamp; undefined when the topic carries no stamps. */
  offsetMs(): number | undefined {
    return [...this.offsetsMs].sort((a, b) => a - b)[Math.floor(this.offsetsMs.length / 2)];
  }

  #look(frame: Frame, profile: Profile): boolean {
    const { layout, values, quality: codes } = frame;
    codes.forEach((code, cell) => {
      if (code === quality.good) this.goodCount++;
      if (code === quality.outOfRange) this.outOfRangeCount++;
      const signal = layout.signals[Math.floor(cell / layout.parts.length)];
      const joint =
        signal === 'positionRad' ? profile.joints.find(({ name }) => name === layout.parts[cell % layout.parts.length]) : undefined;
      if (code === quality.good && joint !== undefined && looksLikeDegrees(values[cell] ?? 0, joint)) this.degreesCount++;
    });
    return true;
  }
}

const toleranceRad = 0.2;

function looksLikeDegrees(value: number, { lowerRad, upperRad }: { lowerRad?: number; upperRad?: number }): boolean {
  if (lowerRad === undefined || upperRad === undefined) return false;
  const fits = (positionRad: number): boolean => positionRad >= lowerRad - toleranceRad && positionRad <= upperRad + toleranceRad;
  return !fits(value) && fits((value * Math.PI) / 180);
}
