import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlackBoxBench, type ReadMessage, readIncident } from '../../../tests/support/incident-fixture.ts';
import { packLayout } from '../../../tests/support/sample-windows.ts';
import { epochWallMs, timeAt, velocityLayout } from '../../../tests/support/telemetry.ts';
import type { FrameLayout } from '../../contract/frame.ts';
import type { BlackBoxOptions } from './black-box-options.ts';
import { IncidentFolder } from './incident-folder.ts';

const joints: FrameLayout = { ...velocityLayout, signals: ['positionRad', 'velocityRadPerS'], periodMs: 10 };

let folder = '';
const open = (options: Partial<BlackBoxOptions> = {}, layouts: readonly FrameLayout[] = [joints, packLayout]) =>
  new BlackBoxBench(folder, options, { layouts });
const incidents = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.mcap'));
const pathOf = (incidentId: unknown): string => join(folder, `${incidentId}.mcap`);
const times = (messages: readonly ReadMessage[], topic: string): number[] =>
  messages.filter((message) => message.topic === topic).map(({ logTimeMs }) => logTimeMs - epochWallMs);
const every = (stepMs: number, fromMs: number, toMs: number): number[] =>
  Array.from({ length: Math.floor((toMs - fromMs) / stepMs) + 1 }, (_, index) => fromMs + index * stepMs);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'black-box-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('an incident', () => {
  it('holds exactly the frames from 30 s before the trigger to 10 s after it, each with its values', async () => {
    const bench = open();
    bench.run(0, 50_000);
    bench.box.trigger({ kind: 'fall', time: timeAt(50_000) });
    bench.run(50_000, 62_000);
    await bench.settle(62_000);
    const [told] = bench.told('incident.recorded');
    expect(incidents()).toHaveLength(1);
    const { messages, topics } = await readIncident(pathOf(told?.incidentId));
    expect([...topics].sort()).toEqual(['/arm/joint', '/robot/battery', '/robotRisk/events']);
    expect(times(messages, '/arm/joint')).toEqual(every(10, 20_000, 60_000));
    expect(times(messages, '/robot/battery')).toEqual(every(1000, 20_000, 60_000));
    for (const { topic, logTimeMs, message } of messages.filter((one) => one.topic === '/arm/joint')) {
      const s = (logTimeMs - epochWallMs) / 1000;
      const of = (cell: number): number => Math.fround(s + cell);
      expect(message, topic).toMatchObject({
        j0: { position_rad: of(0), velocity_rad_per_s: of(2) },
        j1: { position_rad: of(1), velocity_rad_per_s: of(3) },
        quality: Uint8Array.of(0, 0, 0, 0),
        source_wall_ms: Number.NaN,
      });
    }
  });

  it('is on the ledger with hash, bytes, times and trigger, and the file is what was hashed', async () => {
    const bench = open();
    bench.run(0, 40_000);
    bench.box.trigger({ kind: 'impact', time: timeAt(40_000) });
    bench.run(40_000, 52_000);
    await bench.settle(52_000);
    const [told] = bench.told('incident.recorded');
    const bytes = readFileSync(pathOf(told?.incidentId));
    expect(told).toMatchObject({
      incidentId: '20260101T000040000Z-impact',
      sha256: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
      sizeBytes: bytes.length,
      from: '2026-01-01T00:00:10.000Z',
      to: '2026-01-01T00:00:50.000Z',
      trigger: 'impact',
      triggers: [{ kind: 'impact', at: '2026-01-01T00:00:40.000Z' }],
      frameCounts: { '/arm/joint': 4001, '/robot/battery': 41 },
      lostFrameCount: 0,
      truncated: 'no',
    });
    expect(bench.entries.find(({ type }) => type === 'incident.recorded')?.urgent).toBe(true);
  });

  it('says whose it is, what was recorded and what was not', async () => {
    const bench = open();
    bench.run(0, 2000);
    bench.box.trigger({ kind: 'protectiveStop', time: timeAt(2000) });
    bench.run(2000, 14_000);
    await bench.settle(14_000);
    const { metadata } = await readIncident(pathOf(bench.told('incident.recorded')[0]?.incidentId));
    expect(metadata['robotRisk.incident']).toMatchObject({
      agentId: 'agent-1',
      origin: 'simulation',
      trigger: 'protectiveStop',
      dataElementsVersion: '1',
    });
    const elements = JSON.parse(metadata['robotRisk.incident']?.dataElements ?? '[]') as { element: string; recorded: boolean }[];
    expect(elements.filter(({ recorded }) => recorded).map(({ element }) => element)).toEqual([
      'joint.positionRad',
      'joint.velocityRadPerS',
      'battery.voltageV',
      'battery.stateOfChargeRatio',
      'battery.remainingAh',
    ]);
    expect(elements.find(({ element }) => element === 'imu.rollRad')).toMatchObject({ recorded: false });
    expect(metadata['robotRisk.outcome']).toMatchObject({ truncated: 'no', lostFrameCount: '0' });
  });

  it('is one for triggers that follow within it, and ends 10 s after the last', async () => {
    const bench = open();
    bench.run(0, 40_000);
    bench.box.trigger({ kind: 'fall', time: timeAt(40_000) });
    bench.run(40_000, 44_500);
    bench.box.trigger({ kind: 'impact', time: timeAt(44_500) });
    bench.run(44_500, 60_000);
    await bench.settle(60_000);
    const told = bench.told('incident.recorded');
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ triggerCount: 2, to: '2026-01-01T00:00:54.500Z' });
    const { messages } = await readIncident(pathOf(told[0]?.incidentId));
    expect(times(messages, '/arm/joint')).toEqual(every(10, 10_000, 54_500));
  });

  it('never grows beyond its longest, however long the triggers go on', async () => {
    const bench = open({ incidentsPerHourMax: 2 });
    for (let second = 0; second < 300; second++) {
      bench.box.trigger({ kind: 'impact', time: timeAt(second * 1000) });
      bench.run(second * 1000, second * 1000 + 1000);
    }
    await bench.settle(300_000);
    const told = bench.told('incident.recorded') as { from: string; to: string; triggers: unknown[] }[];
    expect(told.map(({ from, to }) => Date.parse(to) - Date.parse(from))).toEqual([120_000, 120_000]);
    expect(told.every(({ triggers }) => triggers.length === 16)).toBe(true);
  });

  it('is cut short by a stop and says so', async () => {
    const bench = open();
    bench.run(0, 40_000);
    bench.box.trigger({ kind: 'emergencyStop', time: timeAt(40_000) });
    bench.run(40_000, 43_000);
    await bench.settle(43_000);
    expect(bench.told('incident.recorded')).toMatchObject([{ truncated: 'stopped', to: '2026-01-01T00:00:42.990Z' }]);
    const { messages } = await readIncident(pathOf(bench.told('incident.recorded')[0]?.incidentId));
    expect(times(messages, '/arm/joint')).toEqual(every(10, 10_000, 42_990));
  });

  it("keeps the robot's messages of its time beside the frames", async () => {
    const bench = open();
    bench.run(0, 5000);
    const stop = { kind: 'safety', sourceId: 'arm', time: timeAt(5000), protectiveStop: true, safetyModeRaw: 'é中' } as const;
    bench.box.message(stop);
    bench.box.trigger({ kind: 'protectiveStop', time: timeAt(5000) });
    bench.run(5000, 17_000);
    await bench.settle(17_000);
    const { messages } = await readIncident(pathOf(bench.told('incident.recorded')[0]?.incidentId));
    const events = messages.filter(({ topic }) => topic === '/robotRisk/events');
    expect(events).toMatchObject([{ logTimeMs: epochWallMs + 5000, message: { kind: 'safety', source_id: 'arm' } }]);
    expect(JSON.parse(String(events[0]?.message.json))).toEqual({ protectiveStop: true, safetyModeRaw: 'é中' });
  });

  it('does not shrink when the first steps find more frames than one step takes', async () => {
    const fast: FrameLayout = { ...joints, periodMs: 2 };
    const bench = open({}, [fast]);
    bench.run(0, 40_000);
    bench.box.trigger({ kind: 'fall', time: timeAt(40_000) });
    bench.run(40_000, 62_000);
    await bench.settle(62_000);
    expect(bench.told('incident.recorded')).toMatchObject([{ frameCounts: { '/arm/joint': 20_001 }, lostFrameCount: 0 }]);
  });
});

