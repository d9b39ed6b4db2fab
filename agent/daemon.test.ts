import { existsSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { stringify } from 'yaml';
import { runCli } from '../tests/support/cli.ts';
import { daemonConfiguration, type RunningDaemon } from '../tests/support/daemon-fixture.ts';
import { scratchDirectory } from '../tests/support/replayed.ts';
import { expectStartsAgain, quickClock, recipientAt, startedDaemon } from '../tests/support/started-daemon.ts';
import { freePort } from '../tests/support/tcp-peer.ts';
import { until } from '../tests/support/until.ts';
import { loadDeviceKey } from './commands/device-key.ts';
import { reportProblems } from './commands/report-problems.ts';
import type { ReportPayload } from './contract/report.ts';
import { isUnknown } from './contract/unknown.ts';
import { readKeyRegistry } from './evidence/key-registry.ts';
import { verifyEvidence } from './evidence/verify-evidence.ts';
import { lockHolder } from './platform/instance-lock.ts';
import { readLedger } from './record/read-ledger.ts';

const payloadOf = (jws: string): ReportPayload => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString());
const ledgerOf = (folder: string) => readLedger(join(folder, 'state', 'ledger.sqlite'));
const operates = ({ daemon }: RunningDaemon, ms: number): Promise<void> =>
  until(`${ms} ms of operation`, () => daemon.status().counters.operatingMs > ms);

describe('a daemon that starts', () => {
  it('tells who it is, what it reads and what it found', async () => {
    const running = await startedDaemon();
    await operates(running, 10_000);
    const { kid } = await loadDeviceKey({ directory: running.daemon.directory, origin: 'simulation' });
    const status = running.daemon.status();
    expect(status).toMatchObject({
      agentId: kid,
      origin: 'simulation',
      robot: 'Universal Robots UR3e',
      channels: [],
      warnings: [],
      outbox: { closedCount: 0, receiptedCount: 0 },
      anomaly: { alarmCount: 0 },
      statement: expect.stringContaining('not a safety rating'),
    });
    expect(status.sources).toEqual([
      {
        sourceId: 'robot',
        driver: 'simulator',
        state: 'running',
        reason: 'started',
        frameCount: expect.any(Number),
        flawCount: 0,
        restartCount: 0,
      },
    ]);
    expect(status.sources[0]?.frameCount).toBeGreaterThan(100);
    expect(status.uptimeMs).toBeGreaterThanOrEqual(10_000);
    expect(status.ledgerSize).toBeGreaterThanOrEqual(2);
    expect(status.gradeText).toMatch(/^E[1-5] /);
    expect(isUnknown(status.riskIndex) || (status.riskIndex > 0 && status.riskIndex < 100)).toBe(true);
    expect(status.counters.operatingMs).toBeLessThanOrEqual(status.counters.powerOnMs);
  });

  it('writes into its own directory, key readable for itself alone, and logs that it started', async () => {
    const { daemon, folder, logger } = await startedDaemon();
    expect(daemon.directory).toBe(join(folder, 'state'));
    for (const file of ['simulation-key.pem', 'ledger.sqlite', 'run.lock']) expect(existsSync(join(folder, 'state', file))).toBe(true);
    const { agentId } = daemon.status();
    expect(logger.lines[0]).toMatchObject({
      level: 'info',
      code: 'agent/started',
      facts: { agentId, origin: 'simulation', page: daemon.pageUrl },
    });
    expect(logger.codes()).toContain('ingest/source-state');
  });

  it('shows an early warning only where the configuration asks for one', async () => {
    const anomaly = { backend: 'off', shortCommissioning: true, eventForecast: 'page' } as const;
    const { daemon } = await startedDaemon({ configuration: { ...daemonConfiguration(), anomaly } });
    expect(daemon.status().anomaly.eventForecast).toMatchObject({ nowRatio: { unknown: 'learning' } });
    expect((await startedDaemon()).daemon.status().anomaly).not.toHaveProperty('eventForecast');
  });

  it('serves its status on its page, and `status` reads it there', async () => {
    const configuration = daemonConfiguration();
    const folder = scratchDirectory('daemon');
    const path = join(folder, 'agent.yaml');
    writeFileSync(path, stringify(configuration));
    const before = await runCli('status', '--config', path);
    expect(before.code).toBe(1);
    expect(before.out).toContain(`Start it: robot-risk run --config ${path}`);
    const running = await startedDaemon({ configuration, folder });
    await operates(running, 1000);
    const { code, out } = await runCli('status', '--config', path);
    expect(code).toBe(0);
    expect(out).toContain(`Agent      ${running.daemon.status().agentId}, Universal Robots UR3e, origin simulation`);
    expect(out).toMatch(/Source {5}robot \(simulator\): running, \d+ frames, 0 flaws, 0 restarts/);
    const json = JSON.parse((await runCli('status', '--config', path, '--json')).out);
    expect(json).toMatchObject({ running: true, agentId: running.daemon.status().agentId });
    await running.stop();
    expect((await runCli('status', '--config', path, '--json')).out).toBe(
      JSON.stringify({ running: false, directory: join(folder, 'state') }),
    );
  });

  it('reads several sources of one origin under their own names', async () => {
    const source = (id: string, seed: number) => ({ id, driver: 'simulator', options: { seed, script: [], speedRatio: 1 } });
    const { daemon } = await startedDaemon({ configuration: daemonConfiguration({ sources: [source('left', 1), source('right', 2)] }) });
    await until('both deliver', () => daemon.status().sources.every(({ frameCount }) => frameCount > 10));
    expect(daemon.status().sources.map(({ sourceId }) => sourceId)).toEqual(['left', 'right']);
  });

  it('opens no outbound connection as long as it has no recipient', async () => {
    const connecting = vi.spyOn(Socket.prototype, 'connect');
    onTestFinished(() => connecting.mockRestore());
    const unbound = await startedDaemon({ reportPeriodMs: 10_000 });
    await until('a report lies in the outbox', () => unbound.daemon.status().outbox.closedCount >= 1);
    await unbound.stop();
    expect(connecting).not.toHaveBeenCalled();
    expect(unbound.daemon.status().warnings).toEqual([]);
    const folder = scratchDirectory('daemon');
    const bound = await startedDaemon({
      folder,
      configuration: daemonConfiguration({ recipients: [recipientAt(folder, await freePort())] }),
    });
    await until('the bound one tries', () => connecting.mock.calls.length > 0);
    await bound.stop();
  });
});

