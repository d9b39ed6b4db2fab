import { createConnection } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Finding } from '../../../agent/contract/probe.ts';
import type { Clock } from '../../../agent/contract/time.ts';

const check = 'bridge-reachable-off-host';
const remedy = 'bind it to loopback: see packaging/rosbridge/ (ROS 1 ignores --address: use the firewall snippet there)';
const connectMs = 500;
const addressesMax = 16;
const loopbackName = /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/;

/** Whether a host name is this machine's loopback. */
export function isLoopback(hostname: string): boolean {
  return loopbackName.test(hostname);
}

/** The host's own addresses other than loopback, the first ones. */
export function outsideAddresses(interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces()): string[] {
  return Object.values(interfaces)
    .flatMap((entries) => entries ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80'))
    .map(({ address }) => address)
    .slice(0, addressesMax);
}

/** Fails when the bridge's port answers on an address that other hosts can reach, or is on another host altogether. */
export async function checkOffHost(
  url: URL,
  { clock, signal, addresses }: { clock: Clock; signal: AbortSignal; addresses: readonly string[] },
): Promise<Finding> {
  if (!isLoopback(url.hostname)) {
    return { level: 'fail', check, text: `${url.hostname} is no loopback address: whoever reaches it can publish to the robot`, remedy };
  }
  const port = Number(url.port || (url.protocol === 'wss:' ? 443 : 80));
  const answers = await Promise.all(addresses.map(async (host) => ((await answersAt({ host, port }, clock, signal)) ? [host] : [])));
  const open = answers.flat();
  if (open.length > 0)
    return { level: 'fail', check, text: `port ${port} also answers on ${open.join(', ')}: other hosts can publish to the robot`, remedy };
  return { level: 'ok', check, text: `port ${port} answers on loopback only (${addresses.length} other addresses tried)`, remedy: '' };
}

async function answersAt(endpoint: { host: string; port: number }, clock: Clock, signal: AbortSignal): Promise<boolean> {
  const settled = new AbortController();
  const socket = createConnection(endpoint);
  const connected = new Promise<boolean>((resolve) => {
    socket.on('connect', () => resolve(true));
    socket.on('error', () => resolve(false));
  });
  const late = clock.sleep(connectMs, AbortSignal.any([signal, settled.signal])).then(() => false);
  const answered = await Promise.race([connected, late]);
  settled.abort();
  socket.destroy();
  return answered;
}
