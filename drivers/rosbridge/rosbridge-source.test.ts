import { beforeEach, describe, expect, it } from 'vitest';
import { TransientError } from '../../agent/contract/errors.ts';
import type { RosTopic } from '../../agent/contract/profile.ts';
import { FakeBridge, type VersionFate } from '../../tests/support/fake-bridge.ts';
import { countByCode, type RecordingSink, recordingSink } from '../../tests/support/recording-sink.ts';
import { jointStates, profileWith, rosbridgeSource, rosTopic } from '../../tests/support/rosbridge-fixture.ts';
import { rawBytes } from '../../tests/support/rosbridge-raw.ts';
import { VirtualClock } from '../../tests/support/virtual-clock.ts';
import type { RosbridgeSource } from './rosbridge-source.ts';

const joints = '/joint_states';
let clock: VirtualClock;
let sink: RecordingSink;
let stop: AbortController;
let bridges: FakeBridge[];
/** What the next bridges answer when asked for their version. */
let version: VersionFate;
let refusal: Error | undefined;

beforeEach(() => {
  clock = new VirtualClock();
  sink = recordingSink();
  stop = new AbortController();
  bridges = [];
  version = 2;
  refusal = undefined;
});

async function connect(): Promise<FakeBridge> {
  if (refusal !== undefined) throw refusal;
  const bridge = new FakeBridge(clock);
  bridge.version = version;
  bridges.push(bridge);
  return bridge;
}

const sourceOf = (topics: readonly RosTopic[] = [rosTopic(joints)], options: object = {}): RosbridgeSource =>
  rosbridgeSource({ connect, clock, profile: profileWith(...topics), options });

interface Run {
  ended: boolean;
  error: unknown;
}

/** Runs until it waits for time. */
async function start(source: RosbridgeSource): Promise<Run> {
  const run: Run = { ended: false, error: undefined };
  const settle = (error?: unknown): void => {
    run.ended = true;
    run.error = error;
  };
  source.run(sink, stop.signal).then(() => settle(), settle);
  await clock.settle();
  return run;
}

function codeOf({ error }: Run): string {
  expect(error).toBeInstanceOf(TransientError);
  return (error as TransientError).code;
}

const only = (): FakeBridge => bridges.at(-1) as FakeBridge;

describe('a well bridge', () => {
  it('is asked for every topic in the form of its generation, and what comes is a frame', async () => {
    const run = await start(sourceOf([rosTopic(joints, { publishedHz: 500 }), rosTopic('/tool')]));
    expect(only().services).toEqual(['/rosapi/get_ros_version']);
    expect(only().asked).toEqual([
      { topic: joints, type: 'sensor_msgs/msg/JointState', throttleMs: 99, queueCount: 1, compression: 'none' },
      { topic: '/tool', type: 'sensor_msgs/msg/JointState', throttleMs: 100, queueCount: 1, compression: 'none' },
    ]);
    only().publish(joints, jointStates(0.5));
    expect(sink.frames[0]?.cells).toMatchObject({ 'velocityRadPerS j0': 0.5 });
    stop.abort();
    await clock.settle();
    expect(run).toEqual({ ended: true, error: undefined });
    expect(only().closedCount).toBe(1);
  });

  it('is asked without thinning out for every message', async () => {
    await start(sourceOf([rosTopic(joints, { publishedHz: 500 })], { topics: [{ topic: joints, rateHz: 'all', compression: 'cbor' }] }));
    expect(only().asked).toMatchObject([{ throttleMs: 0, queueCount: 0, compression: 'cbor' }]);
  });

  it('may count what it could not use: each is a flaw at the endpoint', async () => {
    await start(sourceOf());
    only().counts['rosbridge/unreadable-json'] = 3;
    only().publish(joints, jointStates(0));
    await clock.advance(250);
    only().counts['rosbridge/unreadable-json'] = 4;
    stop.abort();
    await clock.settle();
    expect(countByCode(sink.flaws)).toEqual({ 'rosbridge/unreadable-json': 4 });
    expect(sink.flaws[0]?.place).toBe('ws://127.0.0.1:9090');
  });

  it('leaves nothing to be waited for by a message', async () => {
    await start(sourceOf());
    const before = clock.sleptMs.length;
    for (let count = 0; count < 1000; count++) only().publish(joints, jointStates(0));
    expect([sink.frames.length, clock.sleptMs.length - before]).toEqual([1000, 0]);
  });
});

