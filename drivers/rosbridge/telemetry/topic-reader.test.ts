import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Frame } from '../../../agent/contract/frame.ts';
import { countByCode, type RecordingSink, recordingSink } from '../../../tests/support/recording-sink.ts';
import { jointStates, profileWith, rosbridgeOptions, rosTopic } from '../../../tests/support/rosbridge-fixture.ts';
import { VirtualClock } from '../../../tests/support/virtual-clock.ts';
import { FrameFiller } from '../../ros-messages/decoding/frame-filler.ts';
import type { MessageType, RosMessage, TopicDecoder } from '../../ros-messages/decoding/message-type.ts';
import { jointState } from '../../ros-messages/standard/joint-state.ts';
import { type ChosenTopic, chooseTopics } from '../formats/choose-topics.ts';
import { TopicReader } from './topic-reader.ts';

const staleMs = 1000;
const notJoints = { header: {}, name: ['left_knee', 'right_knee'], position: [1, 2] };
let clock: VirtualClock;
let sink: RecordingSink;

beforeEach(() => {
  clock = new VirtualClock();
  sink = recordingSink();
});

/** A reader of one topic of the two-joint robot, with the real decoder unless another is given. */
function readerOf({ onChange = false, decoder }: { onChange?: boolean; decoder?: TopicDecoder } = {}): TopicReader {
  const profile = profileWith(rosTopic('/joint_states', { onChange }));
  const [chosen] = chooseTopics(profile, rosbridgeOptions()).chosen as [ChosenTopic];
  const plan = { sourceId: 'arm', profile, topic: chosen.topic, periodMs: chosen.periodMs };
  const type: MessageType = jointState;
  const reader = new TopicReader({ chosen, decoder: decoder ?? type.bind(plan), raw: {}, clock, staleMs });
  reader.begin(sink);
  return reader;
}

/** A decoder that says one thing of its own about every message. */
const speaking = (decode: TopicDecoder['decode']): TopicDecoder => ({ layouts: [], observable: [], decode });
const stop: TopicDecoder = speaking((_, time, out) => out.message({ kind: 'safety', sourceId: 'arm', time, protectiveStop: true }));
const thrower: TopicDecoder = speaking(() => {
  throw new RangeError('a surprise');
});

/** The robot sends this often for so long; every message arrives at once. */
async function stream(reader: TopicReader, options: { forMs: number; apartMs?: number; everyMs?: number }): Promise<void> {
  const { forMs, apartMs = 0, everyMs = 100 } = options;
  for (let passedMs = 0; passedMs < forMs; passedMs += everyMs) {
    reader.take(jointStates(1, clock.now().wallMs - apartMs));
    await clock.advance(everyMs);
  }
}

describe('a message', () => {
  it('becomes a frame at its arrival, with the stamp of the robot beside it', async () => {
    const reader = readerOf();
    await clock.advance(500);
    reader.take(jointStates(0.25, clock.now().wallMs - 40));
    expect(sink.frames).toMatchObject([{ component: 'joint', time: { boottimeMs: 500 }, cells: { 'velocityRadPerS j0': 0.25 } }]);
    expect(sink.frames[0]?.sourceWallMs).toBe(clock.now().wallMs - 40);
    expect(reader.heardCount).toBe(1);
  });

  it.each([
    ['null', null],
    ['a number', 7],
    ['text', 'x'],
    ['a list', [1]],
    ['nothing', undefined],
    ['a list that cannot be written as text', [{ toString: 0 }]],
  ])('that is %s is counted', (_, odd) => {
    const reader = readerOf();
    reader.take(odd as unknown as RosMessage);
    expect(sink.flaws).toMatchObject([{ code: 'rosbridge/message-not-object', place: '/joint_states', discarded: true }]);
    expect([sink.frames.length, reader.heardCount]).toEqual([0, 0]);
  });

  it('that surprises its decoder is counted, and the next one is read', () => {
    readerOf({ decoder: thrower }).take(jointStates(1));
    expect(sink.flaws).toMatchObject([{ code: 'rosbridge/decoder-failed', text: 'RangeError: a surprise', discarded: true }]);
  });

  it("of another robot's joints is no sign of life, and said once a connection", () => {
    const reader = readerOf();
    for (let count = 0; count < 3; count++) reader.take(notJoints);
    expect([sink.frames.length, reader.heardCount]).toEqual([0, 0]);
    expect(countByCode(sink.flaws)['rosbridge/nothing-known']).toBe(1);
    reader.begin(sink);
    reader.take(notJoints);
    expect(countByCode(sink.flaws)['rosbridge/nothing-known']).toBe(2);
    reader.take(jointStates(1));
    expect(reader.heardCount).toBe(1);
  });

  it('in whose frame every cell is missing is none either; one value out of range is, since the robot speaks', () => {
    const blank = new FrameFiller({ sourceId: 'arm', component: 'joint', parts: ['j0'], signals: ['currentA'], periodMs: 100 });
    let currentA = Number.NaN;
    const decoder: TopicDecoder = {
      ...speaking((_, time, out) => {
        blank.begin(time);
        blank.set(0, 0, currentA);
        out.frame(blank.frame() as Frame);
      }),
      layouts: [blank.layout],
    };
    const reader = readerOf({ decoder });
    reader.take(jointStates(1));
    expect([sink.frames.length, reader.heardCount]).toEqual([0, 0]);
    currentA = 1e9;
    reader.take(jointStates(1));
    expect([sink.frames.length, reader.heardCount]).toEqual([1, 1]);
  });

  it('of a topic that has no frames shows the robot, whatever its decoder says of it', () => {
    const reader = readerOf({ decoder: speaking(() => undefined) });
    reader.take(jointStates(1));
    expect([reader.heardCount, sink.flaws]).toEqual([1, []]);
  });

  it('before the first connection goes nowhere and does no harm', () => {
    const profile = profileWith(rosTopic('/joint_states'));
    const [chosen] = chooseTopics(profile, rosbridgeOptions()).chosen as [ChosenTopic];
    const plan = { sourceId: 'arm', profile, topic: chosen.topic, periodMs: 100 };
    const reader = new TopicReader({ chosen, decoder: jointState.bind(plan), raw: {}, clock, staleMs });
    expect(() => reader.take(jointStates(1))).not.toThrow();
  });
});

