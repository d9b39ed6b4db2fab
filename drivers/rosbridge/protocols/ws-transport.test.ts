import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { InvariantError, TransientError } from '../../../agent/contract/errors.ts';
import { addressOf, answeredOnce, asked, connected, endConnections, startedBridge } from '../../../tests/support/rosbridge-connection.ts';
import { freePort, TcpPeer } from '../../../tests/support/tcp-peer.ts';
import { VirtualClock } from '../../../tests/support/virtual-clock.ts';
import { Watched } from '../../../tests/support/watched.ts';
import { connectBridge } from '../connection/roslib-client.ts';
import type { BridgeAddress } from './bridge-address.ts';
import { WsTransport } from './ws-transport.ts';

afterEach(endConnections);

const never = new AbortController().signal;
const connect = (url: string, change: Partial<BridgeAddress> = {}) => connectBridge(addressOf(url, change), new VirtualClock(), never);
const transportTo = (url: string, clock = new VirtualClock()) =>
  new WsTransport({ address: addressOf(url), clock, count: () => undefined });

describe('connecting', () => {
  it('says who refuses, without the secrets of the address', async () => {
    const port = await freePort();
    const refused = connect(`ws://fleet:secret@127.0.0.1:${port}/bridge?token=secret`);
    await expect(refused).rejects.toBeInstanceOf(TransientError);
    await expect(refused).rejects.toMatchObject({ code: 'rosbridge/unreachable' });
    await expect(refused).rejects.toThrow(`ws://127.0.0.1:${port}/bridge: connect ECONNREFUSED`);
    await expect(refused).rejects.not.toThrow('secret');
  });

  it.each(['', 'no address: secret', 'ws://', 'http//x', 'ftp://127.0.0.1/x'])('rejects what is no address: "%s"', async (url) => {
    const refused = connect(url);
    await expect(refused).rejects.toMatchObject({ code: 'rosbridge/unreachable' });
    await expect(refused).rejects.not.toThrow('secret');
  });

  it('rejects a server that speaks no WebSocket', async () => {
    const watched = new Watched();
    const peer = new TcpPeer(watched, () => Buffer.from('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n'));
    const refused = connect(`ws://127.0.0.1:${await peer.listen()}/`);
    await expect(refused).rejects.toThrow('Unexpected server response: 404');
    await watched.until('the socket is gone', () => peer.sockets.size === 0);
    await peer.close();
  });

  it('gives up a handshake that is never answered, after connectMs, and leaves no socket', async () => {
    const { server, url, watched } = await startedBridge();
    server.mood = 'handshakeSilent';
    const clock = new VirtualClock();
    const refused = expect(connectBridge(addressOf(url, { connectMs: 1500 }), clock, never)).rejects.toMatchObject({
      code: 'rosbridge/unreachable',
      message: `${url}: no answer to the WebSocket handshake within 1500 ms`,
    });
    await watched.until('the handshake', () => server.handshakes.length === 1);
    await clock.advance(1499);
    expect(server.bareCount).toBe(1);
    await clock.advance(1);
    await refused;
    await watched.until('the socket is gone', () => server.bareCount === 0);
  });

  it('stops when the agent stops, and takes its listener from the signal', async () => {
    const { server, url, watched } = await startedBridge();
    server.mood = 'handshakeSilent';
    const stop = new AbortController();
    const refused = connectBridge(addressOf(url), new VirtualClock(), stop.signal);
    const rejected = expect(refused).rejects.toThrow('the agent stops');
    await watched.until('the handshake', () => server.handshakes.length === 1);
    stop.abort();
    await rejected;
    expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0);
    await expect(connectBridge(addressOf(url), new VirtualClock(), stop.signal)).rejects.toThrow('the agent stops');
    expect(server.handshakes).toHaveLength(1);
  });

  it('sends its headers, and offers no compression', async () => {
    const { server } = await connected('ros2', { headers: { authorization: 'Bearer abc' } });
    expect(server.handshakes[0]).toMatchObject({ authorization: 'Bearer abc' });
    expect(server.handshakes[0]).not.toHaveProperty('sec-websocket-extensions');
  });
});

