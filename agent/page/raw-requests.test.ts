import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { busyStatus } from '../../tests/support/agent-status.ts';
import { SteppedClock } from '../../tests/support/stepped-clock.ts';
import { type StatusPage, startStatusPage } from './start-status-page.ts';

const stopping = new AbortController();
let page: StatusPage;
let port = 0;

beforeAll(async () => {
  page = await startStatusPage({ port: 0, clock: new SteppedClock(), signal: stopping.signal, status: () => busyStatus });
  port = Number(new URL(page.url).port);
});
afterAll(() => page.stop());

interface RawAnswer {
  readonly statusCode: number;
  readonly text: string;
}

/** What comes back for these bytes, until the server closes; no client in between that would mend them. */
async function raw(bytes: string): Promise<RawAnswer> {
  const socket = connect({ host: '127.0.0.1', port, signal: AbortSignal.timeout(10_000) });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  const text = Buffer.concat(chunks).toString('utf8');
  return { statusCode: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text };
}

const ask = (target: string, headers = `Host: 127.0.0.1:${port}`): Promise<RawAnswer> =>
  raw(`GET ${target} HTTP/1.1\r\n${headers}\r\nConnection: close\r\n\r\n`);

describe('a path', () => {
  it.each([
    '/../../../../etc/passwd',
    '/./status.json',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%5c..%5cwindows',
    '//evil.example/',
    '/status.json/',
    '/status.json%00',
    '/STATUS.JSON',
    '/index.html',
    '/events/../status.json',
    '/;/status.json',
    '*',
  ])('that is none of the three is not found, however it is written: %s', async (target) => {
    const { statusCode, text } = await ask(target);
    expect(statusCode).toBe(404);
    expect(text).toContain('There is /, /status.json and /events.');
    expect(text).not.toContain(busyStatus.agentId);
  });

  it.each(['/', '/?lang=zh', '/?lang=<script>', '/?lang=zh&lang=en', '/?a?b', '/?%'])('%s is the page', async (target) => {
    const { statusCode, text } = await ask(target);
    expect(statusCode).toBe(200);
    expect(text).toContain('<!doctype html>');
    expect(text).toContain(`<html lang="${target.startsWith('/?lang=zh') ? 'zh' : 'en'}">`);
    expect(text).not.toContain('<script>=');
  });

  it('may carry a query where the status is asked for, which changes nothing', async () => {
    const bodyOf = ({ text }: RawAnswer): string => text.slice(text.indexOf('\r\n\r\n'));
    expect(bodyOf(await ask('/status.json?x=1'))).toBe(bodyOf(await ask('/status.json')));
  });
});

describe('a request that is not as it should be', () => {
  it('without a Host is refused, in either version of the protocol', async () => {
    expect((await raw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).statusCode).toBe(400);
    const old = await raw('GET /status.json HTTP/1.0\r\n\r\n');
    expect(old.statusCode).toBe(421);
    expect(old.text).not.toContain(busyStatus.agentId);
  });

  it('is judged by its Host, not by the address in its first line', async () => {
    expect((await ask('http://127.0.0.1/status.json', 'Host: evil.example')).statusCode).toBe(421);
    expect((await ask('http://evil.example/status.json')).statusCode).toBe(404);
  });

  it('with two Hosts gets nothing of the status', async () => {
    const { statusCode, text } = await ask('/status.json', `Host: evil.example\r\nHost: 127.0.0.1:${port}`);
    expect([400, 421]).toContain(statusCode);
    expect(text).not.toContain(busyStatus.agentId);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('only reads: %s is answered by what is allowed', async (method) => {
    const { statusCode, text } = await raw(`${method} / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    expect(statusCode).toBe(405);
    expect(text).toMatch(/^allow: GET\r$/im);
  });

  it('with more headers than 8 KiB is cut off', async () => {
    const { statusCode } = await ask('/', `Host: localhost\r\nX-Long: ${'a'.repeat(9000)}`);
    expect(statusCode).toBe(431);
  });

  it.each(['\r\n\r\n\u0000\u0001\u0002', 'HELLO\r\n\r\n', 'GET\r\n\r\n'])('is no HTTP at all: %j', async (bytes) => {
    expect((await raw(bytes)).statusCode).toBe(400);
  });

  it('leaves the page as it was for the next one', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, index) => raw(`${'X'.repeat(index + 1)}\r\n\r\n`)));
    expect((await ask('/')).statusCode).toBe(200);
  });
});
