import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';

/** aedes on loopback, in this process: MQTT 3.1.1 only, nothing kept when it stops. */
export class EmbeddedBroker {
  readonly port: number;
  #aedes: Aedes | undefined;
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();

  constructor(port: number) {
    this.port = port;
  }

  async start(): Promise<void> {
    const aedes = await Aedes.createBroker();
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      aedes.handle(socket);
    });
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.#aedes = aedes;
    this.#server = server;
  }

  async stop(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    for (const socket of this.#sockets) socket.destroy();
    this.#server?.close(() => resolve());
    if (this.#server === undefined) resolve();
    await promise;
    this.#aedes?.close();
    this.#aedes = undefined;
    this.#server = undefined;
  }
}
