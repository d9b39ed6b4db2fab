import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Ledger } from '../../agent/record/ledger.ts';
import { readLedger } from '../../agent/record/read-ledger.ts';
import { fakeSource, steadySteps } from '../support/fake-source.ts';
import { Metering } from '../support/metering.ts';
import { openReplay } from '../support/open-replay.ts';
import { scratchDirectory } from '../support/replayed.ts';
import { canMountImages, SmallDisk } from '../support/small-disk.ts';

const hasStrace = spawnSync('strace', ['-V']).status === 0;
const script = new URL('../support/run-metering.ts', import.meta.url).pathname;

/** Meters for so many seconds while strace lets these calls fail. */
function meterUnder(injection: string, seconds = 200) {
  const path = join(scratchDirectory('disk-io'), 'ledger.sqlite');
  const call = injection.split(':')[0] ?? '';
  const traced = ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${injection}`];
  const { stdout, stderr, status } = spawnSync('strace', [...traced, process.execPath, script, path, String(seconds)], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return { path, ...(JSON.parse(stdout) as Told) };
}

interface Told {
  readonly events: number;
  readonly outages: readonly { code: string; durationMs: number; attemptCount: number; unrecordedByType: object }[];
  readonly isGapless: boolean;
  readonly heldMax: number;
  readonly isHolding: boolean;
}

describe.skipIf(!hasStrace)('a ledger whose disk fails with EIO', { timeout: 60_000 }, () => {
  it.each([
    ['to write, for a while', 'pwrite64:error=EIO:when=60..65'],
    ['to sync, for a while', 'fsync:error=EIO:when=20..24'],
  ])('%s: goes on in memory, and has every record in the end', (_, injection) => {
    const { events, outages, isGapless, isHolding, heldMax } = meterUnder(injection);
    expect(events).toBe(200);
    expect({ isGapless, isHolding }).toEqual({ isGapless: true, isHolding: false });
    expect(outages.length).toBeGreaterThanOrEqual(1);
    for (const outage of outages) expect(outage).toMatchObject({ code: 'record/disk-io', unrecordedByType: {} });
    expect(heldMax).toBeGreaterThan(1);
  });

  it('for good: neither crashes nor tries without a pace, and what was durable before can be read', () => {
    const { path, isHolding, heldMax } = meterUnder('fsync:error=EIO:when=20+');
    expect(isHolding).toBe(true);
    expect(heldMax).toBeGreaterThan(100);
    expect(readLedger(path).lines.length).toBeGreaterThan(5);
  });
});

describe.skipIf(!hasStrace)('an outbox whose disk fails to be read', { timeout: 60_000 }, () => {
  const reader = new URL('../support/run-outbox-reader.ts', import.meta.url).pathname;
  const [reportCount, reportChars, rounds] = [20, 60_000, 12];

  /** What each of the rounds gave while strace lets these reads of the database fail. */
  function readUnder(when: string): unknown[][] {
    const path = join(scratchDirectory('outbox-io'), 'ledger.sqlite');
    const ledger = new Ledger({ path, agentId: 'a', origin: 'live', epoch: 0, identity: {} });
    const carried = Array.from({ length: reportCount }, (_, reportSeq) => ({ reportSeq, jws: 'x'.repeat(reportChars), receipt: null }));
    ledger.commit({ state: {}, carried: [...carried, { reportSeq: reportCount, jws: 'y', receipt: 'receipt' }] });
    ledger.close();
    const traced = ['-f', '-qq', '-o', '/dev/null', '-P', path, '-e', 'trace=pread64', '-e', `inject=pread64:error=EIO:when=${when}`];
    const { stdout, stderr, status } = spawnSync('strace', [...traced, process.execPath, reader, path, String(rounds)], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return JSON.parse(stdout) as unknown[][];
  }
  const whole = [reportCount, 7, reportCount + 1, 'receipt'.length];

  it('for a while: says that it is to be tried again, and gives everything once it can be', () => {
    const told = readUnder('1200..1210');
    expect(told[0]).toEqual(whole);
    expect(told.at(-1)).toEqual(whole);
    expect(told.filter(([reports]) => reports === 'record/disk-io').length).toBeGreaterThan(0);
  });

  it('for good: says so each time, and has counts and receipt as they were', () => {
    const told = readUnder('1200+');
    expect(told[0]).toEqual(whole);
    expect(told.at(-1)).toEqual(['record/disk-io', 'record/disk-io', reportCount + 1, 'receipt'.length]);
  });
});

describe.skipIf(!canMountImages)('a whole agent whose disk goes read-only by itself', { timeout: 60_000 }, () => {
  it('meters to the end, tells of no report that is not durable, and ends without an error', async () => {
    const disk = new SmallDisk(16_777_216);
    onTestFinished(() => disk.dispose());
    const sources = [{ sourceId: 'arm', driverName: 'fake', source: fakeSource(steadySteps(0, 300)) }];
    const told: number[] = [];
    const agent = await openReplay(join(disk.path, 'ledger.sqlite'), {
      origin: 'live',
      sources,
      reportPeriodMs: 60_000,
      limits: { ballastPath: join(disk.path, 'ballast') },
      onReport: ({ payload }) => told.push(payload.reportSeq),
    });
    const atMs = 150_000;
    let isFailed = false;
    await agent.run(new AbortController().signal, {
      onItem: (item) => {
        if (isFailed || item.kind !== 'frame' || Number(item.frame.time.monoNs) / 1e6 < atMs) return;
        isFailed = true;
        disk.failReadOnly();
      },
    });
    expect(agent.pipeline.state.aggregate.meter.counters.operatingMs).toBeGreaterThan(290_000);
    expect(told).toEqual([0, 1]);
    expect(agent.ledger.reports().map(({ reportSeq }) => reportSeq)).toEqual(told);
    expect(agent.pipeline.recorder.limits?.guard.status().outage).toMatchObject({ code: 'record/disk-read-only' });
    agent.close();
  });
});

describe.skipIf(!canMountImages)('a ledger whose disk goes read-only by itself', { timeout: 60_000 }, () => {
  it('goes on in memory, says so, and goes on from what was durable once the disk is repaired', () => {
    const disk = new SmallDisk(16_777_216);
    onTestFinished(() => disk.dispose());
    const path = join(disk.path, 'ledger.sqlite');
    const limits = { ballastPath: join(disk.path, 'ballast') };
    const metering = new Metering(path, limits);
    metering.run(20, () => metering.event());
    const durable = [...metering.ledger.lines()];
    disk.failReadOnly();
    metering.run(200, () => metering.event());
    const { outage, heldRecordCount } = metering.recorder.limits?.guard.status() ?? {};
    expect(outage).toMatchObject({ code: 'record/disk-read-only', unrecorded: {} });
    // 1, 2, 4 … 32, 60, 60 s: a disk that is gone is not hammered.
    expect(outage?.attemptCount).toBeLessThanOrEqual(10);
    expect(heldRecordCount).toBe(200);
    expect(metering.recorder.lossBoundMs).toBeGreaterThan(100_000);
    metering.ledger.close();
    disk.repair();
    const again = new Metering(path, limits);
    expect([...again.ledger.lines()]).toEqual(durable);
    again.run(5, () => again.event());
    expect(again.records('event.started')).toHaveLength(25);
    again.ledger.close();
  });
});