describe('a topic asked for as bytes', () => {
  const raw = { topics: [{ topic: joints, rateHz: 'all', compression: 'cbor-raw' }] };
  const header = { stamp: { sec: 1, nanosec: 0 }, frame_id: '' };
  const bytes = rawBytes('ros2', 'sensor_msgs/JointState', {
    header,
    name: ['j0', 'j1'],
    position: [0.5, 1],
    velocity: [2, 0],
    effort: [],
  });

  it('is read, and bytes that are no such message are counted and no sign of life', async () => {
    const run = await start(sourceOf([rosTopic(joints)], raw));
    expect(only().asked).toMatchObject([{ topic: joints, compression: 'cbor-raw' }]);
    only().publish(joints, { secs: 1, nsecs: 0, bytes });
    expect(sink.frames.map(({ cells }) => cells)).toMatchObject([{ 'positionRad j1': 1, 'velocityRadPerS j0': 2 }]);
    for (const odd of [bytes.subarray(4), 'AAEAAA==', undefined]) only().publish(joints, { secs: 1, nsecs: 0, bytes: odd });
    only().publish(joints, null);
    const refused = { code: 'rosbridge/bytes-unreadable', place: joints, discarded: true };
    expect(sink.flaws.filter(({ code }) => code === refused.code)).toMatchObject([refused, refused, refused, refused]);
    expect([sink.frames.length, run.ended]).toEqual([1, false]);
  });

  it('that stays silent is asked for as JSON', async () => {
    await start(sourceOf([rosTopic(joints), rosTopic('/tool')], { topics: [...raw.topics, { topic: '/tool' }] }));
    for (let passedMs = 0; passedMs < 4000; passedMs += 250) {
      only().publish('/tool', jointStates(0));
      await clock.advance(250);
    }
    expect(only().asked.slice(2)).toMatchObject([{ topic: joints, compression: 'none' }]);
    only().publish(joints, jointStates(1));
    expect(sink.frames.at(-1)?.cells).toMatchObject({ 'velocityRadPerS j0': 1 });
  });

  it('is asked for as JSON, and that is said, where the generation that answers has no known layout of its type', async () => {
    const lowState = rosTopic('/lowstate', { type: 'unitree_hg/LowState' });
    const wish = { topics: [{ topic: '/lowstate', compression: 'cbor-raw' }] };
    version = 1;
    await start(sourceOf([lowState], wish));
    expect(only().asked).toMatchObject([{ type: 'unitree_hg/LowState', compression: 'none' }]);
    expect(sink.flaws).toMatchObject([{ code: 'rosbridge/layout-unknown', place: '/lowstate', discarded: false }]);
    version = 2;
    await start(sourceOf([lowState], wish));
    expect(only().asked).toMatchObject([{ type: 'unitree_hg/msg/LowState', compression: 'cbor-raw' }]);
    expect(sink.flaws).toHaveLength(1);
  });
});

describe('silence', () => {
  it('of one topic: it is asked for again, as JSON, and the others go on', async () => {
    const cbor = { topics: [{ topic: joints, compression: 'cbor' }, { topic: '/tool' }] };
    const run = await start(sourceOf([rosTopic(joints), rosTopic('/tool')], cbor));
    for (let passedMs = 0; passedMs < 4000; passedMs += 250) {
      only().publish('/tool', jointStates(0));
      await clock.advance(250);
    }
    expect(run.ended).toBe(false);
    expect(only().asked.slice(2)).toMatchObject([{ topic: joints, compression: 'none' }]);
    expect(sink.flaws).toMatchObject([{ code: 'rosbridge/topic-silent', place: joints }]);
    only().publish(joints, jointStates(1));
    expect(sink.frames.at(-1)?.cells).toMatchObject({ 'velocityRadPerS j0': 1 });
  });

  it('of all after they spoke ends the connection within the limit, names the topic and closes the client', async () => {
    const run = await start(sourceOf());
    only().publish(joints, jointStates(1));
    await clock.advance(3250);
    expect(run.ended).toBe(false);
    await clock.advance(500);
    expect(codeOf(run)).toBe('rosbridge/no-data');
    expect(only().closedCount).toBe(1);
    expect(countByCode(sink.flaws)).toEqual({ 'rosbridge/topic-silent': 1 });
  });

  it("of this robot's joints while another robot answers is silence too", async () => {
    const run = await start(sourceOf());
    for (let passedMs = 0; passedMs < 3500 && !run.ended; passedMs += 250) {
      only().publish(joints, { name: ['left_knee'], position: [1] });
      await clock.advance(250);
    }
    expect(codeOf(run)).toBe('rosbridge/no-data');
    expect(sink.frames).toEqual([]);
  });

  it('of an unanswering bridge in both forms is no data, and the topic is named', async () => {
    version = 'silent';
    const run = await start(sourceOf());
    await clock.advance(1000 + 3250 + 3250);
    expect(codeOf(run)).toBe('rosbridge/no-data');
    expect(countByCode(sink.flaws)).toEqual({ 'rosbridge/topic-silent': 1 });
  });
});

describe('a connection that ends', () => {
  it('is the reason the supervisor hears', async () => {
    const run = await start(sourceOf());
    only().end('bridge killed');
    await clock.settle();
    expect([codeOf(run), (run.error as Error).message]).toEqual(['rosbridge/connection-closed', 'bridge killed']);
  });

  it('while the version is asked for ends the run at once', async () => {
    version = 'silent';
    const run = await start(sourceOf());
    only().end('bridge killed');
    await clock.settle();
    expect(codeOf(run)).toBe('rosbridge/connection-closed');
  });

  it('before it began is refused as it came, with what to do', async () => {
    refusal = new TransientError('rosbridge/unreachable', 'nobody listens');
    const run = await start(sourceOf());
    expect([codeOf(run), (run.error as Error).message]).toEqual([
      'rosbridge/unreachable',
      expect.stringContaining('nobody listens — start'),
    ]);
  });

  it('is quiet when the agent stops: while connecting, asking, listening', async () => {
    version = 'silent';
    const run = await start(sourceOf());
    stop.abort();
    await clock.advance(1000);
    expect(run).toEqual({ ended: true, error: undefined });
    refusal = new TransientError('rosbridge/unreachable', 'aborted');
    expect(await start(sourceOf())).toEqual({ ended: true, error: undefined });
  });

  it('by a defect of ours is not hidden', async () => {
    refusal = new RangeError('a defect');
    expect((await start(sourceOf())).error).toBe(refusal);
  });

  it('says within which time it wants to be run again: data within five seconds', () => {
    const { restart } = sourceOf();
    expect(restart).toEqual({ firstDelayMs: 250, delayMsMax: 3000 });
  });
});
