import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { InvariantError, TransientError } from '../../agent/contract/errors.ts';
import { createSystemClock } from '../../agent/platform/system-clock.ts';
import { RosbridgeServer } from '../../tests/support/rosbridge-server.ts';
import { VirtualClock } from '../../tests/support/virtual-clock.ts';
import { Watched } from '../../tests/support/watched.ts';
import type { RosMessage } from '../ros-messages/decoding/message-type.ts';
import type { BridgeAddress, BridgeClient, Subscription } from './bridge-client.ts';
import { connectBridge } from './roslib-client.ts';

const topics = [
  { name: '/joint_states', type: 'sensor_msgs/msg/JointState' },
  { name: '/battery', type: 'sensor_msgs/msg/BatteryState', latched: true },
] as const;
const never = new AbortController().signal;
const opened: { client?: BridgeClient; server: RosbridgeServer }[] = [];

afterEach(async () => {
  for (const { client, server } of opened.splice(0)) {
    client?.close();
    await server.kill();
  }
});

const addressOf = (url: string): BridgeAddress => ({ url, connectMs: 2000, payloadBytesMax: 65_536, pingMs: 5000, headers: {}, tls: {} });

function asked(topic: string, change: Partial<Subscription> = {}): Subscription {
  return {
    topic,
    type: topics.find(({ name }) => name === topic)?.type ?? '',
    throttleMs: 0,
    queueCount: 0,
    compression: 'none',
    ...change,
  };
}

async function connected(generation: 'ros1' | 'ros2' = 'ros2') {
  const watched = new Watched();
  const server = new RosbridgeServer(watched, { generation, topics });
  opened.push({ server });
  const clock = new VirtualClock();
  const client = await connectBridge(addressOf(await server.start()), clock, never);
  opened.push({ server, client });
  client.ended.addEventListener('abort', watched.note);
  const taken: RosMessage[] = [];
  const take = (message: RosMessage): void => {
    taken.push(message);
    watched.note();
  };
  const subscribed = (count = 1) => watched.until('the subscription', () => server.subscriptions.length === count);
  return { watched, server, clock, client, taken, take, subscribed };
}

/** Answers come in order: once one is here, so is everything before it. */
const settled = (client: BridgeClient) => client.ask('/rosapi/get_time', {}, 1000);

describe('a connection to a bridge', () => {
  it('is open when it resolves', async () => {
    const { client, server } = await connected();
    expect(client.ended.aborted).toBe(false);
    expect(server.openCount).toBe(1);
    expect(client.counts).toEqual({});
  });

  it('gives the messages of a topic it subscribed to, as they were sent', async () => {
    const { client, server, taken, take, subscribed, watched } = await connected();
    client.subscribe(asked('/joint_states', { throttleMs: 20, queueCount: 1 }), take);
    await subscribed();
    expect(server.subscriptions).toMatchObject([
      { topic: '/joint_states', type: 'sensor_msgs/msg/JointState', throttleMs: 20, queueCount: 1, compression: 'none' },
    ]);
    server.publish('/joint_states', { name: ['a', 'b'], position: [1, Number.NaN] });
    await watched.until('the message', () => taken.length === 1);
    expect(taken[0]).toMatchObject({ name: ['a', 'b'], position: [1, null], header: { stamp: { nanosec: 0 } } });
  });

  it('gives messages of one topic to its own listener only', async () => {
    const { client, server, taken, take, subscribed, watched } = await connected();
    const others: RosMessage[] = [];
    client.subscribe(asked('/joint_states'), take);
    client.subscribe(asked('/battery'), (message) => others.push(message));
    await subscribed(2);
    server.publish('/battery', { voltage: 48 });
    server.publish('/joint_states', { name: [] });
    await watched.until('the joints', () => taken.length === 1);
    expect(others).toMatchObject([{ voltage: 48 }]);
  });

  it('gives the last message of a latched topic at once', async () => {
    const { client, server, taken, take, watched } = await connected();
    server.publish('/battery', { voltage: 47 });
    client.subscribe(asked('/battery'), take);
    await watched.until('the latched message', () => taken.length === 1);
    expect(taken).toMatchObject([{ voltage: 47 }]);
  });

  it('asks for a topic anew when it is subscribed again: one listener, one subscription', async () => {
    const { client, server, taken, take, subscribed, watched } = await connected();
    const first: RosMessage[] = [];
    client.subscribe(asked('/battery'), (message) => first.push(message));
    await subscribed();
    client.subscribe(asked('/battery', { throttleMs: 100 }), take);
    await watched.until('the second', () => server.received.length === 3);
    expect(server.subscriptions.map(({ throttleMs }) => throttleMs)).toEqual([100]);
    server.publish('/battery', { voltage: 1 });
    await watched.until('a message', () => taken.length === 1);
    expect(first).toEqual([]);
  });

  it('takes nothing more after the unsubscription', async () => {
    const { client, server, taken, take, subscribed } = await connected();
    client.subscribe(asked('/battery'), take);
    await subscribed();
    client.unsubscribe('/battery');
    client.unsubscribe('/never_subscribed');
    await subscribed(0);
    server.publish('/battery', { voltage: 1 });
    server.sendRaw(JSON.stringify({ op: 'publish', topic: '/battery', msg: { voltage: 2 } }));
    await settled(client);
    expect(taken).toEqual([]);
  });

  it('gives typed arrays in CBOR, and envelopes with the robot’s bytes in cbor-raw', async () => {
    const { client, server, taken, take, subscribed, watched } = await connected();
    server.rawBytesOf = () => Uint8Array.of(0, 1, 0, 0, 42);
    client.subscribe(asked('/joint_states', { compression: 'cbor' }), take);
    client.subscribe(asked('/battery', { compression: 'cbor-raw' }), take);
    await subscribed(2);
    server.publish('/joint_states', { name: ['a'], position: [Number.NaN, 2] }, true);
    server.publish('/battery', {});
    await watched.until('both', () => taken.length === 2);
    expect(taken[0]).toEqual({ name: ['a'], position: Float64Array.of(Number.NaN, 2) });
    expect(taken[1]).toEqual({ secs: server.robotMs / 1000, nsecs: 0, bytes: Uint8Array.of(0, 1, 0, 0, 42) });
  });
});

