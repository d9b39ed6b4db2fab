import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReceiverEvent } from '../../receiver/receiver-event.ts';
import { statementLines } from '../../receiver/statement/statement-lines.ts';
import { clockText } from '../commands/clock-text.ts';
import { type ExitCode, exitCode } from '../commands/command.ts';
import { loadDeviceKey } from '../commands/device-key.ts';
import type { AgentConfiguration } from '../configuration/agent-schema.ts';
import { productPath, readProfile } from '../configuration/product-files.ts';
import type { AgentStatus } from '../contract/status.ts';
import type { Terminal } from '../contract/terminal.ts';
import type { Clock } from '../contract/time.ts';
import { isUnknown } from '../contract/unknown.ts';
import { type Daemon, startDaemon } from '../daemon.ts';
import { silentLogger } from '../platform/logger.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { systemRandom } from '../platform/system-random.ts';
import { ledgerBytesMaxDefault } from '../record/limits/lane-bytes.ts';
import { lossBoundMsDefault } from '../record/limits/recorder-limits.ts';
import { type DemoParties, demoSerialNumber, demoTenant, startDemoParties } from './demo-parties.ts';
import { readScene } from './read-scene.ts';
import { sceneLines } from './scene-report.ts';

export interface DemoLiveOptions {
  readonly robot: 'humanoid' | 'cobot';
  readonly scene?: string | undefined;
  readonly seed: number;
  /** Signal time per real time. */
  readonly speed: number;
  /** Real time after which it ends by itself; undefined runs until interrupted. */
  readonly durationMs?: number | undefined;
  readonly out?: string | undefined;
  readonly json?: boolean | undefined;
}

const profileOf = { humanoid: 'unitree-g1-29dof', cobot: 'ur3e' } as const;
const contextOf = { humanoid: 'context.public-hall.example.yaml', cobot: 'context.example.yaml' } as const;
/** A report every ten seconds of real time, so that a newcomer sees one. */
const reportEveryMs = 10_000;
const receiptWaitMs = 10_000;
const progressEveryMs = 1000;
const lineEveryMs = 5000;

/**
 * Everything embedded, on loopback, with free ports and one directory:
 * ```
 *  simulated robot ─▶ agent ─▶ broker ─▶ receiver ─▶ receipt        page: the agent, live
 * ```
 * Exit code 0 when at least one report was verified and receipted.
 */
export async function demoLive(io: Terminal, options: DemoLiveOptions): Promise<ExitCode> {
  const clock = createSystemClock();
  const directory = options.out ?? (await mkdtemp(join(tmpdir(), 'robot-risk-demo-')));
  const profile = (await readProfile(profileOf[options.robot])).value;
  const said = (line: string): void => {
    if (options.json !== true) io.out(line);
  };
  const onEvent = (event: ReceiverEvent): void => tellEvent(event, said);
  const parties = await startDemoParties({ directory, profile, clock, onEvent });
  try {
    const stopping = new AbortController();
    const signal = AbortSignal.any([io.signal, stopping.signal]);
    const daemon = await startDaemon({
      configuration: configurationOf(options, parties),
      folder: directory,
      keyFor: (stateDirectory) => loadDeviceKey({ directory: stateDirectory, origin: 'simulation' }),
      clock,
      random: systemRandom,
      logger: silentLogger,
      signal,
      receiptWaitMs,
      reportPeriodMs: reportEveryMs * options.speed,
    });
    introduce(daemon, parties, { options, said });
    void daemon.done.finally(() => stopping.abort()).catch(() => undefined);
    await Promise.all([daemon.done, watch({ io, daemon, clock, signal, said, stop: () => stopping.abort() }, options.durationMs)]);
    return await conclude({ io, daemon, parties, directory, options });
  } catch (error) {
    // What never ran has nothing worth keeping; a directory the person named is theirs.
    if (options.out === undefined) await rm(directory, { recursive: true, force: true });
    throw error;
  } finally {
    await parties.stop();
  }
}

function configurationOf(options: DemoLiveOptions, parties: DemoParties): AgentConfiguration {
  const { robot, scene, seed, speed } = options;
  return {
    robot: { profile: profileOf[robot], serialNumber: demoSerialNumber },
    hostRole: 'onboard',
    sources: [
      {
        id: 'robot',
        driver: 'simulator',
        options: { robot, seed, speedRatio: speed, groundTruth: parties.groundTruthPath, ...(scene === undefined ? {} : { scene }) },
      },
    ],
    context: productPath('config', contextOf[robot]),
    referenceModel: 'illustrative-1',
    record: { directory: parties.agentDirectory, ledgerBytesMax: ledgerBytesMaxDefault, lossBoundMs: lossBoundMsDefault },
    recipients: [{ id: 'insurer', url: parties.broker.url, tenant: demoTenant, keys: parties.receiverKeysPath }],
    page: { port: 0 },
    log: { level: 'silent' },
    anomaly: { backend: 'off', shortCommissioning: true, eventForecast: 'off' },
  };
}

