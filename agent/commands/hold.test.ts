import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { runVerb } from '../../tests/support/captured-io.ts';
import { daemonConfiguration } from '../../tests/support/daemon-fixture.ts';
import { BlackBoxBench } from '../../tests/support/incident-fixture.ts';
import { scratchDirectory } from '../../tests/support/replayed.ts';
import { timeAt, velocityLayout } from '../../tests/support/telemetry.ts';
import { registerHold } from './hold.ts';

const joints = { ...velocityLayout, periodMs: 100 };
const incidentCount = 3;

let folder = '';
let bench: BlackBoxBench;
let ids: string[] = [];

const incidentsPath = () => join(folder, 'state', 'incidents');
const hold = (...args: string[]) => runVerb(registerHold, ['hold', ...args, '--config', join(folder, 'agent.yaml')]);

/** A ledger directory with three incidents, and room to hold two of them. */
beforeEach(async () => {
  folder = scratchDirectory('hold');
  mkdirSync(incidentsPath(), { recursive: true });
  bench = new BlackBoxBench(incidentsPath(), {}, { layouts: [joints], database: new Database(join(folder, 'state', 'ledger.sqlite')) });
  for (let index = 0; index < incidentCount; index++) {
    const atMs = index * 60_000;
    bench.run(atMs, atMs + 1000);
    bench.box.trigger({ kind: 'fall', time: timeAt(atMs + 1000) });
    bench.run(atMs + 1000, atMs + 13_000);
    await bench.settle(atMs + 13_000);
  }
  const recorded = bench.told('incident.recorded') as { incidentId: string }[];
  ids = recorded.map(({ incidentId }) => incidentId);
  const configuration = daemonConfiguration();
  const record = { ...configuration.record, blackBox: { heldBytesMax: 1024 * 1024 } };
  writeFileSync(join(folder, 'agent.yaml'), stringify({ ...configuration, record }));
});

/** Lets the agent look at the folder of requests and tells what it then recorded. */
async function agentLooks(ms: number): Promise<readonly object[]> {
  const from = bench.entries.length;
  bench.window(ms);
  await bench.settle(ms);
  return bench.entries.slice(from).map(({ type, data }) => ({ type, ...data }));
}

describe('hold', () => {
  it('lists the incidents, and which are held', async () => {
    await hold(ids[1] ?? '');
    const { code, out } = await hold('--list', '--json');
    const { incidents } = JSON.parse(out[0] ?? '') as { incidents: { incidentId: string; isHeld: boolean }[] };
    expect(code).toBe(0);
    expect(incidents.map(({ incidentId, isHeld }) => [incidentId, isHeld])).toEqual(ids.map((id, index) => [id, index === 1]));
    expect((await hold('--list')).out[1]).toMatch(/-fall {2}fall, 2026-01-01T.*, held$/);
  });

  it('is granted, and a record once the agent has looked, exactly once', async () => {
    expect(await hold(ids[0] ?? '')).toMatchObject({ code: 0, out: [expect.stringContaining('Held')] });
    expect(await agentLooks(300_000)).toMatchObject([{ type: 'hold.granted', incidentId: ids[0], quotaBytes: 1024 * 1024 }]);
    expect(await agentLooks(310_000)).toEqual([]);
    expect(readdirSync(join(incidentsPath(), 'requests'))).toEqual([]);
  });

  it('is refused when the quota is full, which is exit code 1 and a record', async () => {
    bench.database.prepare('UPDATE incident SET sizeBytes = 600000').run();
    await hold(ids[0] ?? '');
    const refused = await hold(ids[1] ?? '', '--json');
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.out[0] ?? '')).toEqual({
      incidentId: ids[1],
      outcome: 'refused',
      heldBytes: 600_000,
      quotaBytes: 1024 * 1024,
    });
    const told = await agentLooks(300_000);
    expect(told).toMatchObject([{ type: 'hold.granted' }, { type: 'hold.refused', incidentId: ids[1], heldBytes: 600_000 }]);
    await hold(ids[0] ?? '', '--release');
    expect((await hold(ids[1] ?? '')).code).toBe(0);
  });

  it('released lets it be evicted again, and is a record', async () => {
    await hold(ids[0] ?? '');
    expect((await hold(ids[0] ?? '', '--release')).code).toBe(0);
    expect((await agentLooks(300_000)).map((entry) => (entry as { type: string }).type)).toEqual(['hold.granted', 'hold.released']);
    expect((await hold('--list')).out.join()).not.toContain('held');
  });

  it.each([[[]], [['--release']]])('of no such incident with %j is exit code 1 and leaves no trace', async (options) => {
    const { code, out } = await hold('20990101T000000000Z-fall', ...options);
    expect([code, out.join()]).toEqual([1, expect.stringContaining('There is no incident')]);
    expect(await agentLooks(300_000)).toEqual([]);
  });

  it('of nothing says what to give, with exit code 2', async () => {
    expect((await hold()).err.join()).toContain('--list to see them');
  });

  it('--now asks the agent for an incident around now', async () => {
    expect((await hold('--now')).code).toBe(0);
    expect(await agentLooks(300_000)).toMatchObject([{ type: 'incident.requested' }]);
    bench.run(300_000, 312_000);
    await bench.settle(312_000);
    expect(bench.told('incident.recorded').at(-1)).toMatchObject({ trigger: 'manual' });
  });
});
