import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Terminal } from '../../agent/contract/terminal.ts';
import { codeOf } from '../../agent/evidence/enrolment.ts';
import { groupedCode } from '../../agent/evidence/enrolment-code.ts';
import { readKeyRegistry } from '../../agent/evidence/key-registry.ts';
import { buildEvidence } from '../../tests/support/evidence-fixture.ts';
import { enrolmentOf } from '../../tests/support/receiver-fixture.ts';
import { freePort } from '../../tests/support/test-brokers.ts';
import { main } from '../main.ts';

const { key } = buildEvidence({ origin: 'live' });
const enrolment = enrolmentOf(key);
const code = groupedCode(codeOf(enrolment));
let folder = '';
const path = (name: string): string => join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'receiver-commands-'));
  await writeFile(path('enrolment.json'), JSON.stringify(enrolment, null, 2));
});

afterEach(() => rm(folder, { recursive: true }));

async function run(args: readonly string[], signal = new AbortController().signal) {
  const lines = { out: [] as string[], err: [] as string[] };
  const io: Terminal = { out: (line) => lines.out.push(line), err: (line) => lines.err.push(line), progress: () => undefined, signal };
  return { code: await main(args, io), ...lines };
}

const enroll = (...options: string[]) =>
  run(['enroll', path('enrolment.json'), '--store', path('r.sqlite'), '--tenant', 'acme', '--code', code, ...options]);

describe('enroll', () => {
  it('takes a robot on with the code from its terminal, and only once', async () => {
    expect(await enroll()).toMatchObject({
      code: 0,
      out: [expect.stringContaining('enrolled: robot SN-1'), expect.stringContaining(key.kid), expect.anything(), expect.anything()],
    });
    const again = await enroll('--json');
    expect(JSON.parse(again.out.join(''))).toMatchObject({ agentId: key.kid, tenant: 'acme', isNew: false });
  });

  it('refuses a code that does not fit, and enrols nobody', async () => {
    const refused = await enroll('--code', '00000-00000');
    expect(refused).toMatchObject({ code: 2, err: [expect.anything(), expect.stringContaining('does not belong to')] });
    const statement = await run(['statement', '--store', path('r.sqlite'), '--json']);
    expect(statement).toMatchObject({ code: 2 });
    expect(JSON.parse(statement.out.join(''))).toMatchObject({
      verdict: 'fail',
      problems: [{ place: expect.stringContaining('r.sqlite') }],
    });
  });

  it('says what is wrong with tenant or file', async () => {
    expect((await enroll('--tenant', 'a/b')).err.join()).toContain('--tenant');
    expect((await run(['enroll', path('absent.json'), '--store', path('r.sqlite'), '--code', code])).err.join()).toContain(
      'does not exist',
    );
    await enroll();
    expect((await enroll('--tenant', 'other')).err.join()).toContain('is enrolled with acme');
  });
});

describe('findings', () => {
  const findings = (...options: string[]) => run(['findings', '--store', path('r.sqlite'), ...options]);

  it('lists what robots state, in text or as one JSON object', async () => {
    await enroll();
    expect(await findings()).toMatchObject({ code: 0, out: expect.arrayContaining(['  no finding']) });
    expect((await findings('--lang', 'zh')).out).toContain('  无发现');
    expect(JSON.parse((await findings('--json')).out.join(''))).toMatchObject({
      agents: [{ agentId: key.kid, tenant: 'acme', serialNumber: 'SN-1', reviewRequested: false, findings: [], missing: [] }],
    });
  });

  it('needs a store, an agent and a trust store that exist, and says what to write', async () => {
    expect(await findings()).toMatchObject({ code: 2, out: [] });
    await enroll();
    const unknown = await findings('--agent', 'nobody');
    expect(unknown.code).toBe(2);
    expect(unknown.err.join()).toContain(`--agent: nobody — write one of ${key.kid}`);
    expect((await findings('--trust', path('absent.json'))).code).toBe(2);
  });
});

