import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { busyStatus } from '../../tests/support/agent-status.ts';
import { runCli } from '../../tests/support/cli.ts';
import { temporaryFiles } from '../../tests/support/replay-fixture.ts';
import { statusLines } from './status-lines.ts';

const calm = { ...busyStatus, warnings: [] };

/** A server on loopback that answers `status.json` with this body. */
async function pageWith(body: string, statusCode = 200): Promise<string> {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/status.json' ? statusCode : 404).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`;
}

/** A configuration whose state directory carries this lock. */
async function locked(lock: object | string | undefined, directory = './state') {
  const text = `robot: { profile: ur3e }\nsources: [{ id: arm, driver: simulator }]\nrecord: { directory: ${directory} }\n`;
  const folder = await temporaryFiles({ 'agent.yaml': text });
  mkdirSync(join(folder, 'state'));
  if (lock !== undefined) writeFileSync(join(folder, 'state', 'run.lock'), typeof lock === 'string' ? lock : JSON.stringify(lock));
  const config = join(folder, 'agent.yaml');
  return { folder, config, status: (...more: string[]) => runCli('status', '--config', config, ...more) };
}

const holder = (pageUrl: string | null, pid = process.pid) => ({ pid, bootId: 'boot-1', pageUrl });

describe('status of a running agent', () => {
  it('is asked at the page the lock names, and ends with 0', async () => {
    const { status } = await locked(holder(await pageWith(JSON.stringify(calm))));
    const { code, out, err } = await status();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n')).toEqual(statusLines(calm, 'en'));
  });

  it('speaks Chinese when it is asked to, and refuses a language it has not', async () => {
    const { status } = await locked(holder(await pageWith(JSON.stringify(calm))));
    const { code, out } = await status('--lang', 'zh');
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual(statusLines(calm, 'zh'));
    const refused = await status('--lang', 'fr');
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("argument 'fr' is invalid. Allowed choices are en, zh.");
  });

  it('ends with 1 when it warns', async () => {
    const { status } = await locked(holder(await pageWith(JSON.stringify(busyStatus))));
    const { code, out } = await status();
    expect(code).toBe(1);
    expect(out).toContain('Warning    IMU at 100 Hz: impacts are under-read below 200 Hz.');
  });

  it('--json is the whole state as one object', async () => {
    const { status } = await locked(holder(await pageWith(JSON.stringify(calm))));
    expect(JSON.parse((await status('--json')).out)).toEqual({ running: true, ...JSON.parse(JSON.stringify(calm)) });
  });
});

describe('status where no agent runs', () => {
  it('says the directory and how to start one, and ends with 1', async () => {
    const { folder, config, status } = await locked(undefined);
    expect(await status()).toEqual({
      code: 1,
      out: `Not running on ${join(folder, 'state')}. Start it: robot-risk run --config ${config}`,
      err: '',
    });
    expect(JSON.parse((await status('--json')).out)).toEqual({ running: false, directory: join(folder, 'state') });
  });

  it('takes an absolute state directory as it is', async () => {
    const { status } = await locked(undefined, '/nowhere/state');
    expect((await status()).out).toContain('Not running on /nowhere/state.');
  });

  it.each([
    ['a lock that says nothing', '{"pid":'],
    ['an agent that has no page yet', holder(null)],
    ['a page nobody serves any more', holder('http://127.0.0.1:9/')],
    ['a page that is no address', holder('here')],
  ])('is not confused by %s', async (_, lock) => {
    const { code, out } = await (await locked(lock)).status();
    expect(code).toBe(1);
    expect(out).toMatch(/^Not running on /);
  });

  it.each([
    ['an error', '{}', 500],
    ['a page of another program', '<html></html>', 200],
    ['an object that is no state', '{"ok":true}', 200],
    ['null', 'null', 200],
  ])('does not take %s at that port for an agent', async (_, body, statusCode) => {
    const { code, out } = await (await locked(holder(await pageWith(body, statusCode)))).status();
    expect(code).toBe(1);
    expect(out).toMatch(/^Not running on /);
  });

  it('does not ask the port of a process that is gone: another robot’s agent may have it by now', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const { code } = await (await locked(holder(await pageWith(JSON.stringify(calm)), pid))).status();
    expect(code).toBe(1);
  });

  it('ends with 2 for a configuration that is wrong, or is not named', async () => {
    expect((await runCli('status', '--config', '/nowhere/agent.yaml')).code).toBe(2);
    const { code, err } = await runCli('status');
    expect(code).toBe(2);
    expect(err).toContain("required option '--config <file>' not specified");
  });
});