describe('the limits of incidents', () => {
  async function make(bench: BlackBoxBench, count: number, startMs = 0): Promise<void> {
    for (let index = 0; index < count; index++) {
      const atMs = startMs + index * 15_000;
      bench.run(atMs, atMs + 1000);
      bench.box.trigger({ kind: 'impact', time: timeAt(atMs + 1000) });
      bench.run(atMs + 1000, atMs + 15_000);
      await bench.settle(atMs + 15_000);
    }
  }

  it('refuse those beyond the limit per hour, with one record, and begin again an hour later', async () => {
    const bench = open({ incidentsPerHourMax: 2 });
    await make(bench, 5);
    expect(bench.told('incident.recorded')).toHaveLength(2);
    expect(bench.told('incident.refused')).toMatchObject([{ trigger: 'impact', reason: 'perHour', limitCount: 2 }]);
    await make(bench, 1, 3_700_000);
    expect(bench.told('incident.recorded')).toHaveLength(3);
  });

  it('keep the folder within its bytes: the oldest goes, but none that is held', async () => {
    const first = open();
    await make(first, 1);
    const [name = ''] = incidents();
    const sizeBytes = statSync(join(folder, name)).size;
    const bench = new BlackBoxBench(folder, { folderBytesMax: 5 * sizeBytes }, { layouts: [joints, packLayout], database: first.database });
    await bench.box.settle();
    await new IncidentFolder(folder).hold(name.replace('.mcap', ''));
    await make(bench, 8, 1_000_000);
    const totalBytes = incidents().reduce((sum, one) => sum + statSync(join(folder, one)).size, 0);
    expect(totalBytes).toBeLessThanOrEqual(5 * sizeBytes);
    expect(incidents()).toContain(name);
    const evicted = bench.told('incident.evicted').map(({ incidentId }) => incidentId);
    const recorded = bench.told('incident.recorded').map(({ incidentId }) => incidentId);
    expect(evicted.length).toBeGreaterThan(2);
    expect(evicted).toEqual(recorded.slice(0, evicted.length));
    expect(incidents().sort()).toEqual([name, ...recorded.slice(evicted.length).map((id) => `${id}.mcap`)].sort());
  });
});
