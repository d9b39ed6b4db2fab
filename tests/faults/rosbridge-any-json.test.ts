import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DriverSink } from '../../agent/contract/driver.ts';
import { type Frame, quality } from '../../agent/contract/frame.ts';
import { signalSpec } from '../../agent/contract/signal.ts';
import type { RosMessage } from '../../drivers/ros-messages/decoding/message-type.ts';
import { messageType, messageTypeNames } from '../../drivers/ros-messages/message-types.ts';
import type { ChosenTopic } from '../../drivers/rosbridge/formats/choose-topics.ts';
import { openTopic } from '../../drivers/rosbridge/telemetry/open-topic.ts';
import type { TopicReader } from '../../drivers/rosbridge/telemetry/topic-reader.ts';
import { recordingSink } from '../support/recording-sink.ts';
import { profileWith, rosTopic } from '../support/rosbridge-fixture.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const runsPerType = 1000;
/** Field names every decoder looks for, read from what it asks of a message that has everything. */
const asksMax = 400;

/** A reader of one type, with the first value of every option that has to be chosen. */
function readerOf(typeName: string): TopicReader {
  const schema = messageType(typeName)?.optionsSchema;
  const required = (schema?.required ?? []).map((key) => [key, valueByKey[key] ?? firstValueOf(schema?.properties[key])] as const);
  const topic = rosTopic('/any', { type: typeName, decode: Object.fromEntries(required) });
  const chosen: ChosenTopic = { topic, periodMs: 100, throttleMs: 0, compression: 'none' };
  const opened = openTopic(
    chosen,
    { staleMs: 1000, generation: 'auto' },
    { sourceId: 'arm', profile: profileWith(topic), clock: new VirtualClock() },
  );
  expect(opened.problems, typeName).toEqual([]);
  return opened.reader[0] as TopicReader;
}

const valueByKey: Readonly<Record<string, unknown>> = { partIds: { 1: 'j0', 2: 'j1' } };

function firstValueOf(property: object | undefined): unknown {
  const { enum: values, type } = (property ?? {}) as { enum?: readonly unknown[]; type?: string };
  return values?.[0] ?? (type === 'array' ? [] : type === 'object' ? {} : type === 'string' ? 'x' : type === 'boolean' ? false : 1);
}

/** Every good cell is a number that can be true. */
function holdsOnlyWhatCanBeTrue({ layout, values, quality: codes }: Frame): void {
  layout.signals.forEach((signal, column) => {
    const [low, high] = signalSpec(layout.component, signal)?.range ?? [Number.NaN, Number.NaN];
    for (let cell = column * layout.parts.length; cell < (column + 1) * layout.parts.length; cell++) {
      if (codes[cell] !== quality.good) continue;
      expect(values[cell], signal).toBeGreaterThanOrEqual(low);
      expect(values[cell], signal).toBeLessThanOrEqual(high);
    }
  });
}

/** The names of the fields a decoder reads, at any depth: a message that answers every question tells them. */
function fieldsAskedBy(typeName: string): string[] {
  const asked = new Set<string>();
  const answering = (depth: number): object =>
    new Proxy([] as unknown as Record<string, unknown>, {
      get: (target, key) => {
        if (typeof key === 'symbol' || key in Object.prototype || key in Array.prototype) return Reflect.get(target, key);
        if (key === 'length') return 1;
        asked.add(key);
        return depth > 5 || asked.size > asksMax ? 1 : answering(depth + 1);
      },
    });
  const reader = readerOf(typeName);
  reader.begin(recordingSink());
  reader.take(Object.assign(Object.create(null), { header: {} }) as RosMessage);
  const message = new Proxy({} as Record<string, unknown>, {
    get: (_, key) => {
      if (typeof key === 'symbol') return undefined;
      asked.add(key);
      return answering(1);
    },
  });
  reader.take(message);
  return [...asked].filter((name) => !/^\d+$/.test(name));
}

const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(0, 255, 65_535, -1, 8, 1e308, Number.NaN, Number.POSITIVE_INFINITY, 48.099998474121094, 0.8299999833106995),
  fc.bigInt(),
);
const typed = fc.constantFrom(
  Float64Array.of(1, Number.NaN, 1e300),
  Float32Array.of(0.1),
  BigInt64Array.of(9n),
  Uint8Array.of(255, 0),
  new Int8Array(0),
);
const leaf = fc.oneof(
  number,
  fc.array(number, { maxLength: 12 }),
  typed,
  fc.constantFrom(null, true, false, '', 'j0', 'AAEC/w=='),
  fc.string(),
  fc.jsonValue({ maxDepth: 1 }),
);

/** Messages in the decoder's own words with any values, nested and listed at random, and things that are no message at all. */
function messagesFor(fields: readonly string[]): fc.Arbitrary<unknown> {
  const name = fields.length === 0 ? fc.string() : fc.constantFrom(...fields);
  const { message } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 2, depthSize: 'small' }, leaf, leaf, tie('message'), fc.array(tie('message'), { maxLength: 2 })),
    message: fc.dictionary(name, tie('value'), { maxKeys: 8, noNullPrototype: true }),
  }));
  return fc.oneof(
    { arbitrary: message, weight: 6 },
    { arbitrary: fc.object({ maxDepth: 2, maxKeys: 4 }), weight: 1 },
    { arbitrary: fc.anything(), weight: 1 },
  );
}

describe.each(messageTypeNames())('any JSON on a topic of %s', (typeName) => {
  it('never throws and never gives a good value that cannot be true', () => {
    const reader = readerOf(typeName);
    let itemCount = 0;
    let failedCount = 0;
    const count = (): boolean => {
      itemCount++;
      return true;
    };
    const sink: DriverSink = {
      frame: (frame) => {
        holdsOnlyWhatCanBeTrue(frame);
        return count();
      },
      message: count,
      flaw: ({ code }) => {
        if (code === 'rosbridge/decoder-failed') failedCount++;
        return count();
      },
      ready: async () => undefined,
    };
    reader.begin(sink);
    const property = fc.property(messagesFor(fieldsAskedBy(typeName)), (message) => reader.take(message as RosMessage));
    fc.assert(property, { numRuns: runsPerType });
    expect(failedCount).toBe(0);
    expect(itemCount).toBeGreaterThan(0);
  });
});

describe('the decoders', () => {
  it('are several', () => {
    expect(messageTypeNames().length).toBeGreaterThan(5);
  });
});
