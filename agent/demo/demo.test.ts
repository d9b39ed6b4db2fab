import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ChildCommand } from '../../tests/support/child-command.ts';
import { productFile, runCli } from '../../tests/support/cli.ts';
import { scratchDirectory } from '../../tests/support/replayed.ts';
import type { AgentStatus } from '../contract/status.ts';
import { checkEnrolment } from '../evidence/enrolment.ts';

const launcher = productFile('packaging/bin/robot-risk.mjs');

/** The program as a newcomer starts it; ended with the test. */
function demo(...args: string[]): ChildCommand {
  const child = new ChildCommand(launcher, ['demo', ...args]);
  onTestFinished(() => void child.end('SIGKILL'));
  return child;
}

describe('npm start', { timeout: 60_000 }, () => {
  it('ends by itself with a verified and receipted report, and says so as one JSON object', async () => {
    const out = scratchDirectory('demo');
    const child = demo('--duration', '4s', '--speed', '60', '--json', '--out', out);
    expect(await child.ended()).toEqual({ code: 0, signal: null });
    expect(child.err).toBe('');
    const result = JSON.parse(child.out);
    expect(result.directory).toBe(out);
    expect(result.closedCount).toBeGreaterThanOrEqual(1);
    expect(result.receiptedCount).toBe(result.closedCount);
    expect(result.statement).toMatchObject({ verdict: 'pass', refusals: [], actuarial: false });
    expect(result.statement.agents).toMatchObject([
      { tenant: 'demo', role: 'simulation', serialNumber: 'SIM-0001', reports: { receivedCount: result.closedCount, missing: [] } },
    ]);
    // Four seconds at sixty times the speed.
    expect(result.statement.agents[0].usage.powerOnMs).toBeGreaterThan(200_000);
    for (const file of ['enrolment.json', 'keys.json', 'receiver-keys.json', 'agent/ledger.sqlite', 'receiver/receiver.sqlite']) {
      expect(existsSync(join(out, file)), file).toBe(true);
    }
    expect(existsSync(join(out, 'agent', 'run.lock'))).toBe(false);
  });

  it('shows its page, what happens, and on Ctrl-C the statement of what the receiver can prove', async () => {
    const child = demo('--robot', 'cobot', '--speed', '60');
    const [, pageUrl = ''] = await child.said(/Page: (http:\/\/127\.0\.0\.1:\d+\/)/);
    const [, code = ''] = await child.said(/enrolled with code (\S+);/);
    const status = (await (await fetch(`${pageUrl}status.json`)).json()) as AgentStatus;
    expect(status).toMatchObject({ origin: 'simulation', robot: 'Universal Robots UR3e' });
    expect(await (await fetch(pageUrl)).text()).toContain('UR3e');
    await child.said(/^operating 0:0\d:\d\d \| E3 \| index \d+\.\d .*no events \| reports 0 closed, 0 sent, 0 receipted$/m);
    child.signal('SIGINT');
    expect(await child.ended()).toEqual({ code: 0, signal: null });
    expect(child.out).toContain('Stopping: the last report is closed, sent, and its receipt waited for');
    expect(child.out).toContain('receiver: report 0 checked and stored: accepted; receipt signed');
    expect(child.out).toContain('What the receiver can prove, from signed reports alone');
    const [, directory = ''] = /1 of 1 reports receipted\. Files: (.+)$/m.exec(child.out) ?? [];
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const enrolment = checkEnrolment(readFileSync(join(directory, 'enrolment.json'), 'utf8'), code);
    expect(enrolment).toMatchObject({ agentId: status.agentId, role: 'simulation' });
    await expect(fetch(pageUrl)).rejects.toThrow();
  });

  it('holds a scene against its ground truth', async () => {
    const child = demo('--robot', 'cobot', '--scene', 'crowdContact', '--speed', '120', '--out', scratchDirectory('demo'));
    // The scene is 240 s long and ends the demo by itself.
    expect(await child.ended()).toEqual({ code: 0, signal: null });
    expect(child.out).toContain('scene crowdContact');
    expect(child.out).toMatch(/Events seen: impact at 40\.0 s, .*emergencyStop at 190\.0 s/);
    expect(child.out).toMatch(/Index path: \d+\.\d/);
    expect(child.out).toContain('Detected, 7 of 7 signs a perfect agent would report:');
  });

  it('replays the bundled recording, which a third party then verifies', async () => {
    const out = scratchDirectory('demo');
    const child = demo('--replay', productFile('config/recordings/synthetic-cobot.csv'), '--out', out, '--json');
    expect(await child.ended()).toEqual({ code: 0, signal: null });
    const { summary, verdict } = JSON.parse(child.out);
    expect(verdict).toMatchObject({ verdict: 'pass', findings: [] });
    expect(verdict.reports).toHaveLength(1);
    expect(summary).toBeTypeOf('object');
    expect((await runCli('verify', out, '--keys', join(out, 'keys.json'))).code).toBe(0);
  });
});

describe('a demo nobody can give says what to write', () => {
  it.each([
    ['an unknown scene', ['--scene', 'moonLanding'], /"moonLanding" — write one of normalShift, .*race/],
    [
      'a scene for the other robot',
      ['--robot', 'cobot', '--scene', 'race'],
      /"race" is not for a cobot — write one of normalShift, crowdContact/,
    ],
    ['a duration', ['--duration', 'soon'], /"soon" is no duration; write for example 60s or 5m\./],
    ['a speed', ['--speed', 'fast'], /"fast" is not a number above 0/],
    ['a speed of nothing', ['--speed', '0'], /"0" is not a number above 0/],
    ['a robot', ['--robot', 'dog'], /Allowed choices are humanoid, cobot/],
    ['a recording', ['--replay', '/nowhere.csv'], /nowhere\.csv/],
  ])('for %s', async (_, args, message) => {
    const { code, out, err } = await runCli('demo', ...args, '--out', scratchDirectory('demo'));
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(out).toBe('');
  });
});
