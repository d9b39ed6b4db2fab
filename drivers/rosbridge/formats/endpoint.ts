import type { Problem } from '../../../agent/contract/errors.ts';
import type { RosbridgeOptions } from '../options-schema.ts';

type Written = Pick<RosbridgeOptions, 'url' | 'allowPlaintextRemote' | 'tls'>;

const loopback = /^(?:127(?:\.\d{1,3}){3}|\[::1\]|localhost|.+\.localhost)$/;

/** Where the bridge is, without what could be secret, and what is wrong with the way to it. */
export function readEndpoint({ url, allowPlaintextRemote, tls }: Written): {
  readonly endpoint: string;
  readonly transport: 'ws' | 'wss';
  readonly problems: readonly Problem[];
} {
  const transport = url.startsWith('wss:') ? 'wss' : 'ws';
  if (!URL.canParse(url)) {
    return { endpoint: '', transport, problems: [{ place: 'url', value: url, remedy: 'write it as wss://host:port' }] };
  }
  const { host, hostname, pathname, username, password } = new URL(url);
  const problems: Problem[] = [];
  if (username !== '' || password !== '') {
    problems.push({ place: 'url', value: 'holds a user or password', remedy: 'take it out and write the header into a headersFile' });
  }
  if (transport === 'ws' && !allowPlaintextRemote && !loopback.test(hostname)) {
    const remedy = 'use wss://, run the agent beside the bridge, or set allowPlaintextRemote: true';
    problems.push({ place: 'url', value: `${transport}://${host} is another host without encryption`, remedy });
  }
  if (transport === 'ws' && Object.keys(tls).length > 0) {
    problems.push({ place: 'tls', value: 'set for ws://', remedy: 'write wss:// in url, or take tls out' });
  }
  if ((tls.certFile === undefined) !== (tls.keyFile === undefined)) {
    problems.push({ place: 'tls', value: 'one of certFile and keyFile', remedy: 'give both or none' });
  }
  return { endpoint: `${transport}://${host}${pathname}`, transport, problems };
}
