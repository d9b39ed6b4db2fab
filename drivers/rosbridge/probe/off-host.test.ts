import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createSystemClock } from '../../../agent/platform/system-clock.ts';
import { checkOffHost, isLoopback, outsideAddresses } from './off-host.ts';

const signal = new AbortController().signal;
const clock = createSystemClock();

async function listening<T>(use: (port: number) => Promise<T>): Promise<T> {
  const server = createServer((socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    server.close();
    await once(server, 'close');
  }
}

describe('who else can reach the bridge', () => {
  it('fails when the port answers on another address; 127.0.0.1 stands in for it', async () => {
    const finding = await listening((port) => checkOffHost(new URL(`ws://localhost:${port}`), { clock, signal, addresses: ['127.0.0.1'] }));
    expect(finding).toMatchObject({ level: 'fail', check: 'bridge-reachable-off-host' });
    expect(finding.text).toContain('also answers on 127.0.0.1');
    expect(finding.remedy).toContain('packaging/rosbridge');
  });

  it('passes when nothing answers there', async () => {
    const finding = await listening((port) => checkOffHost(new URL(`ws://127.0.0.1:${port}`), { clock, signal, addresses: ['127.0.0.2'] }));
    expect(finding.level).toBe('ok');
    expect(finding.text).toContain('1 other addresses tried');
  });

  it('fails at once for an address that is no loopback', async () => {
    const finding = await checkOffHost(new URL('ws://192.0.2.7:9090'), { clock, signal, addresses: [] });
    expect(finding).toMatchObject({ level: 'fail', text: expect.stringContaining('192.0.2.7 is no loopback address') });
  });

  it('knows loopback names', () => {
    expect(['localhost', '127.0.0.1', '127.9.9.9', '[::1]', '::1'].every(isLoopback)).toBe(true);
    expect(['192.168.1.2', 'robot.local', '128.0.0.1', 'localhost.example'].some(isLoopback)).toBe(false);
  });

  it('tries the addresses of the host that are not internal nor link-local', () => {
    const entry = (address: string, internal: boolean) => ({
      address,
      internal,
      netmask: '',
      family: 'IPv4' as const,
      mac: '',
      cidr: null,
    });
    const interfaces = { lo: [entry('127.0.0.1', true)], eth0: [entry('10.0.0.5', false), entry('fe80::1', false)], gone: undefined };
    expect(outsideAddresses(interfaces as unknown as ReturnType<typeof import('node:os').networkInterfaces>)).toEqual(['10.0.0.5']);
  });
});
