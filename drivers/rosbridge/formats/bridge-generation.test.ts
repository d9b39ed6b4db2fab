import { beforeEach, describe, expect, it } from 'vitest';
import { TransientError } from '../../../agent/contract/errors.ts';
import type { RosTopic } from '../../../agent/contract/profile.ts';
import { FakeBridge, type VersionFate } from '../../../tests/support/fake-bridge.ts';
import { type RecordingSink, recordingSink } from '../../../tests/support/recording-sink.ts';
import { jointStates, profileWith, rosbridgeSource, rosTopic } from '../../../tests/support/rosbridge-fixture.ts';
import { VirtualClock } from '../../../tests/support/virtual-clock.ts';
import type { RosbridgeSource } from '../rosbridge-source.ts';

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
const typesAsked = (): string[] => only().asked.map(({ type }) => type);

describe('the generation', () => {
  it.each<[VersionFate, object, string]>([
    [1, {}, 'sensor_msgs/JointState'],
    [2, {}, 'sensor_msgs/msg/JointState'],
    [3, {}, 'sensor_msgs/msg/JointState'],
    ['refused', {}, 'sensor_msgs/msg/JointState'],
    ['silent', {}, 'sensor_msgs/msg/JointState'],
    [2, { generation: 'ros1' }, 'sensor_msgs/JointState'],
    [1, { generation: 'ros2' }, 'sensor_msgs/msg/JointState'],
  ])('when rosapi says %s and the options %o gives %s', async (said, options, type) => {
    version = said;
    await start(sourceOf(undefined, options));
    await clock.advance(1000);
    expect(typesAsked()).toEqual([type]);
  });

  it('is not asked for when the options say it', async () => {
    await start(sourceOf(undefined, { generation: 'ros1' }));
    expect(only().services).toEqual([]);
  });

  it('that was guessed wrong is the other one after three silent seconds, and no topic is blamed', async () => {
    version = 'silent';
    await start(sourceOf());
    await clock.advance(1000 + 3250);
    expect(typesAsked()).toEqual(['sensor_msgs/msg/JointState', 'sensor_msgs/JointState']);
    only().publish(joints, jointStates(1));
    expect([sink.frames.length, sink.flaws.length]).toEqual([1, 0]);
  });

  it('that brought data is kept for the next connection without asking', async () => {
    version = 1;
    const source = sourceOf();
    await start(source);
    only().publish(joints, jointStates(1));
    await clock.advance(250);
    only().end('gone');
    await clock.settle();
    await start(source);
    expect([only().services, typesAsked()]).toEqual([[], ['sensor_msgs/JointState']]);
  });

  it('under which nothing came is asked for anew', async () => {
    const source = sourceOf();
    await start(source);
    await clock.advance(4000);
    version = 1;
    await start(source);
    expect([only().services.length, typesAsked()]).toEqual([1, ['sensor_msgs/JointState']]);
  });

  it('decides which of the profile’s topics exist', async () => {
    const topics = [rosTopic(joints, { generation: 'ros1' }), rosTopic('/lowstate', { generation: 'ros2' }), rosTopic('/both')];
    await start(sourceOf(topics));
    expect(only().topics).toEqual(['/lowstate', '/both']);
  });

  it('for which the profile has no topic is no data', async () => {
    const run = await start(sourceOf([rosTopic(joints, { generation: 'ros1' })]));
    await clock.advance(500);
    expect(codeOf(run)).toBe('rosbridge/no-data');
  });
});
