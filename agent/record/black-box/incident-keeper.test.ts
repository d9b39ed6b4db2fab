import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { BlackBoxBench, readIncident } from '../../../tests/support/incident-fixture.ts';
import { scratchDirectory } from '../../../tests/support/replayed.ts';
import { timeAt, velocityLayout } from '../../../tests/support/telemetry.ts';
import { until } from '../../../tests/support/until.ts';

const joints = { ...velocityLayout, periodMs: 1, parts: Array.from({ length: 20 }, (_, index) => `j${index}`) };

let folder = '';
beforeEach(() => {
  folder = join(scratchDirectory('keeper'), 'incidents');
});

async function withOneIncident(): Promise<BlackBoxBench> {
  const bench = new BlackBoxBench(folder, {}, { layouts: [joints] });
  bench.run(0, 5000);
  bench.box.trigger({ kind: 'fall', time: timeAt(5000) });
  bench.run(5000, 17_000);
  await bench.settle(17_000);
  return bench;
}

/** The agent begins again on the same folder and database. */
async function restarted(before: BlackBoxBench): Promise<BlackBoxBench> {
  const bench = new BlackBoxBench(folder, {}, { layouts: [joints], database: before.database });
  await bench.settle(100_000);
  return bench;
}

describe('a start of the black box', () => {
  it('finds everything as it was, and says nothing', async () => {
    const first = await withOneIncident();
    const second = await restarted(first);
    expect(second.entries).toEqual([]);
    expect(second.box.incidentCount).toBe(1);
  });

  it('records a file whose record was never committed', async () => {
    const first = await withOneIncident();
    const [told] = first.told('incident.recorded');
    first.database.exec('DELETE FROM incident');
    const second = await restarted(first);
    expect(second.told('incident.recorded')).toMatchObject([
      { incidentId: told?.incidentId, sha256: told?.sha256, truncated: 'powerLoss' },
    ]);
    expect((await restarted(second)).entries).toEqual([]);
  });

  it('says which incident has lost its file', async () => {
    const first = await withOneIncident();
    const [told] = first.told('incident.recorded');
    for (const name of readdirSync(folder).filter((one) => one.endsWith('.mcap'))) rmSync(join(folder, name));
    const second = await restarted(first);
    expect(second.entries).toMatchObject([{ type: 'incident.missing', data: { incidentId: told?.incidentId, sha256: told?.sha256 } }]);
    expect((await restarted(second)).entries).toEqual([]);
  });

  it('makes whole what a power cut left of an incident, wherever it was cut', async () => {
    const first = new BlackBoxBench(folder, {}, { layouts: [joints] });
    first.run(0, 8000);
    first.box.trigger({ kind: 'impact', time: timeAt(8000) });
    const partial = join(folder, '20260101T000008000Z-impact.mcap.partial');
    const copy = `${folder}-cut`;
    first.run(8000, 12_000);
    // More than one chunk and the next: a chunk that is being written when it is copied holds no frame yet.
    await until('some chunks of the incident are on the disk', () => existsSync(partial) && readFileSync(partial).length > 140_000);
    cpSync(folder, copy, { recursive: true });
    await first.settle(12_000);
    const whole = readFileSync(join(copy, '20260101T000008000Z-impact.mcap.partial'));
    for (const keptRatio of [1, 0.999, 0.8]) {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      writeFileSync(partial, whole);
      truncateSync(partial, Math.floor(whole.length * keptRatio));
      const second = new BlackBoxBench(folder, {}, { layouts: [joints] });
      await second.settle(100_000);
      const [told] = second.told('incident.recorded');
      expect(readdirSync(folder).sort()).toEqual(['20260101T000008000Z-impact.mcap', 'requests']);
      const path = join(folder, '20260101T000008000Z-impact.mcap');
      expect(told).toMatchObject({ trigger: 'impact', truncated: 'powerLoss' });
      expect(told?.sha256).toBe(`sha256:${createHash('sha256').update(readFileSync(path)).digest('hex')}`);
      const { messages, metadata } = await readIncident(path);
      expect(messages.length).toBeGreaterThan(100);
      expect(messages.every(({ message }, index) => message.mono_ns === BigInt(index) * 1_000_000n)).toBe(true);
      expect(metadata['robotRisk.outcome']).toEqual({ truncated: 'powerLoss' });
    }
    rmSync(copy, { recursive: true });
  });

  it('takes away what holds not one frame, and says that it failed', async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '20260101T000008000Z-fall.mcap.partial'), 'nothing of use');
    const bench = new BlackBoxBench(folder, {}, { layouts: [joints] });
    await bench.settle(1000);
    expect(bench.entries).toMatchObject([
      { type: 'incident.failed', data: { incidentId: '20260101T000008000Z-fall', reason: 'powerLoss' } },
    ]);
    expect(readdirSync(folder)).toEqual(['requests']);
  });
});

describe('a disk that refuses', () => {
  it('costs the incident and nothing else: it is a record, and the next one is written', async () => {
    const bench = new BlackBoxBench(folder, {}, { layouts: [joints] });
    bench.run(0, 1000);
    await bench.settle(1000);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file where the folder was');
    bench.box.trigger({ kind: 'fall', time: timeAt(1000) });
    bench.run(1000, 13_000);
    await bench.settle(13_000);
    expect(bench.told('incident.failed')).toMatchObject([{ incidentId: '20260101T000001000Z-fall', reason: 'ENOTDIR' }]);
    rmSync(folder);
    mkdirSync(folder);
    bench.box.trigger({ kind: 'fall', time: timeAt(13_000) });
    bench.run(13_000, 25_000);
    await bench.settle(25_000);
    expect(bench.told('incident.recorded')).toHaveLength(1);
  });

  it('is not asked for requests by things that are none', async () => {
    mkdirSync(join(folder, 'requests'), { recursive: true });
    for (const [name, text] of [
      ['a', '{'],
      ['b', '{"kind":"granted"}'],
      ['c', '[]'],
      ['d', 'null'],
    ] as const) {
      writeFileSync(join(folder, 'requests', `${name}.json`), text);
    }
    const bench = new BlackBoxBench(folder, {}, { layouts: [joints] });
    bench.window(10_000);
    await bench.settle(10_000);
    expect(bench.entries).toEqual([]);
    expect(readdirSync(join(folder, 'requests'))).toEqual([]);
  });
});
