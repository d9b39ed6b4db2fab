import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../contract/errors.ts';
import { roleOfOrigin } from '../evidence/key-registry.ts';
import { LedgerReading } from '../record/recovery/ledger-reading.ts';
import { type Act, type CommandIo, type ExitCode, exitCode } from './command.ts';
import { type LedgerFile, ledgersAt, type StateKey, stateKeys } from './ledger-place.ts';

const help = `
Writes ledger.jsonl, one ledger.epoch-N.jsonl for each epoch that was taken away, reports/*.jws, and, when the device key lies beside
the ledger, keys.json with its public part. Of a damaged ledger, what can be read.

Example:
  robot-risk ledger export /var/lib/robot-risk --out evidence
  robot-risk verify evidence --keys evidence/keys.json`;

const reportDigits = 6;

/** `ledger export PATH --out DIR`: records and reports as files that `verify` takes. */
export function registerLedgerExport(ledger: Command, io: CommandIo, act: Act): void {
  ledger
    .command('export')
    .argument('<path>', 'a ledger.sqlite, or the record.directory that holds it')
    .description('writes records and reports as files that verify takes')
    .requiredOption('--out <dir>', 'an empty directory, or one that is made')
    .option('--json', 'what was written, as one JSON object')
    .addHelpText('after', help)
    .action((path: string, options: ExportOptions) => act(() => exportLedgers(io, path, options)));
}

interface ExportOptions {
  readonly out: string;
  readonly json?: boolean;
}

interface Exported {
  readonly file: string;
  readonly recordCount: number;
  readonly reportCount: number;
}

async function exportLedgers(io: CommandIo, path: string, { out, json }: ExportOptions): Promise<ExitCode> {
  const [ledgers, keys] = [ledgersAt(path), await stateKeys(path)];
  const exported: Exported[] = [];
  try {
    await mkdir(join(out, 'reports'), { recursive: true });
    for (const ledger of ledgers) exported.push(await exportOne(ledger, out));
    if (keys.length > 0) await writeFile(join(out, 'keys.json'), `${JSON.stringify({ keys: keys.map(jwkOf) }, null, 2)}\n`, { flag: 'wx' });
  } catch (error) {
    throw unwritable(out, error);
  }
  if (json) io.out(JSON.stringify({ out, exported }));
  else
    for (const { file, recordCount, reportCount } of exported) io.out(`${join(out, file)}: ${recordCount} records, ${reportCount} reports`);
  return exitCode.ok;
}

/** Records line by line; reports that another ledger has written already stay as they are. */
async function exportOne({ path, endedEpoch }: LedgerFile, out: string): Promise<Exported> {
  const name = endedEpoch === undefined ? 'ledger.jsonl' : `ledger.epoch-${endedEpoch}.jsonl`;
  const reading = new LedgerReading(path);
  const file = await open(join(out, name), 'wx');
  let [recordCount, reportCount] = [0, 0];
  try {
    for (const line of reading.lines()) {
      await file.write(Buffer.concat([line, lineBreak]));
      recordCount++;
    }
    for (const { reportSeq, jws } of reading.reports()) {
      const isNew = await writeOnce(join(out, 'reports', `${String(reportSeq).padStart(reportDigits, '0')}.jws`), jws);
      reportCount += isNew ? 1 : 0;
    }
  } finally {
    await file.close();
    reading.close();
  }
  return { file: name, recordCount, reportCount };
}

const lineBreak = Buffer.from('\n');

async function writeOnce(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function jwkOf({ key, origin }: StateKey): object {
  return { ...key.publicJwk, kid: key.kid, role: roleOfOrigin[origin] };
}

function unwritable(place: string, error: unknown): unknown {
  const isOfDisk = error instanceof Error && 'code' in error && !(error instanceof ConfigError) && !String(error.code).startsWith('SQLITE');
  if (!isOfDisk) return error;
  const remedy = 'give an empty directory with --out that this account may write to, on a disk with room';
  return new ConfigError('commands/export-unwritable', [{ place, value: String(error.code), remedy }]);
}