describe('statement', () => {
  it('prints text or one JSON object, and passes a robot that has not reported', async () => {
    await enroll();
    const text = await run(['statement', '--store', path('r.sqlite')]);
    expect(text).toMatchObject({ code: 0 });
    expect(text.out.at(-1)).toBe('PASS');
    const { agents } = JSON.parse((await run(['statement', '--store', path('r.sqlite'), '--json'])).out.join(''));
    expect(agents).toMatchObject([{ agentId: key.kid, tenant: 'acme' }]);
  });

  it('needs a store that exists and an agent that is enrolled', async () => {
    expect(await run(['statement', '--store', path('absent.sqlite')])).toMatchObject({ code: 2, out: [] });
    await enroll();
    expect(await run(['statement', '--store', path('r.sqlite'), '--agent', 'nobody'])).toMatchObject({ code: 2 });
  });
});

describe('key init', () => {
  it('prints exactly what agents pin, and nothing private', async () => {
    const made = await run(['key', 'init', '--out', path('key.pem')]);
    const [pinned] = readKeyRegistry(made.out.join('\n')).values();
    expect({ code: made.code, role: pinned?.role }).toEqual({ code: 0, role: 'insurer' });
    const secret = (await readFile(path('key.pem'), 'utf8')).split('\n')[1] ?? '';
    expect([...made.out, ...made.err].join()).not.toContain(secret.slice(-43));
  });

  it('never replaces a key', async () => {
    await run(['key', 'init', '--out', path('key.pem')]);
    const again = await run(['key', 'init', '--out', path('key.pem'), '--json']);
    expect(again).toMatchObject({ code: 2, out: [expect.not.stringContaining('"kid"')] });
    const problems = [{ value: 'exists already', place: path('key.pem'), remedy: expect.any(String) }];
    expect(JSON.parse(again.out[0] ?? '')).toEqual({ verdict: 'fail', code: 'receiver/key-file', problems });
  });
});

describe('run', () => {
  it('waits for a broker that is away, stops when interrupted, and says what happened', async () => {
    await run(['key', 'init', '--out', path('key.pem')]);
    const url = `mqtt://127.0.0.1:${await freePort()}`;
    const configuration = `broker: {url: "${url}"}\ntenants: [{name: acme}]\nstore: r.sqlite\nkey: key.pem\nlog: {level: silent}\n`;
    await writeFile(path('receiver.yaml'), configuration);
    const interrupt = new AbortController();
    const running = run(['run', '--config', path('receiver.yaml'), '--json'], interrupt.signal);
    interrupt.abort();
    const ended = await running;
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.out.join(''))).toMatchObject({ kid: expect.any(String), eventCounts: {} });
  });

  it('says every problem of its configuration', async () => {
    await writeFile(path('receiver.yaml'), 'tenants: []\n');
    const refused = await run(['run', '--config', path('receiver.yaml')]);
    expect(refused.code).toBe(2);
    expect(refused.err.length).toBeGreaterThan(4);
  });
});

describe('the command line', () => {
  it.each([['run'], ['enroll'], ['statement'], ['key', 'init']])('shows an example in the help of %s', async (...verb) => {
    const { code: exit, out } = await run([...verb, '--help']);
    expect(exit).toBe(0);
    expect(out.join('\n')).toMatch(/Example:\n {2}robot-risk-receiver /);
    expect(out.join('\n')).toContain('--json');
  });

  it('is started by its launcher, which passes the exit code on', async () => {
    const launcher = fileURLToPath(new URL('../../packaging/bin/robot-risk-receiver.mjs', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [launcher, '--help']);
    expect(stdout).toContain('Usage: robot-risk-receiver');
    const absent = promisify(execFile)(process.execPath, [launcher, 'statement', '--store', path('absent.sqlite')]);
    await expect(absent).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('does not exist') });
  });

  it('ends with 2 on wrong usage', async () => {
    expect((await run(['dance'])).code).toBe(2);
    expect((await run(['statement'])).code).toBe(2);
  });
});
