import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { FaultMessage, Message } from '../../agent/contract/message.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import { isUnknown } from '../../agent/contract/unknown.ts';
import type { MessageType, RosMessage } from '../../drivers/ros-messages/decoding/message-type.ts';
import { implausibleCells } from './open-topic.ts';
import { type RecordingSink, recordingSink } from './recording-sink.ts';
import { ros1Header, ros2Header } from './ros-fixture.ts';
import { timeAt } from './telemetry.ts';

/** A robot that walks, with these joints. */
export function walkingProfile(joints: readonly string[]): Profile {
  return {
    name: 'walker',
    manufacturer: 'nobody',
    model: 'walker',
    category: 'humanoid',
    locomotion: 'legged',
    joints: joints.map((name) => ({ name, type: 'revolute' as const, role: 'actuator' as const })),
    observable: [],
  };
}

export const threeJoints = walkingProfile(['left', 'middle', 'right']);

/** `drivers/ros-messages/<vendor>/fixtures/<name>.json`: a message without its header, which each generation writes in its own way. */
export function readFixture(vendor: string, name: string): RosMessage {
  return JSON.parse(readFileSync(new URL(`../../drivers/ros-messages/${vendor}/fixtures/${name}.json`, import.meta.url), 'utf8'));
}

/** The same message as ROS 1 JSON, as ROS 2 JSON (where a float32 comes widened) and as CBOR (typed arrays). */
export function shapesOf(message: RosMessage): readonly (readonly [shape: string, message: RosMessage])[] {
  return [
    ['ROS 1 JSON', { header: ros1Header, ...message }],
    ['ROS 2 JSON', { header: ros2Header, ...(widened(message) as RosMessage) }],
    ['CBOR', { header: ros2Header, ...(typed(message) as RosMessage) }],
  ];
}

function mapped(value: unknown, leaf: (value: number) => unknown, list: (values: unknown[]) => unknown): unknown {
  if (typeof value === 'number') return leaf(value);
  if (Array.isArray(value)) return list(value.map((entry) => mapped(entry, leaf, list)));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, mapped(entry, leaf, list)]));
}

const widened = (value: unknown): unknown => mapped(value, Math.fround, (values) => values);

const typed = (value: unknown): unknown =>
  mapped(value, Math.fround, (values) => {
    if (!values.every((entry): entry is number => typeof entry === 'number')) return values;
    return values.every(Number.isInteger) ? Int32Array.from(values) : Float32Array.from(values);
  });

const decimals = 1e6;

/** Every cell of every frame in the order they came, rounded to six decimals; a cell without a value says why. */
export function cellsOf({ frames }: RecordingSink): Record<string, number | string> {
  return Object.fromEntries(
    frames.flatMap(({ component, cells }) =>
      Object.entries(cells).map(([cell, value]) => [
        `${component} ${cell}`,
        // A negative zero is a zero.
        isUnknown(value) ? value.unknown : Math.round(value * decimals) / decimals + 0,
      ]),
    ),
  );
}

/** Faults that were raised, as `part codeSpace codeRaw`. */
export function raisedFaults(messages: readonly Message[]): string[] {
  return faultsOf(messages)
    .filter(({ active }) => active)
    .map(({ part, codeSpace, codeRaw }) => `${isUnknown(part) ? '-' : part} ${codeSpace} ${codeRaw}`);
}

export function faultsOf(messages: readonly Message[]): FaultMessage[] {
  return messages.filter((message) => message.kind === 'fault');
}

const odd = fc.oneof(
  fc.constantFrom<unknown>(null, Number.NaN, Infinity, -Infinity, -1, 0, 255, 2 ** 32, 2 ** 60, 7n, '', 'NaN', [], {}),
  fc.double(),
  fc.integer(),
  fc.anything(),
);

/** The message with anything at any of its places, or nothing; also typed arrays and lists of another length. */
export function spoilt(value: unknown): fc.Arbitrary<unknown> {
  const weighted = (arbitrary: fc.Arbitrary<unknown>) => fc.oneof({ weight: 5, arbitrary }, { weight: 1, arbitrary: odd });
  if (Array.isArray(value)) {
    const entry = value.length === 0 ? odd : spoilt(value[0]);
    return weighted(fc.oneof(fc.array(entry, { maxLength: value.length + 2 }), fc.float64Array({ maxLength: 8 })));
  }
  if (typeof value !== 'object' || value === null) return fc.oneof(fc.constant(value), odd);
  const fields = Object.entries(value).map(([key, entry]) => [key, spoilt(entry)] as const);
  return weighted(fc.record(Object.fromEntries(fields), { requiredKeys: [] }));
}

/** Whatever stands in the message: nothing is thrown, no good cell is out of range, every frame is of a declared layout. */
export function expectNeverFooled(type: MessageType, { message, decode = {}, profile = threeJoints }: Fooling): void {
  const topic = {
    topic: '/topic',
    type: type.name,
    rateHz: 10,
    onChange: false,
    optional: false,
    unverified: false,
    decode: { ...decode },
  };
  fc.assert(
    fc.property(fc.array(spoilt(message), { minLength: 1, maxLength: 3 }), (messages) => {
      const decoder = type.bind({ sourceId: 'ros', profile, topic, periodMs: 100 });
      const sink = recordingSink();
      messages.forEach((one, index) => {
        decoder.decode(typeof one === 'object' && one !== null ? { ...one } : {}, timeAt(index * 1500), sink);
      });
      expect(implausibleCells(sink)).toEqual([]);
      const declared = new Set(decoder.layouts.map(({ component }) => component as string));
      expect(sink.frames.filter(({ component }) => !declared.has(component))).toEqual([]);
      expect(sink.messages.filter(({ sourceId }) => sourceId !== 'ros')).toEqual([]);
    }),
    { numRuns: 150 },
  );
}

interface Fooling {
  readonly message: RosMessage;
  readonly decode?: object;
  readonly profile?: Profile;
}
