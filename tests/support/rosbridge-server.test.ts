import { decode } from 'cborg';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type RosbridgeChoice, RosbridgeServer } from './rosbridge-server.ts';
import type { Fields } from './rosbridge-wire.ts';
import { Watched } from './watched.ts';

const joints = { name: '/joint_states', type: 'sensor_msgs/msg/JointState' } as const;
const battery = { name: '/battery', type: 'sensor_msgs/msg/BatteryState', latched: true } as const;
const choice: RosbridgeChoice = { generation: 'ros2', topics: [joints, battery] };
const servers: RosbridgeServer[] = [];
const sockets: WebSocket[] = [];

interface Peer {
  readonly server: RosbridgeServer;
  readonly watched: Watched;
  readonly texts: string[];
  readonly binaries: Uint8Array[];
  readonly socket: WebSocket;
  /** Sends it and waits until the server has it. */
  ask(message: Fields): Promise<void>;
}

async function connected(made: RosbridgeChoice = choice): Promise<Peer> {
  const watched = new Watched();
  const server = new RosbridgeServer(watched, made);
  servers.push(server);
  const socket = new WebSocket(await server.start());
  sockets.push(socket);
  const peer = { server, watched, texts: [] as string[], binaries: [] as Uint8Array[], socket };
  socket.on('error', () => undefined);
  socket.on('close', watched.note);
  socket.on('message', (bytes: Buffer, isBinary) => {
    if (isBinary) peer.binaries.push(bytes);
    else peer.texts.push(String(bytes));
    watched.note();
  });
  socket.on('open', watched.note);
  await watched.until('a client', () => server.openCount === 1 && socket.readyState === WebSocket.OPEN);
  const ask = async (message: Fields): Promise<void> => {
    const before = server.received.length;
    socket.send(JSON.stringify(message));
    await watched.until('the server has it', () => server.received.length > before);
  };
  return { ...peer, ask };
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  for (const server of servers.splice(0)) await server.kill();
});

/** Everything sent so far has arrived once the answer to this question has. */
async function arrived(peer: Peer): Promise<readonly Fields[]> {
  const has = () => peer.texts.some((text) => text.includes('"mark"'));
  peer.server.sendRaw('{"op":"mark"}');
  await peer.watched.until('the mark', has);
  const texts = peer.texts.splice(0).filter((text) => !text.includes('"mark"'));
  return texts.map((text) => JSON.parse(text) as Fields);
}

const subscription = (topic: string, type: string, more: Fields = {}): Fields => ({
  op: 'subscribe',
  id: `s:${topic}`,
  topic,
  type,
  ...more,
});

