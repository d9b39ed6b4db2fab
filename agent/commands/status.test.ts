import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { busyStatus, newbornStatus } from '../../tests/support/agent-status.ts';
import { runCli } from '../../tests/support/cli.ts';
import { temporaryFiles } from '../../tests/support/replay-fixture.ts';
import type { StorageStatus } from '../contract/storage-status.ts';
import { unknown } from '../contract/unknown.ts';
import { statusLines } from './status.ts';

const calm = { ...busyStatus, warnings: [] };

/** A server on loopback that answers `status.json` with this body. */
async function pageWith(body: string, statusCode = 200): Promise<string> {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/status.json' ? statusCode : 404).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`;
}

/** A configuration whose state directory carries this lock. */
async function locked(lock: object | string | undefined, directory = './state') {
  const text = `robot: { profile: ur3e }\nsources: [{ id: arm, driver: simulator }]\nrecord: { directory: ${directory} }\n`;
  const folder = await temporaryFiles({ 'agent.yaml': text });
  mkdirSync(join(folder, 'state'));
  if (lock !== undefined) writeFileSync(join(folder, 'state', 'run.lock'), typeof lock === 'string' ? lock : JSON.stringify(lock));
  const config = join(folder, 'agent.yaml');
  return { folder, config, status: (...more: string[]) => runCli('status', '--config', config, ...more) };
}

const holder = (pageUrl: string | null, pid = process.pid) => ({ pid, bootId: 'boot-1', pageUrl });

describe('status of a running agent', () => {
  it('is asked at the page the lock names, and ends with 0', async () => {
    const { status } = await locked(holder(await pageWith(JSON.stringify(calm))));
    const { code, out, err } = await status();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n')).toEqual(statusLines(calm));
  });

  it('ends with 1 when it warns', async () => {
    const { status } = await locked(holder(await pageWith(JSON.stringify(busyStatus))));
    const { code, out } = await status();
    expect(code).toBe(1);
    expect(out).toContain('Warning    IMU at 100 Hz: impacts are under-read below 200 Hz.');
  });

  it('--json is the whole state as one object', async () => {
    const { status } = await locked(holder(await pageWith(JSON.stringify(calm))));
    expect(JSON.parse((await status('--json')).out)).toEqual({ running: true, ...JSON.parse(JSON.stringify(calm)) });
  });
});

describe('status where no agent runs', () => {
  it('says the directory and how to start one, and ends with 1', async () => {
    const { folder, config, status } = await locked(undefined);
    expect(await status()).toEqual({
      code: 1,
      out: `Not running on ${join(folder, 'state')}. Start it: robot-risk run --config ${config}`,
      err: '',
    });
    expect(JSON.parse((await status('--json')).out)).toEqual({ running: false, directory: join(folder, 'state') });
  });

  it('takes an absolute state directory as it is', async () => {
    const { status } = await locked(undefined, '/nowhere/state');
    expect((await status()).out).toContain('Not running on /nowhere/state.');
  });

  it.each([
    ['a lock that says nothing', '{"pid":'],
    ['an agent that has no page yet', holder(null)],
    ['a page nobody serves any more', holder('http://127.0.0.1:9/')],
    ['a page that is no address', holder('here')],
  ])('is not confused by %s', async (_, lock) => {
    const { code, out } = await (await locked(lock)).status();
    expect(code).toBe(1);
    expect(out).toMatch(/^Not running on /);
  });

  it.each([
    ['an error', '{}', 500],
    ['a page of another program', '<html></html>', 200],
    ['an object that is no state', '{"ok":true}', 200],
    ['null', 'null', 200],
  ])('does not take %s at that port for an agent', async (_, body, statusCode) => {
    const { code, out } = await (await locked(holder(await pageWith(body, statusCode)))).status();
    expect(code).toBe(1);
    expect(out).toMatch(/^Not running on /);
  });

  it('does not ask the port of a process that is gone: another robot’s agent may have it by now', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const { code } = await (await locked(holder(await pageWith(JSON.stringify(calm)), pid))).status();
    expect(code).toBe(1);
  });

  it('ends with 2 for a configuration that is wrong, or is not named', async () => {
    expect((await runCli('status', '--config', '/nowhere/agent.yaml')).code).toBe(2);
    const { code, err } = await runCli('status');
    expect(code).toBe(2);
    expect(err).toContain("required option '--config <file>' not specified");
  });
});

