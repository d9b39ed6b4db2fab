import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CliResult, runCli } from '../../../tests/support/cli.ts';
import { RosbridgeServer } from '../../../tests/support/rosbridge-server.ts';
import { Watched } from '../../../tests/support/watched.ts';

/* `doctor` and `profile suggest` as a person calls them, against a bridge on loopback. */
let watched: Watched;
let bridge: RosbridgeServer;
let url: string;

beforeEach(async () => {
  watched = new Watched();
  bridge = new RosbridgeServer(watched, {
    generation: 'ros2',
    topics: [
      { name: '/joint_states', type: 'sensor_msgs/msg/JointState' },
      { name: '/lowcmd', type: 'unitree_hg/msg/LowCmd' },
    ],
  });
  bridge.robotMs = Date.now();
  url = await bridge.start();
});
afterEach(() => bridge.kill());

interface Answer {
  readonly verdict: string;
  readonly sources: readonly {
    readonly findings: readonly { readonly level: string; readonly check: string; readonly text: string }[];
    readonly snippet: string;
  }[];
}

/** Runs a command that listens, and publishes joints as soon as it has subscribed. */
async function whileTheRobotMoves(...args: string[]): Promise<CliResult> {
  const command = runCli(...args, '--listen', '300ms');
  await watched.until('subscribed', () => bridge.subscriptions.some(({ topic }) => topic === '/joint_states'));
  for (let index = 0; index < 5; index++) {
    bridge.publish('/joint_states', { name: ['a', 'b'], position: [0.1 * index, 0], velocity: [0, 0], effort: [] });
  }
  return await command;
}

const doctor = (...args: string[]): Promise<CliResult> => whileTheRobotMoves('doctor', '--source', 'rosbridge', url, ...args);
const levelOf = ({ out }: CliResult, check: string): string | undefined =>
  (JSON.parse(out) as Answer).sources[0]?.findings.find((finding) => finding.check === check)?.level;

describe('doctor at a bridge', () => {
  it('fails while services answer and everything can be published to, and says what to do', async () => {
    const result = await doctor();
    expect(result.code).toBe(1);
    expect(result.out).toMatch(/FAIL +bridge-services-open: rosapi answers \(2 topics listed\)/);
    expect(result.out).toMatch(/FAIL +topics-publishable: no topics_glob: .*\/lowcmd/);
    expect(result.out).toContain('→');
    expect(result.out).toMatch(/ok +topic-heard: \/joint_states: 5 messages/);
  });

  it('passes a bridge that is locked down, and prints the source to configure', async () => {
    for (const service of ['/rosapi/topics', '/rosapi/get_param', '/rosapi/get_ros_version']) bridge.serviceFates.set(service, 'refused');
    const result = await doctor('--json');
    expect(levelOf(result, 'bridge-services-open')).toBe('ok');
    expect(levelOf(result, 'bridge-reachable-off-host')).toBe('ok');
    expect(levelOf(result, 'topic-heard')).toBe('ok');
    const { verdict, sources } = JSON.parse(result.out) as Answer;
    expect([result.code, verdict]).toEqual([0, 'pass']);
    expect(sources[0]?.snippet).toContain(`url: ${url.replace(/\/$/, '')}`);
  });

  it('never sends anything but subscriptions and questions', async () => {
    await doctor();
    expect(new Set(bridge.received.map(({ op }) => op))).toEqual(new Set(['subscribe', 'call_service']));
    expect(bridge.received.filter(({ op }) => op === 'call_service').every(({ service }) => String(service).startsWith('/rosapi/'))).toBe(
      true,
    );
  });

  it('finds nobody at home', async () => {
    await bridge.kill();
    const result = await runCli('doctor', '--source', 'rosbridge', url, '--listen', '100ms');
    expect(result.code).toBe(1);
    expect(result.out).toMatch(/FAIL +bridge-reachable: .*ECONNREFUSED/);
  });

  it('refuses an address that is none', async () => {
    const result = await runCli('doctor', '--source', 'rosbridge', 'http://127.0.0.1');
    expect(result.code).toBe(2);
    expect(result.err).toContain('write ws://HOST:PORT');
  });
});

describe('profile suggest', () => {
  it('prints a profile that passes the check as it stands', async () => {
    const { code, out } = await whileTheRobotMoves('profile', 'suggest', url);
    expect(code).toBe(0);
    expect(out).toContain('- { name: "a", type: revolute }');
    const folder = await mkdtemp(join(tmpdir(), 'robot-risk-suggest-'));
    try {
      const path = join(folder, 'my-robot.yaml');
      await writeFile(path, out);
      const check = await runCli('profile', 'check', path);
      expect(check.out).toContain('ok');
      expect(check.code).toBe(0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('has nothing to say of a silent bridge, and ends with 1', async () => {
    bridge.mood = 'zombie';
    const { code, out } = await runCli('profile', 'suggest', url, '--listen', '100ms');
    expect([code, out]).toEqual([1, '']);
  });
});
