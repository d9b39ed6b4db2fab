import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { createSystemClock } from '../../../agent/platform/system-clock.ts';
import { addressOf, answeredOnce, asked, connected, endConnections, startedBridge } from '../../../tests/support/rosbridge-connection.ts';
import type { RosMessage } from '../../ros-messages/decoding/message-type.ts';
import { connectBridge } from './roslib-client.ts';

afterEach(endConnections);

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
    await answeredOnce(client);
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
    const again = await connectBridge(addressOf(await server.start()), clock, new AbortController().signal);
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
    const { server, watched, url } = await startedBridge();
    const address = addressOf(url);
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
