import { dirname, isAbsolute, join, resolve } from 'node:path';
import { readConfiguration } from '../configuration/read-configuration.ts';
import type { AgentStatus } from '../contract/status.ts';
import type { SampleCounts, StorageStatus } from '../contract/storage-status.ts';
import { isUnknown } from '../contract/unknown.ts';
import type { UsageCounters } from '../contract/usage.ts';
import { distanceText, energyText } from '../contract/usage-text.ts';
import { documentsText } from '../evidence/documents-text.ts';
import { isAlive, lockHolder } from '../platform/instance-lock.ts';
import { clockText } from './clock-text.ts';
import { type CommandIo, type ExitCode, exitCode, type RegisterVerb } from './command.ts';

interface StatusOptions {
  readonly config: string;
  readonly json?: boolean;
}

const help = `
Exit code: 0 running without a warning, 1 warnings or not running, 2 wrong usage.

Example:
  robot-risk status --config /etc/robot-risk/agent.yaml`;

/** `status --config FILE`: what the running agent says of itself. */
export const registerStatus: RegisterVerb = (program, io, act) => {
  program
    .command('status')
    .description('hours, grade, index, sources and recipients of the running agent')
    .requiredOption('--config <file>', "the running agent's configuration")
    .option('--json', 'one JSON object')
    .addHelpText('after', help)
    .action((options: StatusOptions) => act(() => status(io, options)));
};

async function status(io: CommandIo, { config, json }: StatusOptions): Promise<ExitCode> {
  const { record } = await readConfiguration(config);
  const directory = isAbsolute(record.directory) ? record.directory : join(dirname(resolve(config)), record.directory);
  const found = await askAgent(directory, io.signal);
  if (found === undefined) {
    if (json) io.out(JSON.stringify({ running: false, directory }));
    else io.out(`Not running on ${directory}. Start it: robot-risk run --config ${config}`);
    return exitCode.findings;
  }
  if (json) io.out(JSON.stringify({ running: true, ...found }));
  else for (const line of statusLines(found)) io.out(line);
  return found.warnings.length === 0 ? exitCode.ok : exitCode.findings;
}

/** What the agent on this directory says; undefined when none runs there, or its port belongs to something else by now. */
async function askAgent(directory: string, signal: AbortSignal): Promise<AgentStatus | undefined> {
  const holder = lockHolder(directory);
  if (!holder?.pageUrl || !isAlive(holder.pid)) return undefined;
  try {
    const answer = await fetch(new URL('status.json', holder.pageUrl), { signal });
    const found = answer.ok ? ((await answer.json()) as Partial<AgentStatus> | null) : null;
    return found?.agentId === undefined ? undefined : (found as AgentStatus);
  } catch {
    return undefined;
  }
}

/** A running agent for people: one screen. */
export function statusLines(status: AgentStatus): string[] {
  const { counters, outbox } = status;
  const events = Object.entries(status.eventCounts).map(([eventClass, count]) => `${count} ${eventClass}`);
  return [
    `Agent      ${status.agentId}, ${status.robot}, origin ${status.origin}, up ${clockText(status.uptimeMs)}`,
    `Hours      powered ${clockText(counters.powerOnMs)}, ready ${clockText(counters.readyMs)}, operating ${clockText(counters.operatingMs)}, collaborative ${clockText(counters.collaborativeMs)}, gaps ${clockText(counters.gapMs)}`,
    `Use        ${useText(counters)}`,
    `Grade      ${status.gradeText}`,
    ...(status.healthText === undefined ? [] : [`Health     ${status.healthText}`]),
    `Index      ${isUnknown(status.riskIndex) ? `unknown (${status.riskIndex.unknown})` : status.riskIndex.toFixed(1)}; illustrative reference`,
    ...topDrivers(status).map((text) => `           ${text}`),
    `Events     ${events.join(', ') || 'none'}; not observed: ${status.notObserved.join(', ') || 'none'}`,
    ...(status.documents === undefined ? [] : [`Documents  ${documentsText(status.documents)}`]),
    `Anomaly    ${status.anomaly.status}, ${status.anomaly.alarmCount} alarms`,
    ...status.sources.map(
      ({ sourceId, driver, state, frameCount, flawCount, restartCount }) =>
        `Source     ${sourceId} (${driver}): ${state}, ${frameCount} frames, ${flawCount} flaws, ${restartCount} restarts`,
    ),
    `Outbox     ${outbox.closedCount} reports closed, ${outbox.receiptedCount} receipted; ledger ${status.ledgerSize} records`,
    ...(status.storage === undefined ? [] : storageLines(status.storage)),
    ...status.channels.map(
      ({ recipientId, url, state, reason, sentCount, receiptedCount }) =>
        `Recipient  ${recipientId} at ${url}: ${state}${reason === '' ? '' : ` (${reason})`}, ${sentCount} sent, ${receiptedCount} receipted`,
    ),
    ...status.warnings.map((warning) => `Warning    ${warning}`),
    status.statement,
  ];
}

/** Load and amounts, and what stands in no hour counter. */
function useText({ loadMs, standingMs, distanceMm, energyMj, suspendedMs, unmeteredMs }: UsageCounters): string {
  const amounts = `load-weighted ${clockText(loadMs)}, standing ${clockText(standingMs)}, ${distanceText(distanceMm)}, ${energyText(energyMj)}`;
  return `${amounts}, host asleep ${clockText(suspendedMs)}, not metered ${clockText(unmeteredMs)}`;
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

function storageLines({ lanes, tickMs, lossBoundMs, flash, hasBallast, samples }: StorageStatus): string[] {
  const sizes = lanes.map(({ lane, sizeBytes, bytesMax }) => {
    const limit = bytesMax === undefined ? '' : ` of ${megabytes(bytesMax)}`;
    return `${lane} ${megabytes(sizeBytes)}${limit}`;
  });
  const ballast = hasBallast ? '' : ', no ballast';
  return [
    `Storage    ${sizes.join(', ')}; a tick every ${tickMs / 1000} s, a power cut costs at most ${lossBoundMs / 1000} s${ballast}`,
    ...(samples === undefined ? [] : [`Samples    ${samplesText(samples)}`]),
    `Flash      ${flashText(flash)}`,
  ];
}

function samplesText({ batchCount, evictedBatchCount, evictedBytes, evictedToWallMs, droppedBatchCount }: SampleCounts): string {
  const until = evictedToWallMs === null ? '' : `, up to ${new Date(evictedToWallMs).toISOString()}`;
  const dropped = droppedBatchCount === 0 ? '' : `; ${droppedBatchCount} lost while the disk refused`;
  return `${batchCount} batches kept, ${evictedBatchCount} older ones (${megabytes(evictedBytes)}) gave way${until}${dropped}`;
}

function flashText(flash: StorageStatus['flash']): string {
  if (isUnknown(flash)) return `unknown (${flash.unknown})`;
  const { enduranceTb, amplificationRatio } = flash.assumed;
  const years = flash.lifeYears >= 100 ? 'more than 100 years' : `${flash.lifeYears.toFixed(1)} years`;
  return `${megabytes(flash.bytesPerDay)} a day: ${years} of an eMMC of ${enduranceTb} TB at ${amplificationRatio}-fold write amplification (assumed), this agent alone`;
}

/** The drivers that move the index, strongest first. */
function topDrivers({ drivers }: AgentStatus): string[] {
  return drivers
    .filter(({ ln }) => ln !== 0)
    .sort((a, b) => Math.abs(b.ln) - Math.abs(a.ln))
    .slice(0, 3)
    .map(({ textEn }) => textEn);
}
