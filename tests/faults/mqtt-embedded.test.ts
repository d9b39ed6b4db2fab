import { afterEach, describe, expect, it } from 'vitest';
import type { MqttChannelOptions } from '../../agent/report/mqtt-channel-options.ts';
import { LiveChannel } from '../support/live-channel.ts';
import { freePort, TcpPeer } from '../support/tcp-peer.ts';
import { startBroker, type TestBroker } from '../support/test-brokers.ts';
import { Watched } from '../support/watched.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function embedded(): Promise<TestBroker & { readonly port: number }> {
  const broker = await startBroker('embedded');
  closers.push(() => broker.stop());
  return { ...broker, port: Number(new URL(broker.url).port) };
}

function channelTo(port: number, changes: Partial<MqttChannelOptions> = {}): LiveChannel {
  const live = new LiveChannel(port, changes);
  closers.push(() => live.dispose());
  return live;
}

function expectAllOnce({ receiver, outbox }: LiveChannel, count: number): void {
  expect(receiver.flaws).toEqual([]);
  expect(receiver.kept.size).toBe(count);
  expect(outbox.receipts.size).toBe(count);
}

/** The protocol version a CONNECT asks for: the byte after the protocol's name. */
const versionOf = (connect: Buffer) => connect[connect.indexOf('MQTT') + 4];

describe('a channel over the embedded broker', () => {
  it('falls back to 3.1.1, which is all it speaks, and delivers', async () => {
    const broker = await embedded();
    const live = channelTo(broker.port);
    live.close(30);
    await live.receive();
    live.run();
    await live.receiptsReach(30);
    expect(live.channel.status()).toMatchObject({ state: 'connected', protocolVersion: 4, sentCount: 30, receiptedCount: 30 });
    expect(live.logger.codes()).toEqual(['report/mqtt-connected']);
    expectAllOnce(live, 30);
    await live.stop();
    await live.watched.until('the goodbye', () => live.presences.includes('stopped'));
    expect(live.presences).not.toContain('offline');
  });

  it('loses and doubles nothing when it ends in the middle and comes back empty, twice', async () => {
    const broker = await embedded();
    const live = channelTo(broker.port);
    await live.receive();
    live.run();
    for (const reached of [1, 31]) {
      live.close(30);
      await live.receiptsReach(reached);
      await broker.stop();
      await live.logged('report/mqtt-unreachable');
      await broker.start();
    }
    await live.receiptsReach(60);
    expectAllOnce(live, 60);
  });

  it('waits for the receipt of a report that was closed with the stop', async () => {
    const broker = await embedded();
    const live = channelTo(broker.port, { limits: { receiptWaitMs: 10_000 } });
    await live.receive();
    live.run();
    await live.logged('report/mqtt-connected');
    live.close();
    await live.stop();
    expectAllOnce(live, 1);
  });

  it('serves two recipients of one agent side by side', async () => {
    const broker = await embedded();
    const insurer = channelTo(broker.port);
    const lessor = channelTo(broker.port, { recipientId: 'lessor', tenant: 'lessor' });
    insurer.run();
    lessor.run();
    await insurer.logged('report/mqtt-connected');
    await lessor.logged('report/mqtt-connected');
    await insurer.receive();
    insurer.close();
    await insurer.receiptsReach(1);
    expect(lessor.channel.status()).toMatchObject({ state: 'connected', counts: { connectedCount: 1 } });
    expect(insurer.channel.status().counts?.connectedCount).toBe(1);
  });
});

describe('a channel to something that is no broker', () => {
  async function peer(answer: (bytes: Buffer) => Buffer | 'close' | undefined) {
    const watched = new Watched();
    const server = new TcpPeer(watched, answer);
    const port = await server.listen();
    closers.push(() => server.close());
    return { server, port, watched };
  }

  it('tries both versions and backs off when the connection is closed without an answer', async () => {
    const { server, port, watched } = await peer(() => 'close');
    const live = channelTo(port);
    live.close();
    live.run();
    await watched.until('three pairs of attempts', () => server.received.length >= 6);
    expect(server.received.slice(0, 6).map(versionOf)).toEqual([5, 4, 5, 4, 5, 4]);
    expect(live.logger.codes()).toEqual(['report/mqtt-no-connack']);
    expect(live.channel.status()).toMatchObject({ sentCount: 0, receiptedCount: 0 });
  });

  it('settles on 3.1.1 with one that closes on MQTT 5 without a word, as RabbitMQ does', async () => {
    const { port } = await peer((bytes) => {
      if (bytes[0] === 0x10) return versionOf(bytes) === 5 ? 'close' : Buffer.from('20020000', 'hex');
      // SUBACK with the packet's own id, both topics granted.
      return bytes[0] === 0x82 ? Buffer.concat([Buffer.from('9004', 'hex'), bytes.subarray(3, 5), Buffer.from('0101', 'hex')]) : undefined;
    });
    const live = channelTo(port);
    live.run();
    await live.logged('report/mqtt-connected');
    expect(live.channel.status()).toMatchObject({ state: 'connected', protocolVersion: 4 });
    expect(live.logger.codes()).toEqual(['report/mqtt-connected']);
  });

  it('gives up on one that never answers, closes the socket and tries again', async () => {
    const { server, port, watched } = await peer(() => undefined);
    const live = channelTo(port, { limits: { connectTimeoutMs: 100 } });
    live.run();
    await watched.until('four attempts', () => server.connectionCount >= 4);
    await live.logged('report/mqtt-no-answer');
    await live.stop();
    await watched.until('every socket is closed', () => server.sockets.size === 0);
  });

  it('stops at once while it is connecting and has nothing to deliver', async () => {
    const { server, port, watched } = await peer(() => undefined);
    const live = channelTo(port, { limits: { connectTimeoutMs: 60_000 } });
    live.run();
    await watched.until('the attempt', () => server.received.length > 0);
    await live.stop();
    await watched.until('the socket is closed', () => server.sockets.size === 0);
    expect(live.channel.status().state).toBe('stopped');
  });

  it('says where nobody listens', async () => {
    const live = channelTo(await freePort());
    live.run();
    await live.logged('report/mqtt-unreachable');
    expect(live.channel.status().reason).toContain('check that the broker runs');
  });
});
