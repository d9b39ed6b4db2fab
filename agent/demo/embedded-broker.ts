import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';

/** A broker of our own on loopback, for the demo: MQTT 3.1.1, in memory, forgotten when it stops. */
export interface EmbeddedBroker {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the broker on this port, 0 for a free one. */
export async function startEmbeddedBroker(port = 0): Promise<EmbeddedBroker> {
  const broker = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    broker.handle(socket);
  });
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    await closeBroker(broker);
    throw error;
  }
  return { url: `mqtt://127.0.0.1:${portOf(server)}`, stop: () => stopBroker(broker, server, sockets) };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function stopBroker(broker: Aedes, server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  await closeBroker(broker);
  for (const socket of sockets) socket.destroy();
  await closed;
}

function closeBroker(broker: Aedes): Promise<void> {
  return new Promise((resolve) => broker.close(() => resolve()));
}
