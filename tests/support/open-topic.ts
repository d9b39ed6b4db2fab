import fc from 'fast-check';
import type { Profile } from '../../agent/contract/profile.ts';
import { signalSpec } from '../../agent/contract/signal.ts';
import { isUnknown } from '../../agent/contract/unknown.ts';
import type { MessageType, RosMessage, TopicDecoder } from '../../drivers/ros-messages/decoding/message-type.ts';
import { type RecordingSink, recordingSink } from './recording-sink.ts';
import { timeAt } from './telemetry.ts';

/** A decoder bound to a small robot, and everything it has said. */
export interface OpenTopic extends RecordingSink {
  readonly decoder: TopicDecoder;
  /** Decodes one message as arrived at `atMs`. */
  decode(message: RosMessage, atMs?: number): OpenTopic;
}

export interface TopicSetting {
  readonly joints?: readonly string[];
  readonly decode?: Readonly<Record<string, unknown>>;
  readonly onChange?: boolean;
}

/** Binds a message type as a source would, for a robot with these joints. */
export function openTopic(type: MessageType, { joints = ['j1'], decode = {}, onChange = false }: TopicSetting = {}): OpenTopic {
  const topic = { topic: '/topic', type: type.name, rateHz: 10, onChange, optional: false, unverified: false, decode };
  const decoder = type.bind({ sourceId: 'arm', profile: smallProfile(joints), topic, periodMs: 100 });
  const opened: OpenTopic = {
    ...recordingSink(),
    decoder,
    decode: (message, atMs = 0) => {
      decoder.decode(message, timeAt(atMs), opened);
      return opened;
    },
  };
  return opened;
}

function smallProfile(joints: readonly string[]): Profile {
  return {
    name: 'small',
    manufacturer: 'nobody',
    model: 'small',
    category: 'cobot',
    locomotion: 'fixed',
    joints: joints.map((name) => ({ name, type: 'revolute' as const, role: 'actuator' as const })),
    observable: [],
  };
}

const oddValue = fc.oneof(
  fc.anything(),
  fc.constantFrom<unknown>(null, Number.NaN, Infinity, -0, 2 ** 40, 'NaN', 7n, 'AAb/', { x: 1e300, y: null }),
  fc.integer({ min: -20, max: 300 }),
  fc.double(),
  fc.boolean(),
  fc.array(fc.oneof(fc.double(), fc.integer(), fc.constant(null)), { maxLength: 12 }),
);

/** Messages with these fields, each holding anything or nothing; a field written `a.b` is b of the message in a. */
export function oddMessages(fields: readonly string[]): fc.Arbitrary<RosMessage> {
  const direct = fields.filter((field) => !field.includes('.'));
  const nested = new Set(fields.filter((field) => field.includes('.')).map((field) => field.slice(0, field.indexOf('.'))));
  const entries: [string, fc.Arbitrary<unknown>][] = direct.map((field) => [field, oddValue]);
  for (const outer of nested) {
    const inner = fields.filter((field) => field.startsWith(`${outer}.`)).map((field) => field.slice(outer.length + 1));
    entries.push([outer, fc.oneof({ arbitrary: oddMessages(inner), weight: 4 }, { arbitrary: oddValue, weight: 1 })]);
  }
  return fc.record(Object.fromEntries(entries), { requiredKeys: [] });
}

/** Good cells of these frames that cannot be true: there must be none, whatever the messages held. */
export function implausibleCells({ frames }: RecordingSink): string[] {
  return frames.flatMap(({ component, cells }) =>
    Object.entries(cells).flatMap(([cell, value]) => {
      const [low, high] = signalSpec(component, cell.split(' ')[0] ?? '')?.range ?? [0, 0];
      return isUnknown(value) || (value >= low && value <= high) ? [] : [`${component} ${cell} ${value}`];
    }),
  );
}