describe('the lines of a status', () => {
  const lines = statusLines(busyStatus);

  it('show hours truncated, never rounded up', () => {
    const counters = { ...busyStatus.counters, operatingMs: 3_599_999 };
    expect(statusLines({ ...busyStatus, counters })[1]).toContain('operating 0:59:59');
  });

  it('show the three drivers that move the index most, strongest first', () => {
    const at = lines.findIndex((line) => line.startsWith('Index'));
    expect(lines[at]).toBe('Index      57.3; illustrative reference');
    expect(lines.slice(at + 1, at + 4).map((line) => line.trim().split(':')[0])).toEqual([
      'Safety history',
      'Operating environment',
      'Mechanical load in use',
    ]);
    expect(lines[at + 4]).toMatch(/^Events/);
  });

  it('show every source and every recipient, with what is wrong', () => {
    expect(lines).toContain('Source     pack (serial): silent, 4821 frames, 0 flaws, 2 restarts');
    expect(lines).toContain(
      'Recipient  lessor at mqtt://192.0.2.7:1883: waiting (connection refused; tried 4 times, next in 12 s), 0 sent, 0 receipted',
    );
    expect(lines).toContain('Outbox     12 reports closed, 11 receipted; ledger 10482 records');
  });

  it('show what the disk holds, what a power cut costs, and how long the flash lasts on which assumption', () => {
    const storage: StorageStatus = {
      lanes: [
        { lane: 'ledger', sizeBytes: 12_345_678, bytesMax: 67_108_864 },
        { lane: 'samples', sizeBytes: 500_000 },
      ],
      tickMs: 60_000,
      lossBoundMs: 60_000,
      trouble: null,
      heldRecordCount: 0,
      hasBallast: true,
      flash: { writtenBytes: 9e6, bytesPerDay: 80e6, lifeYears: 205.3, assumed: { enduranceTb: 24, amplificationRatio: 4 } },
    };
    const shown = statusLines({ ...busyStatus, storage });
    expect(shown).toContain('Storage    ledger 12.3 MB of 67.1 MB, samples 0.5 MB; a tick every 60 s, a power cut costs at most 60 s');
    expect(shown).toContain(
      'Flash      80.0 MB a day: more than 100 years of an eMMC of 24 TB at 4-fold write amplification (assumed), this agent alone',
    );
    const worn = statusLines({ ...busyStatus, storage: { ...storage, hasBallast: false, flash: unknown('insufficientData') } });
    expect(worn.find((line) => line.startsWith('Storage'))).toMatch(/no ballast$/);
    expect(worn).toContain('Flash      unknown (insufficientData)');
  });

  it('show how many samples are kept, and what gave way to them', () => {
    const lanes: StorageStatus['lanes'] = [{ lane: 'ledger', sizeBytes: 1 }];
    const disk = {
      tickMs: 60_000,
      lossBoundMs: 60_000,
      trouble: null,
      heldRecordCount: 0,
      hasBallast: true,
      flash: unknown('notReported'),
    };
    const samples = { batchCount: 12, sizeBytes: 1, bytesMax: 2, evictedBatchCount: 0, evictedBytes: 0, evictedToWallMs: null };
    const shownWith = (change: object) =>
      statusLines({ ...busyStatus, storage: { lanes, ...disk, samples: { ...samples, droppedBatchCount: 0, ...change } } });
    expect(shownWith({})).toContain('Samples    12 batches kept, 0 older ones (0.0 MB) gave way');
    const evicted = { evictedBatchCount: 3, evictedBytes: 1_200_000, evictedToWallMs: 0, droppedBatchCount: 2 };
    expect(shownWith(evicted)).toContain(
      'Samples    12 batches kept, 3 older ones (1.2 MB) gave way, up to 1970-01-01T00:00:00.000Z; 2 lost while the disk refused',
    );
    expect(statusLines({ ...busyStatus, storage: { lanes, ...disk } }).filter((line) => line.startsWith('Samples'))).toEqual([]);
  });

  it('end with what the index is not', () => {
    expect(lines.at(-1)).toBe(busyStatus.statement);
  });

  it('of a newborn agent say unknown and none', () => {
    const text = statusLines(newbornStatus).join('\n');
    expect(text).toContain('Index      unknown (insufficientData); illustrative reference');
    expect(text).toContain('Events     none; not observed: none');
  });

  it('leave a recipient without a reason without brackets', () => {
    const [channel] = busyStatus.channels;
    if (channel === undefined) throw new Error('the fixture has a channel');
    const text = statusLines({ ...busyStatus, channels: [{ ...channel, reason: '', protocolVersion: unknown('notObserved') }] }).join('\n');
    expect(text).toContain(': connected, 12 sent, 11 receipted');
  });
});