describe('a daemon that stops', () => {
  it('closes the open report, frees page and directory, and still answers for itself', async () => {
    const { daemon, stop, folder, logger } = await startedDaemon();
    await operates({ daemon, logger, stop }, 5000);
    await stop();
    expect(existsSync(join(folder, 'state', 'run.lock'))).toBe(false);
    await expect(fetch(daemon.pageUrl)).rejects.toThrow();
    const { lines, reports } = ledgerOf(folder);
    const records = lines.map((line) => JSON.parse(line));
    expect(records.map(({ type }) => type).slice(0, 1)).toEqual(['agent.started']);
    expect(records.findLast(({ type }) => type === 'agent.stopped')?.data).toMatchObject({ reason: 'stopped' });
    expect(daemon.finalCounts()).toEqual({ closedCount: 1, receiptedCount: 0 });
    expect(reports.map(({ reportSeq }) => reportSeq)).toEqual([0]);
    expect(payloadOf(reports[0]?.jws ?? '').exposure.closing).toEqual(daemon.status().counters);
    expect(logger.codes().slice(-1)).toEqual(['agent/stopped']);
    expect(daemon.status().sources[0]?.state).toBe('stopped');
  });

  it('does so by itself when its source has ended', async () => {
    const { daemon, folder } = await startedDaemon({
      configuration: daemonConfiguration({ simulator: { durationMs: 20_000, speedRatio: 0 } }),
    });
    await daemon.done;
    const { lines, reports } = ledgerOf(folder);
    expect(lines.some((line) => line.includes('"sourceEnded"'))).toBe(true);
    expect(payloadOf(reports[0]?.jws ?? '').exposure.closing.powerOnMs).toBeGreaterThan(19_000);
    expect(daemon.status().sources[0]).toMatchObject({ state: 'ended' });
  });

  it('stops at once when told before it began', async () => {
    const { daemon, folder } = await startedDaemon({ signal: AbortSignal.abort() });
    await daemon.done;
    expect(daemon.finalCounts()).toEqual({ closedCount: 0, receiptedCount: 0 });
    expect(lockHolder(join(folder, 'state'))).toBeUndefined();
  });

  it('carries out what breaks a source for good, and frees page and directory', async () => {
    const simulator = { groundTruth: '/nowhere/truth.jsonl' };
    const { daemon, folder } = await startedDaemon({ configuration: daemonConfiguration({ simulator }) });
    await expect(daemon.done).rejects.toThrow('name a file in a directory that exists and may be written');
    await expect(fetch(daemon.pageUrl)).rejects.toThrow();
    await expectStartsAgain(folder);
  });
});

