import type { Command } from 'commander';
import type { StoredSamples } from '../contract/storage-status.ts';
import { LedgerReading, type LedgerStats } from '../record/recovery/ledger-reading.ts';
import { type Act, type CommandIo, type ExitCode, exitCode } from './command.ts';
import { type LedgerFile, ledgersAt } from './ledger-place.ts';

const help = `
Exit code: 0 read, 1 a ledger is too damaged to be counted (robot-risk ledger check says where), 2 wrong usage.

Example:
  robot-risk ledger stats /var/lib/robot-risk`;

/** `ledger stats PATH`: bytes per lane, records per type, rates, epochs. */
export function registerLedgerStats(ledger: Command, io: CommandIo, act: Act): void {
  ledger
    .command('stats')
    .argument('<path>', 'a ledger.sqlite, or the record.directory that holds it')
    .description('counts records, reports and bytes')
    .option('--json', 'one JSON object')
    .addHelpText('after', help)
    .action((path: string, options: { json?: boolean }) => act(() => stats(io, path, options)));
}

async function stats(io: CommandIo, path: string, { json }: { json?: boolean }): Promise<ExitCode> {
  const counted = ledgersAt(path).map((file) => ({ name: file.name, endedEpoch: file.endedEpoch ?? null, stats: statsOf(file) ?? null }));
  if (json) io.out(JSON.stringify({ ledgers: counted }));
  else for (const { name, stats: figures } of counted) for (const line of linesOf(name, figures)) io.out(line);
  return counted.every(({ stats: figures }) => figures !== null) ? exitCode.ok : exitCode.findings;
}

function statsOf({ path }: LedgerFile): LedgerStats | undefined {
  const reading = new LedgerReading(path);
  try {
    return reading.stats();
  } finally {
    reading.close();
  }
}

function linesOf(name: string, stats: LedgerStats | null): string[] {
  if (stats === null) return [`${name}: too damaged to be counted`];
  const { epoch, recordCount, reportCount, receiptedCount, fileBytes, freeBytes, oldest, newest, recordsPerH, bytesPerH } = stats;
  const rate = recordsPerH === null ? '' : `, ${recordsPerH.toFixed(1)} records/h, ${((bytesPerH ?? 0) / 1024).toFixed(1)} KiB/h`;
  return [
    `${name}: epoch ${epoch}, ${recordCount} records, ${reportCount} reports, ${receiptedCount} receipted`,
    `  time   ${oldest ?? 'none'} to ${newest ?? 'none'}${rate}`,
    `  file   ${fileBytes} bytes, ${freeBytes} of them free`,
    ...stats.lanes.map(({ lane, rowCount, bytes }) => `  lane   ${lane}: ${rowCount} rows, ${bytes} bytes`),
    ...(stats.samples === null ? [] : [samplesLine(stats.samples)]),
    ...stats.types.map(({ type, recordCount: count, bytes }) => `  type   ${type}: ${count} records, ${bytes} bytes`),
  ];
}

function samplesLine({ batchCount, sizeBytes, evictedBatchCount, evictedBytes, evictedToWallMs }: StoredSamples): string {
  const until = evictedToWallMs === null ? '' : `, up to ${new Date(evictedToWallMs).toISOString()}`;
  return `  samples ${batchCount} batches of ${sizeBytes} bytes; ${evictedBatchCount} of ${evictedBytes} bytes gave way${until}`;
}
