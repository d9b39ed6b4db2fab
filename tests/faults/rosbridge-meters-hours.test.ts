import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readProfile } from '../../agent/configuration/product-files.ts';
import { type DaemonStart, daemonConfiguration, runDaemon } from '../support/daemon-fixture.ts';
import { QuickClock } from '../support/quick-clock.ts';
import { RosbridgeServer } from '../support/rosbridge-server.ts';
import type { Generation } from '../support/rosbridge-wire.ts';
import { until } from '../support/until.ts';
import { Watched } from '../support/watched.ts';

const joints = '/joint_states';
const safety: Readonly<Record<Generation, string>> = {
  ros1: '/ur_hardware_interface/safety_mode',
  ros2: '/io_and_status_controller/safety_mode',
};
const [normal, protectiveStop] = [1, 3];

/** A UR arm under way, ten times a second of its clock, until told to stop. */
async function work(server: RosbridgeServer, clock: QuickClock, signal: AbortSignal): Promise<void> {
  const { value: profile } = await readProfile('ur3e');
  const name = profile.joints.map((joint) => joint.name);
  while (!signal.aborted) {
    server.robotMs = clock.now().wallMs;
    server.publish(joints, { name, position: name.map(() => 0.2), velocity: name.map(() => 0.4), effort: name.map(() => 1.5) });
    await clock.sleep(100, signal);
  }
}

describe.each(['ros1', 'ros2'] as const)('an agent on a cobot that speaks %s', (generation) => {
  it('meters its hours, counts its stops, and has a gap where the bridge was away', async () => {
    const clock = new QuickClock(20);
    const topics = [
      { name: joints, type: 'sensor_msgs/JointState' },
      { name: safety[generation], type: 'ur_dashboard_msgs/SafetyMode', latched: true },
    ];
    const server = new RosbridgeServer(new Watched(), { generation, topics });
    const url = await server.start();
    const folder = mkdtempSync(join(tmpdir(), 'rra-bridge-'));
    const configuration = daemonConfiguration({ sources: [{ id: 'arm', driver: 'rosbridge', options: { url } }] });
    const start: DaemonStart = { configuration, folder, clock };
    const { daemon, stop } = await runDaemon(start);
    const robotOff = new AbortController();
    const working = work(server, clock, robotOff.signal);
    const counters = () => daemon.status().counters;
    server.publish(safety[generation], { mode: normal }, true);
    await until('ten seconds at work', () => counters().operatingMs >= 10_000);
    server.publish(safety[generation], { mode: protectiveStop }, true);
    await until('a protective stop', () => daemon.status().eventCounts.protectiveStop === 1);
    const beforeMs = counters().gapMs;
    await server.kill();
    await until('the agent says why nothing comes', () => daemon.status().sources[0]?.state === 'backingOff');
    await until('a gap', () => counters().gapMs >= beforeMs + 5000);
    await server.start();
    const { operatingMs, gapMs } = counters();
    await until('ten seconds more', () => counters().operatingMs >= operatingMs + 10_000);
    expect(counters().gapMs - gapMs).toBeLessThan(6000);
    expect(daemon.status().origin).toBe('live');
    expect(counters().powerOnMs).toBeGreaterThanOrEqual(counters().operatingMs);
    await stop();
    robotOff.abort();
    await working;
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  });
});
