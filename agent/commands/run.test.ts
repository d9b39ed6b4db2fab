import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { productFile, runCli } from '../../tests/support/cli.ts';
import { temporaryFiles } from '../../tests/support/replay-fixture.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { readLedger } from '../record/read-ledger.ts';

/** Ten seconds of a simulated cobot, as fast as possible; it ends by itself. */
const brief = {
  robot: { profile: 'ur3e' },
  sources: [{ id: 'arm', driver: 'simulator', options: { seed: 1, speedRatio: 0, durationMs: 10_000 } }],
  record: { directory: './state' },
  page: { port: 0 },
  log: { level: 'silent' },
  anomaly: { backend: 'off' },
};

async function configured(change: object = {}) {
  const folder = await temporaryFiles({ 'agent.yaml': stringify({ ...brief, ...change }) });
  const state = join(folder, 'state');
  return { folder, state, run: (...more: string[]) => runCli('run', '--config', join(folder, 'agent.yaml'), ...more) };
}

describe('run', () => {
  it('says where the page is, runs until its sources end, and ends with 0', async () => {
    const { state, run } = await configured();
    const { code, out, err } = await run();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Page: http:\/\/127\.0\.0\.1:\d+\/$/);
    const { lines, reports } = readLedger(join(state, 'ledger.sqlite'));
    expect(lines.length).toBeGreaterThan(3);
    expect(reports).toHaveLength(1);
  });

  it('--json prints what was closed, and nothing else', async () => {
    const { state, run } = await configured();
    const { code, out } = await run('--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ directory: state, closedCount: 1, receiptedCount: 0 });
  });

  it('leaves its ledger and the key of a simulation, made at the first start; no lock', async () => {
    const { state, run } = await configured();
    await run();
    expect(existsSync(join(state, 'simulation-key.pem'))).toBe(true);
    expect(existsSync(join(state, 'agent-key.pem'))).toBe(false);
    expect(existsSync(join(state, 'run.lock'))).toBe(false);
  });

  it('goes on in its ledger when it is started again', async () => {
    const { state, run } = await configured();
    await run();
    const before = readLedger(join(state, 'ledger.sqlite')).lines.length;
    expect(JSON.parse((await run('--json')).out)).toMatchObject({ closedCount: 2 });
    expect(readLedger(join(state, 'ledger.sqlite')).lines.length).toBeGreaterThan(before);
  });
});

describe('run, not possible', () => {
  it('ends with 2 and every problem for a wrong configuration, before anything is made', async () => {
    const { state, run } = await configured({ robot: { profile: 'ur9' }, hostRole: 'cloud' });
    const { code, out, err } = await run();
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.split('\n')).toHaveLength(3);
    expect(existsSync(state)).toBe(false);
  });

  it('ends with 2 where another agent runs, naming its process', async () => {
    const { folder, run } = await configured({ record: { directory: '.' } });
    const { bootId } = createSystemClock().now();
    writeFileSync(join(folder, 'run.lock'), JSON.stringify({ pid: process.pid, bootId, pageUrl: null }));
    const { code, err } = await run();
    expect(code).toBe(2);
    expect(err).toContain(`held by process ${process.pid} — stop process ${process.pid} first`);
    expect(existsSync(join(folder, 'run.lock'))).toBe(true);
  });

  it('ends with 2 where a file stands in the place of its directory, naming it and what to do', async () => {
    const { folder, run } = await configured({ record: { directory: './state/here' } });
    writeFileSync(join(folder, 'state'), '');
    const { code, out, err } = await run('--json');
    expect(code).toBe(2);
    const place = join(folder, 'state', 'here');
    const problems = [{ place, value: 'no directory (ENOTDIR)', remedy: expect.stringContaining('move it') }];
    expect(JSON.parse(out)).toEqual({ verdict: 'fail', code: 'record/directory-unusable', problems });
    expect(err).toContain(`${place}: no directory (ENOTDIR) — `);
  });

  it('ends with 2 for a recording: that is what replay is for', async () => {
    const options = {
      recording: productFile('config/recordings/synthetic-cobot.csv'),
      description: productFile('config/recordings/synthetic-cobot.yaml'),
    };
    const { state, run } = await configured({ sources: [{ id: 'arm', driver: 'replay', options }] });
    const { code, err } = await run();
    expect(code).toBe(2);
    expect(err).toContain('sources: replay — run a recording with: robot-risk replay');
    expect(existsSync(join(state, 'ledger.sqlite'))).toBe(false);
  });

  it('ends with 2 without a configuration', async () => {
    const { code, err } = await runCli('run');
    expect(code).toBe(2);
    expect(err).toContain("required option '--config <file>' not specified");
  });
});
