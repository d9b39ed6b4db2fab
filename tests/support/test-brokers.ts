import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Aedes } from 'aedes';

/** A broker on loopback that can be stopped and started again on the same port, empty each time. */
export interface TestBroker {
  readonly url: string;
  start(): Promise<void>;
  /** Ends every connection; what the broker held is gone. Harmless when it is stopped. */
  stop(): Promise<void>;
}

/** The brokers a suite runs against. */
export const brokerKinds = ['embedded', 'mosquitto'] as const;
export type BrokerKind = (typeof brokerKinds)[number];

/** Whether Mosquitto is installed: `apt-get install mosquitto`. */
export const hasMosquitto = isInstalled('mosquitto');

function isInstalled(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A running broker of this kind on a free port. */
export async function startBroker(kind: BrokerKind): Promise<TestBroker> {
  const port = await freePort();
  const broker = kind === 'embedded' ? embedded(port) : mosquitto(port);
  await broker.start();
  return broker;
}

/** A port of loopback nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

function embedded(port: number): TestBroker {
  let running: { aedes: Aedes; server: Server } | undefined;
  return {
    url: `mqtt://127.0.0.1:${port}`,
    start: async () => {
      const aedes = await Aedes.createBroker();
      const server = createServer(aedes.handle);
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      running = { aedes, server };
    },
    stop: async () => {
      const was = running;
      running = undefined;
      if (was === undefined) return;
      const closed = once(was.server, 'close');
      was.server.close();
      await new Promise<void>((resolve) => was.aedes.close(resolve));
      await closed;
    },
  };
}

function mosquitto(port: number): TestBroker {
  let folder: string | undefined;
  let running: ChildProcess | undefined;
  return {
    url: `mqtt://127.0.0.1:${port}`,
    start: async () => {
      folder ??= await mkdtemp(join(tmpdir(), 'mosquitto-'));
      const configuration = join(folder, 'mosquitto.conf');
      await writeFile(configuration, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\n`);
      running = spawn('mosquitto', ['-c', configuration], { stdio: ['ignore', 'ignore', 'pipe'] });
      await saysRunning(running);
    },
    stop: async () => {
      const was = running;
      running = undefined;
      if (was !== undefined) {
        const exited = once(was, 'exit');
        was.kill('SIGKILL');
        await exited;
      }
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
      folder = undefined;
    },
  };
}

async function saysRunning({ stderr }: ChildProcess): Promise<void> {
  if (stderr === null) throw new Error('mosquitto has no standard error');
  for await (const line of createInterface({ input: stderr })) {
    if (line.endsWith(' running')) return stderr.resume() && undefined;
  }
  throw new Error('mosquitto ended before it was running');
}