describe('a bridge that freezes for five seconds', () => {
  it('pours out a burst of which only what is younger than a second becomes frames', async () => {
    const reader = readerOf();
    await stream(reader, { forMs: 3000 });
    const frozenAtMs = clock.now().wallMs;
    await clock.advance(5000);
    const before = sink.frames.length;
    for (let heldMs = 0; heldMs < 5000; heldMs += 100) reader.take(jointStates(1, frozenAtMs + heldMs));
    expect(sink.frames.length - before).toBe(10);
    expect(countByCode(sink.flaws)).toEqual({ 'rosbridge/stale-message': 40 });
    expect(sink.flaws[0]).toMatchObject({ place: '/joint_states', text: '5000 ms later than its stamp lets expect', discarded: true });
  });

  it('still says every stop that happened meanwhile', async () => {
    const reader = readerOf({ decoder: stop });
    await stream(reader, { forMs: 3000 });
    const before = sink.messages.length;
    await clock.advance(5000);
    reader.take(jointStates(1, clock.now().wallMs - 4500));
    expect(sink.messages.length - before).toBe(1);
    expect(countByCode(sink.flaws)).toEqual({ 'rosbridge/stale-message': 1 });
  });

  it('does not make a topic stale that speaks on change: its last word may be old', async () => {
    const reader = readerOf({ onChange: true });
    await stream(reader, { forMs: 3000 });
    reader.take(jointStates(1, clock.now().wallMs - 3_600_000));
    expect(sink.flaws).toEqual([]);
  });
});

describe("the robot's clock", () => {
  it.each([3_600_000, -3_600_000])('set by %d ms is recognised within two seconds and said once', async (stepMs) => {
    const reader = readerOf();
    await stream(reader, { forMs: 3000 });
    await stream(reader, { forMs: 2000, apartMs: stepMs });
    const before = sink.frames.length;
    await stream(reader, { forMs: 1000, apartMs: stepMs });
    expect(sink.frames.length - before).toBe(10);
    expect(countByCode(sink.flaws)['rosbridge/clock-stepped']).toBe(1);
    const said = sink.flaws.find(({ code }) => code === 'rosbridge/clock-stepped');
    expect(said).toMatchObject({ discarded: false, text: `stamps moved by ${stepMs} ms: the robot's clock was set, or a delay stays` });
    expect(countByCode(sink.flaws)['rosbridge/stale-message'] ?? 0).toBe(stepMs > 0 ? 20 : 0);
  });

  it('years away is said once, and nothing is rejected', async () => {
    const reader = readerOf();
    await stream(reader, { forMs: 10_000, apartMs: 3 * 365 * 86_400_000 });
    expect(sink.frames).toHaveLength(100);
    expect(sink.flaws).toMatchObject([{ code: 'rosbridge/stamp-not-now', discarded: false }]);
    expect(sink.flaws[0]?.text).toContain('1095.0 days');
  });

  it('that was never set, and stamps nothing, is fine', async () => {
    const reader = readerOf();
    for (let round = 0; round < 20; round++) reader.take(jointStates(1, 0));
    expect(sink.frames).toHaveLength(20);
    expect(sink.flaws).toEqual([]);
  });

  it('is learned anew on every connection', async () => {
    const reader = readerOf();
    await stream(reader, { forMs: 3000 });
    reader.begin(sink);
    await stream(reader, { forMs: 1000, apartMs: 60_000 });
    expect(sink.flaws).toEqual([]);
  });
});

describe('any message at all', () => {
  it('is taken without a throw, and every flaw names the topic', () => {
    const reader = readerOf();
    const stamp = fc.record({ sec: fc.anything(), nanosec: fc.anything() });
    const joints = fc.record({ header: fc.record({ stamp }), name: fc.anything(), position: fc.anything(), velocity: fc.anything() });
    const property = fc.property(fc.oneof(fc.anything(), joints), (message) => {
      reader.take(message as RosMessage);
    });
    fc.assert(property, { numRuns: 2000 });
    expect(new Set(sink.flaws.map(({ place }) => place))).toEqual(new Set(['/joint_states']));
  });
});