describe('an open connection', () => {
  it('ends when a message is longer than it may be; it is counted and the reason can be read', async () => {
    const { client, server, watched } = await connected('ros2', { payloadBytesMax: 1000 });
    server.sendRaw(`"${'x'.repeat(990)}"`);
    await answeredOnce(client);
    expect(client.counts).toEqual({ 'rosbridge/not-an-operation': 1 });
    server.sendRaw(`"${'x'.repeat(1000)}"`);
    await watched.until('the end', () => client.ended.aborted);
    expect(client.counts['rosbridge/message-too-long']).toBe(1);
    expect(client.ended.reason).toMatchObject({
      code: 'rosbridge/connection-lost',
      message: `${server.url}: a message longer than payloadBytesMax, 1000 bytes: raise it, or leave the topic out`,
    });
  });

  it('reads text that is not UTF-8 as far as it goes', async () => {
    const { client, server, taken, take, subscribed, watched } = await connected();
    client.subscribe(asked('/battery'), take);
    await subscribed();
    const text = Buffer.from('{"op":"publish","topic":"/battery","msg":{"location":"A","voltage":48}}');
    text[text.indexOf('A')] = 0xff;
    server.sendRaw(text, false);
    await watched.until('the message', () => taken.length === 1);
    expect(taken).toEqual([{ location: '�', voltage: 48 }]);
  });

  it('lives as long as pongs come, without any data', async () => {
    const { client, server, clock, watched } = await connected('ros2', { pingMs: 1000 });
    for (let round = 1; round <= 20; round++) {
      await watched.until('the ping', () => server.pingCount === round);
      await answeredOnce(client);
      await clock.advance(1000);
    }
    expect(client.ended.aborted).toBe(false);
  });

  it('lives as long as data comes, though nobody answers pings', async () => {
    const { client, server, clock, taken, take, subscribed, watched } = await connected('ros2', { pingMs: 1000 });
    client.subscribe(asked('/battery'), take);
    await subscribed();
    server.pongs = false;
    for (let round = 1; round <= 5; round++) {
      server.publish('/battery', { voltage: round });
      await watched.until('the message', () => taken.length === round);
      await clock.advance(1000);
    }
    expect(client.ended.aborted).toBe(false);
  });

  it.each(['halfOpen', 'frozen'] as const)('ends within two pings when it is %s', async (mood) => {
    const { client, server, clock, watched } = await connected('ros2', { pingMs: 1000 });
    await watched.until('the ping', () => server.pingCount === 1);
    await answeredOnce(client);
    server.mood = mood;
    await clock.advance(1500);
    expect(client.ended.aborted).toBe(false);
    await clock.advance(502);
    expect(client.ended.reason).toMatchObject({ code: 'rosbridge/connection-lost', message: expect.stringContaining('within 1000 ms') });
    await watched.until('the socket is gone', () => server.bareCount === 0);
  });

  it('is told apart from one the bridge closed, and one the agent closed', async () => {
    const first = await connected();
    first.server.drop();
    await first.watched.until('the end', () => first.client.ended.aborted);
    expect(first.client.ended.reason).toMatchObject({ code: 'rosbridge/connection-lost', message: expect.stringContaining('code 1006') });
    const second = await connected();
    second.client.close();
    expect(second.client.ended.reason).toMatchObject({ code: 'rosbridge/connection-closed' });
    await second.watched.until('the socket is gone', () => second.server.openCount === 0);
    expect(second.server.closeCodes).toEqual([1000]);
  });

  it('takes nothing that was on its way when it ended', async () => {
    const { client, server, taken, take, subscribed, watched } = await connected();
    client.subscribe(asked('/battery'), (message) => {
      take(message);
      client.close();
    });
    await subscribed();
    for (let index = 0; index < 50; index++) server.publish('/battery', { index });
    await watched.until('the socket is gone', () => server.openCount === 0);
    expect(taken).toHaveLength(1);
  });
});

describe('the transport itself', () => {
  it('says where it stands', async () => {
    const { url } = await startedBridge();
    const transport = transportTo(url);
    const events: string[] = [];
    for (const event of ['open', 'close', 'error'] as const) transport.on(event, () => events.push(event));
    const stands = () => [transport.isConnecting(), transport.isOpen(), transport.isClosing(), transport.isClosed()];
    expect(stands()).toEqual([true, false, false, false]);
    await transport.open(never);
    expect(stands()).toEqual([false, true, false, false]);
    transport.close();
    transport.close();
    expect(stands()).toEqual([false, false, false, true]);
    expect(events).toEqual(['open', 'close']);
  });

  it.each(['publish', 'advertise', 'call_service', 'set_level', 'send_action_goal'])('throws at %s, open or not', async (op) => {
    const { url, server } = await startedBridge();
    const transport = transportTo(url);
    expect(() => transport.send({ op, topic: '/cmd_vel', service: '/stop' })).toThrow(InvariantError);
    await transport.open(never);
    expect(() => transport.send({ op, topic: '/cmd_vel', service: '/stop' })).toThrow(/only listens and asks/);
    transport.close();
    expect(server.received).toEqual([]);
  });

  it('sends nothing before it is open and after its end, and says nothing', async () => {
    const { url, server, watched } = await startedBridge();
    const transport = transportTo(url);
    transport.send({ op: 'subscribe', topic: '/a' });
    await transport.open(never);
    transport.send({ op: 'unsubscribe', topic: '/a' });
    await watched.until('the operation', () => server.received.length === 1);
    transport.close();
    transport.send({ op: 'subscribe', topic: '/a' });
    await watched.until('the socket is gone', () => server.openCount === 0);
    expect(server.received).toEqual([{ op: 'unsubscribe', topic: '/a' }]);
  });
});