describe('what cannot be used', () => {
  it('is counted by code, and the connection goes on', async () => {
    const { client, server, taken, take, subscribed, watched } = await connected();
    client.subscribe(asked('/battery'), take);
    await subscribed();
    for (const text of ['{"op":"pub', 'null', '[]', '7', '{"op":"png","data":"x"}', '{"op":"advertise"}', '{"op":"fragment","id":1}'])
      server.sendRaw(text);
    server.sendRaw(Uint8Array.of(0xff, 0x00));
    server.sendRaw('{"op":"status","level":"error","msg":"type conflict"}');
    server.bareNumbers = true;
    server.publish('/battery', { voltage: Number.NaN, text: 'NaN' }, true);
    await watched.until('the repaired message', () => taken.length === 1);
    expect(taken).toEqual([{ voltage: null, text: 'NaN' }]);
    expect(client.counts).toEqual({
      'rosbridge/unreadable-json': 1,
      'rosbridge/not-an-operation': 4,
      'rosbridge/png-refused': 1,
      'rosbridge/fragment-refused': 1,
      'rosbridge/unreadable-cbor': 1,
      'rosbridge/bridge-complained': 1,
      'rosbridge/bare-number': 1,
    });
    expect(client.ended.aborted).toBe(false);
  });

  it('does not include fragments, whatever their id', async () => {
    const { client, server, taken, take, subscribed, watched } = await connected();
    client.subscribe(asked('/battery'), take);
    await subscribed();
    for (const [index, id] of [0, '0', 7].entries()) {
      server.fragments = { chars: 16, id };
      server.publish('/battery', { location: `rack ${index}` }, true);
    }
    await watched.until('all three', () => taken.length === 3);
    expect(taken).toEqual([{ location: 'rack 0' }, { location: 'rack 1' }, { location: 'rack 2' }]);
    expect(client.counts).toEqual({});
  });

  it('cannot speak to the library: topics and answers in its own names are counted', async () => {
    const { client, server } = await connected();
    for (const name of ['connection', 'close', 'error', 'status']) {
      server.sendRaw(JSON.stringify({ op: 'publish', topic: name, msg: {} }));
      server.sendRaw(JSON.stringify({ op: 'service_response', id: name, result: true, values: {} }));
    }
    server.sendRaw(JSON.stringify({ op: 'service_response', result: true }));
    await settled(client);
    expect(client.counts).toEqual({ 'rosbridge/not-an-operation': 9 });
  });

  it('ends the connection when it is our own listener that fails, and says why', async () => {
    const { client, server, subscribed, watched } = await connected();
    const cause = new Error('a decoder of ours');
    client.subscribe(asked('/battery'), () => {
      throw cause;
    });
    await subscribed();
    server.publish('/battery', {});
    await watched.until('the end', () => client.ended.aborted);
    expect(client.ended.reason).toBeInstanceOf(TransientError);
    expect(client.ended.reason).toMatchObject({ code: 'rosbridge/listener-failed', cause });
  });
});