describe('a daemon that starts again on its directory', () => {
  it('goes on with its hours, its events and one chain of reports, which verify together with the ledger', async () => {
    const folder = scratchDirectory('daemon');
    const clock = quickClock();
    const script = [{ atMs: 5000, fault: 'protectiveStop', durationMs: 3000 }] as const;
    const options = { folder, clock, reportPeriodMs: 10_000, configuration: daemonConfiguration({ simulator: { script } }) };
    const first = await startedDaemon(options);
    await until('two reports', () => first.daemon.status().outbox.closedCount >= 2);
    await first.stop();
    const before = first.daemon.status();
    const second = await startedDaemon(options);
    expect(second.daemon.status().agentId).toBe(before.agentId);
    expect(second.daemon.status().counters.operatingMs).toBeGreaterThanOrEqual(before.counters.operatingMs);
    await until('a further report', () => second.daemon.status().outbox.closedCount > before.outbox.closedCount);
    await until('the second stop', () => second.daemon.status().eventCounts.protectiveStop === 2);
    await second.stop();
    const after = second.daemon.status();
    expect(before.eventCounts).toEqual({ protectiveStop: 1 });
    expect(after.counters.operatingMs).toBeGreaterThan(before.counters.operatingMs);
    const { lines, reports } = ledgerOf(folder);
    const payloads = reports.map(({ jws }) => payloadOf(jws));
    expect(payloads.map(({ reportSeq }) => reportSeq)).toEqual(reports.map((_, index) => index));
    const firstOfSecond = payloads[before.outbox.closedCount];
    expect(firstOfSecond?.exposure.opening).toEqual(before.counters);
    const { kid, publicJwk } = await loadDeviceKey({ directory: join(folder, 'state'), origin: 'simulation' });
    const verdict = verifyEvidence({
      reports: reports.map(({ jws, reportSeq }) => ({ name: `${reportSeq}.jws`, bytes: Buffer.from(jws) })),
      ledgers: [{ name: 'ledger.jsonl', bytes: Buffer.from(`${lines.join('\n')}\n`) }],
      registry: readKeyRegistry(JSON.stringify({ keys: [{ ...publicJwk, kid, role: 'simulation' }] })),
      validateSchema: reportProblems,
    });
    expect(verdict).toMatchObject({ verdict: 'pass', findings: [] });
    expect(verdict.reports).toHaveLength(reports.length);
  });
});

describe('a daemon in trouble', () => {
  it('notices a source that is alive and says nothing, and that it speaks again', async () => {
    const script = [{ atMs: 5000, fault: 'bridgeSilence', durationMs: 90_000 }] as const;
    const { daemon, logger } = await startedDaemon({ configuration: daemonConfiguration({ simulator: { script } }) });
    await until('silence', () => daemon.status().sources[0]?.state === 'silent');
    const status = daemon.status();
    expect(status.warnings).toEqual([expect.stringMatching(/^source robot is silent: nothing arrived for \d+ s$/)]);
    await until('data again', () => daemon.status().sources[0]?.state === 'running');
    expect(daemon.status().warnings).toEqual([]);
    const states = logger.lines.filter(({ code }) => code === 'ingest/source-state');
    expect(states.map(({ level, facts }) => [level, facts.state]).slice(-2)).toEqual([
      ['warn', 'silent'],
      ['info', 'running'],
    ]);
    await until('the gap on record', () => daemon.status().counters.gapMs > 60_000);
  });

  it('says of a dead broker that it is away, what to check, and what waits; `status` exits with 1', async () => {
    const folder = scratchDirectory('daemon');
    const port = await freePort();
    const configuration = daemonConfiguration({ recipients: [recipientAt(folder, port)] });
    const path = join(folder, 'agent.yaml');
    writeFileSync(path, stringify(configuration));
    const { daemon, stop, logger } = await startedDaemon({ folder, configuration, reportPeriodMs: 10_000 });
    await until('two reports wait', () => daemon.status().outbox.closedCount >= 2);
    const { warnings, channels } = daemon.status();
    expect(channels).toMatchObject([{ recipientId: 'insurer', url: `mqtt://127.0.0.1:${port}`, sentCount: 0, receiptedCount: 0 }]);
    expect(warnings).toEqual([
      expect.stringMatching(/^recipient insurer is not connected: .*check that the broker runs.*; \d+ reports wait for a receipt$/),
    ]);
    const { code, out } = await runCli('status', '--config', path);
    expect(code).toBe(1);
    expect(out).toMatch(/Warning {4}recipient insurer is not connected/);
    expect(logger.codes().filter((each) => each === 'report/mqtt-unreachable')).toHaveLength(1);
    await stop();
    expect(daemon.finalCounts().receiptedCount).toBe(0);
    expect(daemon.finalCounts().closedCount).toBeGreaterThanOrEqual(3);
  });
});
