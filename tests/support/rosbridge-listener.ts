import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Watched } from './watched.ts';

/** Contents of PEM files; with `ca` a client certificate is demanded. */
export interface ListenerTls {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** The port of a bridge on loopback: takes connections and hands over whoever asks for a WebSocket. */
export class RosbridgeListener {
  readonly #tls: ListenerTls | undefined;
  readonly #watched: Watched;
  readonly #sockets = new Set<Duplex>();
  #server: ReturnType<typeof createServer> | undefined;
  #port = 0;

  constructor(watched: Watched, tls: ListenerTls | undefined) {
    this.#watched = watched;
    this.#tls = tls;
  }

  get url(): string {
    return `${this.#tls === undefined ? 'ws' : 'wss'}://127.0.0.1:${this.#port}/`;
  }

  /** TCP connections, answered or not. */
  get openCount(): number {
    return this.#sockets.size;
  }

  /** On a free port the first time, on the same one afterwards. */
  async start(take: (upgrade: Upgrade) => void): Promise<void> {
    const server = this.#tls === undefined ? createServer() : createTlsServer({ ...this.#tls, requestCert: this.#tls.ca !== undefined });
    server.on('connection', (socket: Duplex) => this.#keep(socket));
    server.on('upgrade', (request, socket, head) => {
      take({ request, socket, head });
      this.#watched.note();
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Cuts every connection; new ones are taken. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Cuts every connection and listens no more; harmless when it does not. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.drop();
    if (server === undefined) return;
    server.close();
    await once(server, 'close');
  }

  #keep(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#watched.note();
    });
  }
}
