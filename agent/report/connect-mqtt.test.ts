import { afterEach, describe, expect, it } from 'vitest';
import { freePort, TcpPeer } from '../../tests/support/tcp-peer.ts';
import { startBroker } from '../../tests/support/test-brokers.ts';
import { Watched } from '../../tests/support/watched.ts';
import type { BrokerLink, ConnectOutcome, ConnectRequest } from './broker-link.ts';
import { connectMqtt } from './connect-mqtt.ts';

const deadlineMs = 10_000;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const requestFor = (port: number, changes: Partial<ConnectRequest> = {}): ConnectRequest => ({
  url: `mqtt://127.0.0.1:${port}`,
  protocolVersion: 4,
  clientId: 'rra-test',
  credentials: {},
  will: { topic: 'test/status', payload: 'offline', retain: true, contentType: 'text/plain' },
  keepaliveS: 30,
  messageBytesMax: 10_000,
  onMessage: () => undefined,
  ...changes,
});

async function peer(answer: (bytes: Buffer) => Buffer | 'close' | undefined) {
  const watched = new Watched();
  const server = new TcpPeer(watched, answer);
  const port = await server.listen();
  closers.push(() => server.close());
  return { server, port, watched };
}

async function broker() {
  const embedded = await startBroker('embedded');
  closers.push(() => embedded.stop());
  return { port: Number(new URL(embedded.url).port), stop: () => embedded.stop() };
}

const attempt = (request: ConnectRequest) => connectMqtt(request, AbortSignal.timeout(deadlineMs));
const kindOf = (outcome: ConnectOutcome) => (outcome.ok ? 'connected' : outcome.failure.kind);

async function linkTo(request: ConnectRequest): Promise<BrokerLink> {
  const outcome = await attempt(request);
  if (!outcome.ok) throw new Error(outcome.failure.text);
  closers.push(() => outcome.link.destroy());
  return outcome.link;
}

const message = { topic: 'test/report', payload: 'hello', retain: false, contentType: 'text/plain' };

/** The first byte of a packet says its type: CONNECT, PUBLISH at QoS 1. */
const connectByte = 0x10;
const publishByte = 0x32;
const connackOf5 = Buffer.from('2003000000', 'hex');

/** A broker of MQTT 5 that lets everybody in and answers a publish with this reason. */
const acknowledgingWith = (reasonHex: string) => (bytes: Buffer) => {
  if (bytes[0] === connectByte) return connackOf5;
  return bytes[0] === publishByte ? Buffer.from(`4004${idHex(bytes)}${reasonHex}00`, 'hex') : undefined;
};

/** The packet id, after the topic. */
function idHex(publish: Buffer): string {
  const topicEnd = 4 + publish.readUInt16BE(2);
  return publish.subarray(topicEnd, topicEnd + 2).toString('hex');
}

describe('a connection to a broker of 3.1.1', () => {
  it('is refused for MQTT 5 in words that name the version', async () => {
    const { port } = await broker();
    expect(kindOf(await attempt(requestFor(port, { protocolVersion: 5 })))).toBe('versionRefused');
  });

  it('carries messages both ways', async () => {
    const { port } = await broker();
    const watched = new Watched();
    const heard: string[] = [];
    const onMessage = (topic: string, payload: Uint8Array): void => {
      heard.push(`${topic} ${Buffer.from(payload).toString()}`);
      watched.note();
    };
    const link = await linkTo(requestFor(port, { onMessage }));
    expect(await link.subscribe(['test/report'])).toBeUndefined();
    expect(await link.publish(message)).toEqual({ kind: 'acknowledged' });
    await watched.until('the message came back', () => heard.length > 0);
    expect(heard).toEqual(['test/report hello']);
    expect(link.limits).toEqual({ inFlightCountMax: Number.POSITIVE_INFINITY, messageBytesMax: 10_000 });
  });

  it('publishes the last will when it is cut, and not after a goodbye', async () => {
    const { port } = await broker();
    const watched = new Watched();
    const heard: string[] = [];
    const onMessage = (_: string, payload: Uint8Array): void => {
      heard.push(Buffer.from(payload).toString());
      watched.note();
    };
    const listener = await linkTo(requestFor(port, { clientId: 'listener', onMessage }));
    await listener.subscribe(['test/status']);
    const polite = await linkTo(requestFor(port));
    await polite.end();
    const rude = await linkTo(requestFor(port, { will: { ...message, topic: 'test/status', payload: 'rude' } }));
    rude.destroy();
    await watched.until('a last will', () => heard.length > 0);
    expect(heard).toEqual(['rude']);
  });

  it('tells when the broker goes away, and what was under way', async () => {
    const embedded = await broker();
    const link = await linkTo(requestFor(embedded.port));
    await embedded.stop();
    expect((await link.closed).kind).toBe('closed');
    expect(await link.publish(message)).toEqual({ kind: 'lost' });
    expect((await link.subscribe(['test/a']))?.kind).toBe('closed');
    link.destroy();
    await link.end();
  });
});