describe('the rosbridge test server', () => {
  it.each([
    ['ros1', 'sensor_msgs/JointState', 1],
    ['ros1', 'sensor_msgs/msg/JointState', 0],
    ['ros2', 'sensor_msgs/JointState', 1],
    ['ros2', 'sensor_msgs/msg/JointState', 1],
    ['ros2', 'sensor_msgs/msg/Imu', 0],
  ] as const)('as %s, asked for %s, sends %i of 1 and says nothing', async (generation, type, count) => {
    const peer = await connected({ ...choice, generation });
    await peer.ask(subscription('/joint_states', type));
    peer.server.publish('/joint_states', { name: ['a'] });
    expect(await arrived(peer)).toHaveLength(count);
  });

  it('stamps as its generation does', async () => {
    for (const [generation, stamp] of [
      ['ros1', { secs: 12, nsecs: 345_000_000 }],
      ['ros2', { sec: 12, nanosec: 345_000_000 }],
    ] as const) {
      const server = new RosbridgeServer(new Watched(), { generation });
      server.robotMs = 10_345;
      server.stampOffsetMs = 2_000;
      expect(server.header().stamp).toEqual(stamp);
      expect('seq' in server.header()).toBe(generation === 'ros1');
    }
  });

  it('drops what comes within the throttle, and with a queue sends an older one', async () => {
    for (const [queueLength, expected] of [
      [0, [0, 4, 8]],
      [1, [0, 4, 8]],
      [3, [0, 2, 6]],
    ] as const) {
      const peer = await connected();
      await peer.ask(subscription('/joint_states', joints.type, { throttle_rate: 40, queue_length: queueLength }));
      for (let index = 0; index < 10; index++) {
        peer.server.publish('/joint_states', { index }, true);
        peer.server.robotMs += 10;
      }
      const seen = (await arrived(peer)).map(({ msg }) => (msg as Fields).index);
      expect(seen).toEqual(expected);
    }
  });

  it('delivers a latched message on subscription, and nothing after the unsubscription', async () => {
    const peer = await connected();
    peer.server.publish('/battery', { voltage: 48 });
    await peer.ask(subscription('/battery', battery.type));
    expect(await arrived(peer)).toMatchObject([{ topic: '/battery', msg: { voltage: 48 } }]);
    await peer.ask({ op: 'unsubscribe', topic: '/battery' });
    peer.server.publish('/battery', { voltage: 47 });
    expect(await arrived(peer)).toEqual([]);
  });

  it('holds back while frozen and bursts at the thaw, pong included', async () => {
    const peer = await connected();
    await peer.ask(subscription('/battery', battery.type));
    let pongCount = 0;
    peer.socket.on('pong', () => {
      pongCount++;
      peer.watched.note();
    });
    peer.server.mood = 'frozen';
    for (let index = 0; index < 3; index++) peer.server.publish('/battery', { index });
    peer.socket.ping();
    await peer.watched.until('the ping', () => peer.server.heldCount === 4);
    expect([peer.texts.length, pongCount]).toEqual([0, 0]);
    peer.server.thaw();
    await peer.watched.until('the burst and the pong', () => peer.texts.length === 3 && pongCount === 1);
  });

  it('as a zombie subscribes and says nothing', async () => {
    const peer = await connected();
    peer.server.mood = 'zombie';
    await peer.ask(subscription('/battery', battery.type));
    await peer.ask({ op: 'call_service', id: 'q', service: '/rosapi/get_time', args: {} });
    peer.server.publish('/battery', {});
    expect(peer.server.subscriptions).toHaveLength(1);
    expect(await arrived(peer)).toEqual([]);
  });

  it('writes bare literals, fragments, and what a test makes of the text', async () => {
    const peer = await connected();
    await peer.ask(subscription('/battery', battery.type));
    peer.server.publish('/battery', { value: Number.NaN }, true);
    peer.server.bareNumbers = true;
    peer.server.publish('/battery', { value: [Number.NaN, Number.NEGATIVE_INFINITY] }, true);
    peer.server.bareNumbers = false;
    peer.server.spoil = (text) => text.slice(0, 9);
    peer.server.publish('/battery', {}, true);
    peer.server.spoil = (text) => text;
    peer.server.fragments = { chars: 20, id: 0 };
    peer.server.publish('/battery', { value: 'twenty characters or more' }, true);
    await peer.watched.until('all', () => peer.texts.length >= 7);
    const [usual, bare, cut, ...parts] = peer.texts;
    expect(usual).toContain('{"value":null}');
    expect(bare).toContain('{"value":[NaN,-Infinity]}');
    expect(cut).toBe('{"op":"pu');
    const fragments = parts.map((text) => JSON.parse(text) as Fields);
    expect(JSON.parse(fragments.map(({ data }) => data).join(''))).toMatchObject({ msg: { value: 'twenty characters or more' } });
    expect(new Set(fragments.map(({ id }) => id))).toEqual(new Set([0]));
    expect(Number.isInteger(fragments[0]?.total)).toBe(false);
  });

  it('writes CBOR with typed arrays, and fails on joint states of ROS 1 as the real one does', async () => {
    const tags = { 86: (inner: () => unknown) => new Float64Array((inner() as Uint8Array).slice().buffer) };
    const peer = await connected();
    await peer.ask(subscription('/joint_states', joints.type, { compression: 'cbor' }));
    peer.server.publish('/joint_states', { name: ['a', 'b'], position: [1, Number.NaN] }, true);
    await arrived(peer);
    const [bytes = new Uint8Array()] = peer.binaries;
    const { msg } = decode(bytes, { tags }) as { msg: Fields };
    expect(msg).toEqual({ name: ['a', 'b'], position: Float64Array.of(1, Number.NaN) });
    const old = await connected({ ...choice, generation: 'ros1' });
    await old.ask(subscription('/joint_states', 'sensor_msgs/JointState', { compression: 'cbor' }));
    old.server.publish('/joint_states', { name: [] });
    await arrived(old);
    expect(old.binaries).toEqual([]);
  });

  it('answers rosapi, refuses, or keeps silent', async () => {
    const peer = await connected();
    const call = (service: string, args: Fields = {}) => peer.ask({ op: 'call_service', id: service, service, args });
    peer.server.parameters.set('/robot', 'g1');
    peer.server.serviceFates.set('/rosapi/nodes', 'refused').set('/rosapi/get_ros_version', 'ignored');
    await call('/rosapi/topics');
    await call('/rosapi/get_param', { name: '/robot' });
    await call('/rosapi/nodes');
    await call('/rosapi/get_ros_version');
    expect(await arrived(peer)).toMatchObject([
      { result: true, values: { topics: ['/joint_states', '/battery'] } },
      { result: true, values: { value: '"g1"' } },
      { result: false, values: 'Service /rosapi/nodes failed' },
    ]);
  });

  it('dies and comes back on the same port', async () => {
    const peer = await connected();
    const { url } = peer.server;
    await peer.server.kill();
    await peer.watched.until('the cut', () => peer.socket.readyState === WebSocket.CLOSED);
    expect(await peer.server.start()).toBe(url);
    expect(peer.server.openCount).toBe(0);
  });
});