function introduce(
  daemon: Daemon,
  parties: DemoParties,
  { options, said }: { options: DemoLiveOptions; said: (line: string) => void },
): void {
  const { robot, agentId } = daemon.status();
  said(
    `A simulated ${options.robot} (${robot}), ${options.speed} × real time${options.scene === undefined ? '' : `, scene ${options.scene}`}`,
  );
  said(`Agent ${agentId}, enrolled with code ${parties.code}; broker ${parties.broker.url}`);
  said(`Page: ${daemon.pageUrl}`);
  said('Ctrl-C ends it and prints the verified statement.\n');
}

function tellEvent(event: ReceiverEvent, said: (line: string) => void): void {
  if (event.code === 'receiver/report-stored') {
    const findings = event.findings.length === 0 ? '' : ` (${event.findings.join(', ')})`;
    said(`  receiver: report ${event.reportSeq} checked and stored: ${event.verdict}${findings}; receipt signed`);
  }
  if (event.code === 'receiver/message-refused') said(`  receiver: refused a message: ${event.text}`);
}

interface Watching {
  readonly io: Terminal;
  readonly daemon: Daemon;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly said: (line: string) => void;
  readonly stop: () => void;
}

/** Progress each second on a terminal, a line every few seconds for everybody; stops the agent when the time is over. */
async function watch({ io, daemon, clock, signal, said, stop }: Watching, durationMs = Number.POSITIVE_INFINITY): Promise<void> {
  for (let elapsedMs = 0; !signal.aborted && elapsedMs < durationMs; elapsedMs += progressEveryMs) {
    await clock.sleep(Math.min(progressEveryMs, durationMs - elapsedMs), signal);
    if (signal.aborted) break;
    const line = progressLine(daemon.status());
    io.progress(line);
    if ((elapsedMs + progressEveryMs) % lineEveryMs === 0) said(line);
  }
  said('Stopping: the last report is closed, sent, and its receipt waited for (10 s at most).');
  stop();
}

function progressLine({ counters, gradeText, riskIndex, drivers, eventCounts, outbox, channels, warnings }: AgentStatus): string {
  const top = drivers.filter(({ ln }) => ln !== 0).sort((a, b) => Math.abs(b.ln) - Math.abs(a.ln))[0];
  const index = isUnknown(riskIndex) ? 'index unknown' : `index ${riskIndex.toFixed(1)}`;
  const because = top === undefined ? '' : ` (${top.dimension} ×${top.factorRatio.toFixed(2)})`;
  const events = Object.entries(eventCounts).map(([eventClass, count]) => `${count} ${eventClass}`);
  const sentCount = channels.reduce((sum, channel) => sum + channel.sentCount, 0);
  return [
    `operating ${clockText(counters.operatingMs)}`,
    gradeText.slice(0, 2),
    `${index}${because}`,
    events.join(' ') || 'no events',
    `reports ${outbox.closedCount} closed, ${sentCount} sent, ${outbox.receiptedCount} receipted`,
    ...warnings,
  ].join(' | ');
}

interface Concluding {
  readonly io: Terminal;
  readonly daemon: Daemon;
  readonly parties: DemoParties;
  readonly directory: string;
  readonly options: DemoLiveOptions;
}

function conclude({ io, parties, directory, options, daemon }: Concluding): ExitCode {
  const statement = parties.receiver.statement();
  const { closedCount, receiptedCount } = daemon.finalCounts();
  const scene = readScene(parties.groundTruthPath, join(parties.agentDirectory, 'ledger.sqlite'));
  if (options.json) io.out(JSON.stringify({ directory, closedCount, receiptedCount, statement, scene }));
  else {
    io.out(`\nWhat the receiver can prove, from signed reports alone:\n`);
    for (const line of statementLines(statement)) io.out(line);
    if (options.scene !== undefined) {
      io.out(`\nThe scene against its ground truth (${parties.groundTruthPath}):\n`);
      for (const line of sceneLines(scene)) io.out(line);
    }
    io.out(`\n${receiptedCount} of ${closedCount} reports receipted. Files: ${directory}`);
  }
  return receiptedCount > 0 && receiptedCount === closedCount ? exitCode.ok : exitCode.findings;
}