describe('a connection attempt', () => {
  it('fails as unreachable where nobody listens', async () => {
    expect(kindOf(await attempt(requestFor(await freePort())))).toBe('unreachable');
  });

  it.each([5, 4] as const)('of version %i ends when the peer closes without an answer: mqtt.js says nothing then', async (version) => {
    const { server, port } = await peer(() => 'close');
    const outcome = await attempt(requestFor(port, { protocolVersion: version }));
    expect(kindOf(outcome)).toBe('noConnack');
    expect(server.connectionCount).toBe(1);
  });

  it('ends with the signal when the peer never answers, and closes the socket', async () => {
    const { server, port, watched } = await peer(() => undefined);
    const stop = new AbortController();
    const outcome = connectMqtt(requestFor(port, { protocolVersion: 5 }), stop.signal);
    await watched.until('the CONNECT arrived', () => server.received.length > 0);
    stop.abort();
    expect(kindOf(await outcome)).toBe('noAnswer');
    await watched.until('the socket is closed', () => server.sockets.size === 0);
  });

  it('is not begun when the signal has aborted', async () => {
    expect(kindOf(await connectMqtt(requestFor(1), AbortSignal.abort()))).toBe('noAnswer');
  });

  it.each(['HTTP/1.1 400 Bad Request\r\n\r\n', '\u0000\u0000\u0000\u0000', '\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff'])(
    'ends when the peer speaks something else: %j',
    async (words) => {
      const { port } = await peer(() => Buffer.from(words, 'latin1'));
      const outcome = await connectMqtt(requestFor(port, { protocolVersion: 5 }), AbortSignal.timeout(1_000));
      expect(['protocolError', 'noAnswer', 'noConnack']).toContain(kindOf(outcome));
    },
  );

  it.each([
    [5, '2003008700', 'credentials'],
    [5, '2003008600', 'credentials'],
    [5, '2003008400', 'versionRefused'],
    [5, '2003008900', 'refused'],
    [4, '20020005', 'credentials'],
    [4, '20020001', 'versionRefused'],
    [4, '20020003', 'refused'],
  ] as const)('of version %i meets the answer %s as %s', async (protocolVersion, connack, kind) => {
    const { port } = await peer(() => Buffer.from(connack, 'hex'));
    expect(kindOf(await attempt(requestFor(port, { protocolVersion })))).toBe(kind);
  });

  it.each(['nonsense://127.0.0.1', 'mqtt://'])('with the address %s fails and does not throw', async (url) => {
    const outcome = await connectMqtt(requestFor(1, { url }), AbortSignal.timeout(1_000));
    expect(outcome.ok).toBe(false);
  });
});

describe('a connection to a broker of MQTT 5', () => {
  it('hears that somebody took over its name', async () => {
    const { port } = await peer((bytes) =>
      bytes[0] === connectByte ? Buffer.concat([connackOf5, Buffer.from('e0028e00', 'hex')]) : undefined,
    );
    const link = await linkTo(requestFor(port, { protocolVersion: 5 }));
    expect((await link.closed).kind).toBe('takenOver');
  });

  it('is refused a topic, and lives on', async () => {
    const { port } = await peer(acknowledgingWith('87'));
    const link = await linkTo(requestFor(port, { protocolVersion: 5 }));
    expect(await link.publish(message)).toMatchObject({ kind: 'refused', scope: 'topic' });
    expect(await link.publish(message)).toMatchObject({ kind: 'refused', scope: 'topic' });
  });

  it('is refused one message', async () => {
    const { port } = await peer(acknowledgingWith('99'));
    const link = await linkTo(requestFor(port, { protocolVersion: 5 }));
    expect(await link.publish(message)).toMatchObject({ kind: 'refused', scope: 'message' });
  });

  it('takes no subscribers for an acknowledgement', async () => {
    const { port } = await peer(acknowledgingWith('10'));
    const link = await linkTo(requestFor(port, { protocolVersion: 5 }));
    expect(await link.publish(message)).toEqual({ kind: 'acknowledged' });
  });

  it('ends, with its publishes lost, on a reason mqtt.js does not know: its callback would never come', async () => {
    const { port } = await peer(acknowledgingWith('95'));
    const link = await linkTo(requestFor(port, { protocolVersion: 5 }));
    expect(await link.publish(message)).toEqual({ kind: 'lost' });
    expect(await link.closed).toEqual({ kind: 'protocolError', text: expect.stringContaining('puback') });
  });

  it('keeps to what the broker says it takes', async () => {
    // CONNACK with Receive Maximum 3 and Maximum Packet Size 5000.
    const { port } = await peer(() => Buffer.from('200b00000821000327000013' + '88', 'hex'));
    const link = await linkTo(requestFor(port, { protocolVersion: 5 }));
    expect(link.limits).toEqual({ inFlightCountMax: 3, messageBytesMax: 5_000 - 1_024 });
  });

  it('tells the broker what it takes, who it is and its last will', async () => {
    const { server, port } = await peer(() => connackOf5);
    await linkTo(requestFor(port, { protocolVersion: 5, credentials: { username: 'robot', password: 'pass' } }));
    const connect = Buffer.concat(server.received).toString('latin1');
    for (const part of ['rra-test', 'test/status', 'offline', 'robot', 'pass']) expect(connect).toContain(part);
  });

  it('does not wait for acknowledgements when it is cut short after a goodbye', async () => {
    const { server, port, watched } = await peer((bytes) => (bytes[0] === connectByte ? connackOf5 : undefined));
    const link = await linkTo(requestFor(port, { protocolVersion: 5 }));
    const unanswered = link.publish(message);
    const leaving = link.end();
    link.destroy();
    await leaving;
    expect(await unanswered).toEqual({ kind: 'lost' });
    await watched.until('the socket is closed', () => server.sockets.size === 0);
  });
});