describe('a question to rosapi', () => {
  it('gives the values of its answer', async () => {
    const { client } = await connected();
    expect(await client.ask('/rosapi/topics', {}, 1000)).toEqual({
      topics: topics.map(({ name }) => name),
      types: topics.map(({ type }) => type),
    });
    expect(await client.ask('/rosapi/topic_type', { topic: '/battery' }, 1000)).toEqual({ type: 'sensor_msgs/msg/BatteryState' });
  });

  it('rejects with the refusal’s own text', async () => {
    const { client } = await connected('ros1');
    const refusal = client.ask('/rosapi/get_ros_version', {}, 1000);
    await expect(refusal).rejects.toBeInstanceOf(TransientError);
    await expect(refusal).rejects.toMatchObject({ code: 'rosbridge/service-refused', message: expect.stringContaining('does not exist') });
  });

  it('rejects after its time when nobody answers, and an answer that comes later does no harm', async () => {
    const { client, clock, server, watched } = await connected();
    server.serviceFates.set('/rosapi/nodes', 'ignored');
    const question = client.ask('/rosapi/nodes', {}, 700);
    const rejected = expect(question).rejects.toMatchObject({
      code: 'rosbridge/no-answer',
      message: '/rosapi/nodes: no answer within 700 ms',
    });
    await watched.until('the question', () => server.received.length === 1);
    await clock.advance(700);
    await rejected;
    server.sendRaw(JSON.stringify({ ...server.received[0], op: 'service_response', result: true, values: {} }));
    expect(await client.ask('/rosapi/get_time', {}, 1000)).toMatchObject({ time: { nanosec: 0 } });
  });

  it('rejects at once when the connection ends meanwhile, and after it', async () => {
    const { client, server, watched } = await connected();
    server.serviceFates.set('/rosapi/nodes', 'ignored');
    const question = client.ask('/rosapi/nodes', {}, 60_000);
    const rejected = expect(question).rejects.toMatchObject({ code: 'rosbridge/connection-lost' });
    await watched.until('the question', () => server.received.length === 1);
    await server.kill();
    await rejected;
    await expect(client.ask('/rosapi/nodes', {}, 60_000)).rejects.toBe(client.ended.reason);
  });

  it('is one of at most 64 that wait together', async () => {
    const { client, server } = await connected();
    server.serviceFates.set('/rosapi/nodes', 'ignored');
    const waiting = Array.from({ length: 64 }, () => client.ask('/rosapi/nodes', {}, 60_000).catch((error: unknown) => error));
    await expect(client.ask('/rosapi/topics', {}, 1000)).rejects.toMatchObject({ code: 'rosbridge/no-answer' });
    client.close();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([client.ended.reason]));
  });
});

describe('the end', () => {
  it('comes with a reason when the bridge dies; nothing said afterwards throws', async () => {
    const { client, server, take, watched } = await connected();
    client.subscribe(asked('/battery'), take);
    await server.kill();
    await watched.until('the end', () => client.ended.aborted);
    expect(client.ended.reason).toMatchObject({ code: 'rosbridge/connection-lost' });
    client.unsubscribe('/battery');
    client.subscribe(asked('/battery'), take);
    client.close();
    client.close();
    expect(client.ended.reason).toMatchObject({ code: 'rosbridge/connection-lost' });
  });

  it('is final: another client is made, and subscribes anew', async () => {
    const { client, server, clock, watched } = await connected();
    await server.kill();
    await watched.until('the end', () => client.ended.aborted);
    const again = await connectBridge(addressOf(await server.start()), clock, never);
    opened.push({ client: again, server });
    const seen: RosMessage[] = [];
    again.subscribe(asked('/battery'), (message) => {
      seen.push(message);
      watched.note();
    });
    await watched.until('the subscription', () => server.subscriptions.length === 1);
    server.publish('/battery', { voltage: 3 });
    await watched.until('the message', () => seen.length === 1);
  });
});

describe('a thousand connections', () => {
  it('leave no listener, socket or question behind', async () => {
    const watched = new Watched();
    const server = new RosbridgeServer(watched, { generation: 'ros2', topics });
    opened.push({ server });
    const address = addressOf(await server.start());
    const clock = createSystemClock();
    const stop = new AbortController();
    const listeners: number[] = [];
    for (let round = 0; round < 1000; round++) {
      const client = await connectBridge(address, clock, stop.signal);
      client.subscribe(asked('/battery'), () => undefined);
      client.close();
      listeners.push(getEventListeners(stop.signal, 'abort').length);
    }
    expect(new Set(listeners)).toEqual(new Set([0]));
    await watched.until('all closed', () => server.connectionCount === 1000 && server.openCount === 0);
  });
});

describe('reading only', () => {
  it('is all a client can do: whatever is called, only subscriptions and questions leave', async () => {
    const { client, server, take } = await connected();
    client.subscribe(asked('/battery'), take);
    client.unsubscribe('/battery');
    await settled(client);
    await Promise.allSettled(['/rosapi/topics', 'rosapi/get_param', '/rosapi/nodes'].map((service) => client.ask(service, {}, 1000)));
    const ops = new Set(server.received.map(({ op }) => op));
    expect(ops).toEqual(new Set(['subscribe', 'unsubscribe', 'call_service']));
    expect(
      server.received
        .filter(({ op }) => op === 'call_service')
        .every(({ service }) => /^\/?rosapi\/get_|^\/?rosapi\/(topics|nodes)$/.test(String(service))),
    ).toBe(true);
  });

  it.each(['/rosapi/set_param', '/rosapi/delete_param', '/reset_safety', 'rosapi/../set_param', '/rosapi/get_time/x', ''])(
    'does not ask %s',
    async (service) => {
      const { client, server } = await connected();
      await expect(client.ask(service, {}, 1000)).rejects.toBeInstanceOf(InvariantError);
      await settled(client);
      expect(server.received).toHaveLength(1);
    },
  );
});
