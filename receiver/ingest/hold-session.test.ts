import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../tests/support/virtual-clock.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { holdSession, type SessionEnd, type SessionRequest } from './hold-session.ts';

const servers: Server[] = [];
const sockets = new Set<Socket>();

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) {
    server.close();
    await once(server, 'close');
  }
});

/** A peer on loopback that answers the first bytes it gets with this; its address. */
async function listen(answer: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => answer(socket));
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `mqtt://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

function hold(url: string, changes: Partial<SessionRequest> = {}, signal = AbortSignal.timeout(20_000)): Promise<SessionEnd> {
  const request: SessionRequest = {
    access: { url },
    clientId: 'receiver-under-test',
    clock: createSystemClock(),
    protocolVersion: 4,
    topics: ['robot-risk/v1/live/+/report'],
    onReady: () => undefined,
    onMessage: () => [],
    onDropped: () => undefined,
    ...changes,
  };
  return holdSession(request, signal);
}

const connackOf = (returnCode: number): Buffer => Buffer.of(0x20, 0x02, 0x00, returnCode);
/** SUBACK with the packet id of this SUBSCRIBE. */
const subackTo = (subscribe: Buffer, code: number): Buffer => Buffer.of(0x90, 0x03, subscribe[2] ?? 0, subscribe[3] ?? 0, code);

describe('one connection', () => {
  it('ends as "nothing" when nobody is there', async () => {
    const url = await listen(() => undefined);
    const [server] = servers.splice(0);
    server?.close();
    expect(await hold(url)).toMatchObject({ reached: 'nothing', reason: expect.stringContaining('ECONNREFUSED') });
  });

  it('ends as "broker" when the connection is closed without an answer', async () => {
    expect(await hold(await listen((socket) => socket.destroy()))).toMatchObject({ reached: 'broker' });
  });

  it('ends as "broker", with the reason, when the broker refuses', async () => {
    const url = await listen((socket) => socket.end(connackOf(1)));
    expect(await hold(url, { protocolVersion: 4 })).toMatchObject({ reached: 'broker', reason: expect.stringContaining('protocol') });
  });

  it('ends as "broker" when nothing is said within the time limit', async () => {
    const end = await hold(await listen(() => undefined), { connackTimeoutMs: 50 });
    expect(end).toMatchObject({ reached: 'broker', reason: expect.stringContaining('timeout') });
  });

  it('ends as "broker" when what is said is no MQTT', async () => {
    const url = await listen((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await hold(url)).toMatchObject({ reached: 'broker' });
  });

  it('ends as "broker" when a subscription is refused, and never says it is ready', async () => {
    let isReady = false;
    const url = await listen((socket) => {
      socket.once('data', (subscribe) => socket.write(subackTo(subscribe, 0x80)));
      socket.write(connackOf(0));
    });
    const onReady = (): void => {
      isReady = true;
    };
    const end = await hold(url, { onReady });
    expect(end.reached).toBe('broker');
    expect(isReady).toBe(false);
  });

  it('ends as "session" when it worked and then broke', async () => {
    const url = await listen((socket) => {
      socket.once('data', (subscribe) => socket.write(subackTo(subscribe, 1)));
      socket.write(connackOf(0));
    });
    const end = await hold(url, { onReady: () => [...sockets].at(-1)?.destroy() });
    expect(end.reached).toBe('session');
  });

  it('does not wait for ever for a broker that lets a goodbye and an answer stand', async () => {
    const url = await listen((socket) => {
      socket.once('data', (subscribe) => {
        const publish = Buffer.concat([Buffer.of(0x30, 0x04, 0x00, 0x01), Buffer.from('tx')]);
        socket.write(Buffer.concat([subackTo(subscribe, 1), publish]));
      });
      socket.write(connackOf(0));
    });
    const clock = new VirtualClock();
    const stopping = new AbortController();
    const asked = Promise.withResolvers<void>();
    const onMessage = (): { topic: string; payload: string }[] => {
      asked.resolve();
      return [{ topic: 'answer', payload: 'never acknowledged' }];
    };
    const held = hold(url, { clock, onMessage }, stopping.signal);
    await asked.promise;
    await clock.settle();
    stopping.abort();
    await clock.advance(2_000);
    expect(await held).toMatchObject({ reached: 'session', reason: 'stopped' });
  });

  it('ends at once when it is told to, connected or not', async () => {
    const url = await listen(() => undefined);
    const stopping = new AbortController();
    const held = hold(url, {}, stopping.signal);
    stopping.abort();
    expect(await held).toMatchObject({ reason: 'stopped' });
    expect(await hold(url, {}, AbortSignal.abort())).toMatchObject({ reason: 'stopped' });
  });
});
