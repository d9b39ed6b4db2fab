import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { type RecordingSink, recordingSink } from '../../tests/support/recording-sink.ts';
import { profileWith, rosbridgeSource, rosTopic } from '../../tests/support/rosbridge-fixture.ts';
import { RosbridgeServer } from '../../tests/support/rosbridge-server.ts';
import type { Generation } from '../../tests/support/rosbridge-wire.ts';
import { VirtualClock } from '../../tests/support/virtual-clock.ts';
import { Watched } from '../../tests/support/watched.ts';
import { connectBridge } from './connection/roslib-client.ts';

/*
 * fixtures/<generation>.jsonl, each line one WebSocket text ─▶ a server on loopback ─▶ the driver ─▶ <generation>.expected.json
 */
interface Expected {
  readonly about: string;
  readonly frames: readonly unknown[];
  readonly messages: readonly unknown[];
  readonly flaws: readonly unknown[];
}

const topics = [
  { name: '/joint_states', type: 'sensor_msgs/JointState' },
  { name: '/battery', type: 'sensor_msgs/BatteryState' },
  { name: '/imu', type: 'sensor_msgs/Imu' },
] as const;
const profile = profileWith(
  rosTopic('/joint_states', { decode: { effort: 'torqueNm' } }),
  rosTopic('/battery', { type: 'sensor_msgs/BatteryState', decode: { cellCount: 2, sensorCount: 1 } }),
  rosTopic('/imu', { type: 'sensor_msgs/Imu' }),
);
const read = (name: string): string => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');

let server: RosbridgeServer;

afterEach(() => server.kill());

/** What the driver makes of these texts, sent in this order by a bridge of this generation. */
async function played(generation: Generation, texts: readonly string[]): Promise<RecordingSink> {
  const watched = new Watched();
  server = new RosbridgeServer(watched, { generation, topics });
  const sink = recordingSink();
  const stop = new AbortController();
  const source = rosbridgeSource({
    connect: connectBridge,
    clock: new VirtualClock(),
    profile,
    options: { url: await server.start(), generation, topics: topics.map(({ name }) => ({ topic: name, rateHz: 'all' })) },
  });
  const noting: RecordingSink = {
    ...sink,
    frame: (frame) => {
      const accepted = sink.frame(frame);
      watched.note();
      return accepted;
    },
  };
  const running = source.run(noting, stop.signal);
  await watched.until('all are subscribed', () => server.subscriptions.length === topics.length);
  for (const text of texts) server.sendRaw(text);
  await watched.until('the last message', () => sink.frames.at(-1)?.cells['positionRad j0'] === 1);
  stop.abort();
  await running;
  return sink;
}

function outcome({ frames, messages, flaws }: RecordingSink): Omit<Expected, 'about'> {
  return {
    frames: frames.map(({ component, sourceWallMs, cells }) => ({ component, sourceWallMs, cells })),
    messages: messages.map(({ time: _, ...rest }) => rest),
    flaws: flaws.map(({ code, place, discarded }) => ({ code, place: place === server.url ? 'bridge' : place, discarded })),
  };
}

describe.each(['ros1', 'ros2'] as const)('what a bridge of %s writes', (generation) => {
  const texts = read(`${generation}.jsonl`).trimEnd().split('\n');
  const expected = JSON.parse(read(`${generation}.expected.json`)) as Expected;

  it('gives the expected samples, messages and flaws', async () => {
    const { about, ...rest } = expected;
    expect(about).toMatch(/field-behaviour/);
    expect(JSON.parse(JSON.stringify(outcome(await played(generation, texts))))).toEqual(rest);
  });

  it('gives as many good samples with noise between all of it, and each piece of noise is counted', async () => {
    const noise = ['{"op":', '', '\u0000', '[]', '7', '{"op":"publish","topic":"/joint_states","msg":null}'];
    const noisy = texts.flatMap((text, index) => [noise[index % noise.length] ?? '', text]);
    const { frames, messages, flaws } = outcome(await played(generation, noisy));
    expect(JSON.parse(JSON.stringify([frames, messages]))).toEqual([expected.frames, expected.messages]);
    expect(flaws).toHaveLength(expected.flaws.length + texts.length);
  });
});
