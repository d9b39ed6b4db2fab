import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Watched } from './watched.ts';

/** A TCP server on loopback that does what a test says, for brokers no broker can be asked to be. */
export class TcpPeer {
  readonly sockets = new Set<Socket>();
  readonly received: Buffer[] = [];
  connectionCount = 0;
  readonly #server: Server;

  /** `answer` gives the bytes to send for what arrived; undefined sends nothing, `close` ends the connection. */
  constructor(watched: Watched, answer: (bytes: Buffer) => Buffer | 'close' | undefined) {
    this.#server = createServer((socket) => {
      this.connectionCount++;
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        watched.note();
      });
      socket.on('data', (bytes) => {
        this.received.push(bytes);
        const reply = answer(bytes);
        if (reply === 'close') socket.destroy();
        else if (reply !== undefined) socket.write(reply);
        watched.note();
      });
      watched.note();
    });
  }

  /** Port it listens on, a free one. */
  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** A port of loopback nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
