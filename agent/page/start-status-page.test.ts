import { afterEach, describe, expect, it } from 'vitest';
import { busyStatus } from '../../tests/support/agent-status.ts';
import { ask, eventsOf, get } from '../../tests/support/http-client.ts';
import { SteppedClock } from '../../tests/support/stepped-clock.ts';
import { ConfigError } from '../contract/errors.ts';
import type { AgentStatus } from '../contract/status.ts';
import { type StatusPage, type StatusPageOptions, startStatusPage } from './start-status-page.ts';
import { beatMs, clientsMax } from './status-stream.ts';

const deadlineMs = 10_000;
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

interface Opened extends StatusPage {
  readonly clock: SteppedClock;
  readonly signal: AbortSignal;
  readonly abort: () => void;
}

async function openPage(options: Partial<StatusPageOptions> = {}): Promise<Opened> {
  const clock = new SteppedClock();
  const stopping = new AbortController();
  const page = await startStatusPage({ port: 0, clock, signal: stopping.signal, status: () => busyStatus, ...options });
  stops.push(page.stop);
  return { ...page, clock, signal: stopping.signal, abort: () => stopping.abort() };
}

const deadline = (): AbortSignal => AbortSignal.timeout(deadlineMs);
const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('the routes of the page', () => {
  it('give the page, and the status as JSON', async () => {
    const { url } = await openPage();
    const page = await get(url, { deadline: deadline() });
    expect(page).toMatchObject({ statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(page.text).toContain('<strong id="riskIndex">57.3</strong>');
    const status = await get(`${url}status.json`, { deadline: deadline() });
    expect(status.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(status.text)).toEqual(busyStatus);
  });

  it('open in Chinese when asked', async () => {
    const { url } = await openPage();
    expect((await get(`${url}?lang=zh`, { deadline: deadline() })).text).toContain('<html lang="zh">');
  });

  it('are these and no others', async () => {
    const { url } = await openPage();
    for (const path of ['favicon.ico', 'status', 'events/', '..%2f..%2fetc%2fpasswd', '%00']) {
      expect((await get(url + path, { deadline: deadline() })).statusCode).toBe(404);
    }
  });

  it('bear headers that keep other sites and frames out, on refusals too', async () => {
    const { url } = await openPage();
    for (const path of ['', 'status.json', 'nothing']) {
      const { headers } = await get(url + path, { deadline: deadline() });
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('only read', async () => {
    const { url } = await openPage();
    const answer = await get(url, { method: 'POST', deadline: deadline() });
    expect(answer).toMatchObject({ statusCode: 405, headers: { allow: 'GET' } });
  });

  it('refuse a foreign name for this machine (DNS rebinding), and say how to open the page', async () => {
    const { url } = await openPage();
    const answer = await get(`${url}status.json`, { headers: { host: 'evil.example' }, deadline: deadline() });
    expect(answer.statusCode).toBe(421);
    expect(answer.text).toContain('Open it by the address that the agent printed');
    expect(answer.text).not.toContain(busyStatus.agentId);
  });

  it('answer that there is nothing to show when the status cannot be had, and live on', async () => {
    let isBroken = true;
    const status = (): AgentStatus => {
      if (isBroken) throw new RangeError('no state');
      return busyStatus;
    };
    const { url } = await openPage({ status });
    expect((await get(url, { deadline: deadline() })).statusCode).toBe(500);
    isBroken = false;
    expect((await get(url, { deadline: deadline() })).statusCode).toBe(200);
  });
});

describe('the events of the page', () => {
  it('are the state at once and then one a second, drawn and raw', async () => {
    let cycleCount = 0;
    const status = () => ({ ...busyStatus, counters: { ...busyStatus.counters, cycleCount: cycleCount++ } });
    const { url, clock } = await openPage({ status });
    const events = eventsOf(await ask(`${url}events`, { deadline: deadline() }));
    const next = async () => (await events.next()).value ?? { event: 'none', data: '' };
    expect(await next()).toMatchObject({ event: 'retry', data: '2000' });
    for (const count of [0, 1, 2]) {
      const state = await next();
      expect(state.event).toBe('status');
      expect((JSON.parse(state.data) as AgentStatus).counters.cycleCount).toBe(count);
      const view = await next();
      expect(view.event).toBe('view');
      expect(JSON.parse(view.data).hours).toContain(`<b>${count}</b>`);
      await clock.slept();
      clock.advance(beatMs);
    }
  });

  it('beat only while somebody listens', async () => {
    const { url, clock } = await openPage();
    await get(url, { deadline: deadline() });
    expect(clock.sleeperCount).toBe(0);
    const closing = new AbortController();
    const response = await ask(`${url}events`, { deadline: closing.signal });
    response.on('error', () => undefined);
    await clock.slept();
    expect(clock.sleeperCount).toBe(1);
    closing.abort();
  });

  it('keep the connection alive by a comment while there is no status', async () => {
    const status = (): AgentStatus => {
      throw new RangeError('no state');
    };
    const { url } = await openPage({ status });
    const events = eventsOf(await ask(`${url}events`, { deadline: deadline() }));
    await events.next();
    expect((await events.next()).value).toEqual({ event: 'comment', data: 'the agent has no status' });
  });

  it('go to a bounded number of clients', async () => {
    const { url } = await openPage();
    const responses = [];
    for (let count = 0; count < clientsMax; count++) responses.push(await ask(`${url}events`, { deadline: deadline() }));
    expect(responses.every(({ statusCode }) => statusCode === 200)).toBe(true);
    expect((await get(`${url}events`, { deadline: deadline() })).statusCode).toBe(503);
    for (const response of responses) response.on('error', () => undefined).destroy();
  });
});

describe('starting and stopping the page', () => {
  it('says what to do about a busy port', async () => {
    const { url } = await openPage();
    const port = Number(new URL(url).port);
    const error = await errorOf(openPage({ port }));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ code: 'page/port-busy' });
    expect(String(error)).toContain(`port ${port} on 127.0.0.1 is used by another program — give the page another port, or 0`);
  });

  it('refuses to be reachable from other machines unless told', async () => {
    expect(await errorOf(openPage({ host: '0.0.0.0' }))).toMatchObject({ code: 'page/host-not-loopback' });
    const { url } = await openPage({ host: '0.0.0.0', allowRemote: true });
    expect(new URL(url).hostname).toBe('0.0.0.0');
  });

  it('says what to do about an address that is not of this machine', async () => {
    expect(await errorOf(openPage({ host: '192.0.2.1', allowRemote: true }))).toMatchObject({ code: 'page/cannot-listen' });
  });

  it('frees its port when it stops, also by the signal, and may be stopped twice', async () => {
    const first = await openPage();
    const port = Number(new URL(first.url).port);
    const listening = await ask(`${first.url}events`, { deadline: deadline() });
    const ended = new Promise((resolve) => listening.on('error', () => undefined).once('close', resolve));
    listening.resume();
    first.abort();
    await ended;
    await first.stop();
    await first.stop();
    const second = await openPage({ port });
    expect(second.url).toBe(first.url);
  });

  it('does not start when it is told to stop before it does', async () => {
    const stopped = AbortSignal.abort();
    const { url } = await openPage({ signal: stopped });
    expect(await errorOf(get(url, { deadline: deadline() }))).toMatchObject({ code: 'ECONNREFUSED' });
  });
});
