import { createConnection, type Socket } from 'node:net';
import { TransientError } from '../../../agent/contract/errors.ts';
import type { Clock } from '../../../agent/contract/time.ts';

export interface TcpEndpoint {
  readonly host: string;
  readonly port: number;
  readonly connectMs: number;
  readonly clock: Clock;
}

/** A connection to a device. Closing twice does nothing; `ended` aborts when it is over, whoever ended it. */
export interface Link {
  readonly ended: AbortSignal;
  write(bytes: Uint8Array): void;
  onBytes(take: (bytes: Uint8Array) => void): void;
  close(): void;
}

/** Connects within `connectMs`; throws TransientError when nobody answers or the signal aborts. */
export async function connectTcp({ host, port, connectMs, clock }: TcpEndpoint, signal: AbortSignal): Promise<Link> {
  const place = `${host}:${port}`;
  const ended = new AbortController();
  const settled = new AbortController();
  const socket = createConnection({ host, port, noDelay: true });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let reason = 'closed by the other side';
  socket.on('connect', () => resolve());
  socket.on('error', (error) => {
    reason = error.message;
  });
  socket.on('close', () => {
    ended.abort();
    reject(new TransientError('modbus/unreachable', `${place}: ${reason}`));
  });
  const waiting = AbortSignal.any([signal, settled.signal]);
  const late = clock.sleep(connectMs, waiting).then(() => {
    if (settled.signal.aborted) return;
    reason = signal.aborted ? 'the agent stops' : `no connection within ${connectMs} ms`;
    socket.destroy();
  });
  try {
    await promise;
  } finally {
    settled.abort();
    await late;
  }
  return linkOf(socket, ended.signal);
}

function linkOf(socket: Socket, ended: AbortSignal): Link {
  return {
    ended,
    write: (bytes) => {
      if (!socket.destroyed) socket.write(bytes);
    },
    onBytes: (take) => {
      socket.on('data', take);
    },
    close: () => {
      socket.destroy();
    },
  };
}
