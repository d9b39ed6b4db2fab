import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../contract/errors.ts';
import { LoopbackPort } from './loopback-port.ts';

const open: { unplug(): Promise<void> }[] = [];

async function listening(port = 0): Promise<LoopbackPort> {
  const loopback = new LoopbackPort(port);
  open.push(loopback);
  await loopback.plugIn((bytes, reply) => reply(Uint8Array.of(...bytes, 0xff)));
  return loopback;
}

async function reader(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  open.push({ unplug: async () => void socket.destroy() });
  await once(socket, 'connect', { signal: AbortSignal.timeout(5000) });
  return socket;
}

const next = async (socket: Socket): Promise<number[]> => {
  const [bytes] = (await once(socket, 'data', { signal: AbortSignal.timeout(5000) })) as [Uint8Array];
  return [...bytes];
};

afterEach(async () => {
  for (const each of open.splice(0)) await each.unplug();
});

describe('a loopback port', () => {
  it('replies to the reader who asked, and says to all', async () => {
    const port = await listening();
    const [one, other] = [await reader(port.port), await reader(port.port)];
    const heard: number[] = [];
    other.on('data', (bytes: Uint8Array) => heard.push(...bytes));
    one.write(Uint8Array.of(1, 2));
    expect(await next(one)).toEqual([1, 2, 0xff]);
    const both = [next(one), next(other)];
    port.say(Uint8Array.of(7));
    expect(await Promise.all(both)).toEqual([[7], [7]]);
    expect(heard).toEqual([7]);
  });

  it('unplugged cuts its readers; plugged in again it has the same port', async () => {
    const port = await listening();
    const number = port.port;
    const socket = await reader(number);
    socket.on('error', () => undefined);
    const closed = once(socket, 'close', { signal: AbortSignal.timeout(5000) });
    await port.unplug();
    await closed;
    await expect(reader(number)).rejects.toThrow('ECONNREFUSED');
    await port.plugIn((bytes, reply) => reply(bytes));
    expect(port.port).toBe(number);
    await reader(number);
    await port.unplug();
    await port.unplug();
  });

  it('says which port is taken', async () => {
    const { port } = await listening();
    const refused = await listening(port).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ConfigError);
    expect(String(refused)).toContain(`${port}: EADDRINUSE`);
  });

  it('counts what a reader who has gone does not take', async () => {
    const port = new LoopbackPort(0);
    open.push(port);
    const { promise, resolve } = Promise.withResolvers<(bytes: Uint8Array) => void>();
    await port.plugIn((_, reply) => resolve(reply));
    const socket = await reader(port.port);
    socket.write(Uint8Array.of(1));
    const reply = await promise;
    await port.unplug();
    reply(Uint8Array.of(1, 2, 3));
    expect(port.droppedBytes).toBe(3);
  });
});
