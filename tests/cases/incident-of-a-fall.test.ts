import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createSystemClock } from '../../agent/platform/system-clock.ts';
import { readLedger } from '../../agent/record/read-ledger.ts';
import { SampleLane } from '../../agent/record/samples/sample-lane.ts';
import { daemonConfiguration, runDaemon } from '../support/daemon-fixture.ts';
import { readIncident } from '../support/incident-fixture.ts';
import { scratchDirectory } from '../support/replayed.ts';

/*
 * The scene of a humanoid that falls on stairs (an impact at 58 s, the fall at 60 s, an impact at 64.5 s) through the real daemon:
 *   simulator ─▶ agent ─▶ ledger, samples, one incident
 */
const startWall = '2026-05-04T08:00:00.000Z';
const sceneMs = 180_000;

interface Told {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

async function runFall() {
  const folder = scratchDirectory('fall');
  const configuration = daemonConfiguration({ simulator: { robot: 'humanoid', scene: 'fallOnStairs', speedRatio: 0, startWall } });
  const { daemon } = await runDaemon({
    configuration: { ...configuration, robot: { profile: 'unitree-g1-29dof' } },
    folder,
    clock: createSystemClock(),
  });
  await daemon.done;
  const path = join(daemon.directory, 'ledger.sqlite');
  const records = readLedger(path).lines.map((line) => JSON.parse(line) as Told);
  return { folder, path, incidents: join(daemon.directory, 'incidents'), records };
}

describe('a fall of a simulated humanoid', () => {
  it('leaves one incident whose hash is on the ledger, and every second of the scene as samples', async () => {
    const { folder, path, incidents, records } = await runFall();
    const recorded = records.filter(({ type }) => type === 'incident.recorded');
    const names = readdirSync(incidents).filter((name) => name.endsWith('.mcap'));
    expect(names).toHaveLength(1);
    expect(recorded).toHaveLength(1);
    const data: Told['data'] = recorded[0]?.data ?? {};
    const file = join(incidents, `${data.incidentId}.mcap`);
    expect(data.sha256).toBe(`sha256:${createHash('sha256').update(readFileSync(file)).digest('hex')}`);
    expect(data).toMatchObject({ truncated: 'no', lostFrameCount: 0 });
    expect(records.findLastIndex(({ type }) => type === 'incident.recorded')).toBeLessThan(
      records.findIndex(({ type }) => type === 'agent.stopped'),
    );
    const kinds = (data.triggers as { kind: string }[]).map(({ kind }) => kind);
    expect(kinds).toContain('fall');
    const { messages, metadata } = await readIncident(file);
    const byTopic = Map.groupBy(messages, ({ topic }) => topic);
    for (const [topic, frameCount] of Object.entries(data.frameCounts as Record<string, number>)) {
      expect(byTopic.get(topic) ?? [], topic).toHaveLength(frameCount);
    }
    const [fromMs, toMs] = [Date.parse(String(data.from)), Date.parse(String(data.to))];
    expect(messages.every(({ logTimeMs }) => logTimeMs >= fromMs && logTimeMs <= toMs)).toBe(true);
    expect(metadata['robotRisk.incident']).toMatchObject({ origin: 'simulation' });
    const joints = messages.filter(({ topic }) => topic.endsWith('/joint'));
    expect(joints.length).toBeGreaterThan(((toMs - fromMs) / 1000) * 10);
    expect(Object.keys(joints[0]?.message ?? {})).toEqual(expect.arrayContaining(['left_knee_joint', 'mono_ns', 'quality']));
    const database = new Database(path);
    const seconds = [...new SampleLane(database).readSamples(0, Number.MAX_SAFE_INTEGER)];
    database.close();
    expect(Math.abs(seconds.length - sceneMs / 1000)).toBeLessThanOrEqual(1);
    rmSync(folder, { recursive: true });
  });
});
