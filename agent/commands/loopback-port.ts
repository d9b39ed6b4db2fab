import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { ConfigError } from '../contract/errors.ts';
import type { Hear, LinePort } from './line-port.ts';

/** Readers at once, as on real controllers. */
const readersMax = 16;

/** A TCP port on 127.0.0.1; unplugging cuts every connection and refuses new ones. */
export class LoopbackPort implements LinePort {
  droppedBytes = 0;
  readonly failure = undefined;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port: number;

  /** 0 takes any free port. */
  constructor(port: number) {
    this.#port = port;
  }

  get port(): number {
    return this.#port;
  }

  async plugIn(hear: Hear): Promise<void> {
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('data', (bytes) => hear(bytes, (answer) => this.#send(socket, answer)));
    });
    server.maxConnections = readersMax;
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
      const value = `${this.#port}: ${error.code}`;
      throw new ConfigError('simulate/tcp-refused', [{ place: '--tcp', value, remedy: 'give a port that is free, or 0 for any' }]);
    });
    this.#server = server;
    const address = server.address();
    this.#port = typeof address === 'object' && address !== null ? address.port : this.#port;
  }

  readonly say = (bytes: Uint8Array): void => {
    for (const socket of this.#sockets) this.#send(socket, bytes);
  };

  async unplug(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    if (server === undefined) return;
    server.close();
    await once(server, 'close');
  }

  #send(socket: Socket, bytes: Uint8Array): void {
    if (socket.writable && !socket.writableNeedDrain) socket.write(bytes);
    else this.droppedBytes += bytes.length;
  }
}
