import type { Command } from 'commander';
import { checkLedger, type LedgerCheck } from '../record/recovery/check-ledger.ts';
import { ownReport } from '../record/recovery/own-report.ts';
import { type Act, type CommandIo, type ExitCode, exitCode } from './command.ts';
import { ledgersAt, type StateKey, stateKeys } from './ledger-place.ts';

const help = `
Every record is recomputed: canonical JSON, leaf, link, chain, log; every report: form, sequence, the log it signed, and with the
device key beside it its signature. Nothing is changed.
Exit code: 0 everything is as it was written, 1 something is not, 2 wrong usage.

Example:
  robot-risk ledger check /var/lib/robot-risk`;

const progressEveryCount = 10_000;

/** `ledger check PATH`: recomputes a ledger and names the first wrong line. */
export function registerLedgerCheck(ledger: Command, io: CommandIo, act: Act): void {
  ledger
    .command('check')
    .argument('<path>', 'a ledger.sqlite, or the record.directory that holds it')
    .description('recomputes every record and report and names what is wrong')
    .option('--json', 'one JSON object')
    .addHelpText('after', help)
    .action((path: string, options: { json?: boolean }) => act(() => check(io, path, options)));
}

async function check(io: CommandIo, path: string, { json }: { json?: boolean }): Promise<ExitCode> {
  const keys = await stateKeys(path);
  const checks = ledgersAt(path).map(({ path: file }) => checkOne(io, file, keys));
  const verdict = checks.every(({ flawCount }) => flawCount === 0) ? 'pass' : 'fail';
  if (json) io.out(JSON.stringify({ verdict, ledgers: checks }));
  else for (const line of checks.flatMap(linesOf)) io.out(line);
  return verdict === 'pass' ? exitCode.ok : exitCode.findings;
}

function checkOne(io: CommandIo, path: string, keys: readonly StateKey[]): LedgerCheck {
  const onRecord = (doneCount: number, totalCount: number): void => {
    if (doneCount % progressEveryCount === 0) io.progress(`${path}: record ${doneCount} of ${totalCount}`);
  };
  const { agentId } = checkLedger(path, { onRecord });
  const own = keys.find(({ key }) => key.kid === agentId);
  return checkLedger(path, { onRecord, readReport: own && ownReport(own.key, own.origin) });
}

function linesOf({ path, epoch, recordCount, foldedCount, reportCount, flaws, flawCount }: LedgerCheck): string[] {
  const folded = foldedCount === 0 ? '' : `, ${foldedCount} folded`;
  const held = `epoch ${epoch}, ${recordCount} records${folded}, ${reportCount} reports`;
  if (flawCount === 0) return [`${path}: ${held}: everything is as it was written`];
  const more = flawCount > flaws.length ? [`  and ${flawCount - flaws.length} more`] : [];
  return [`${path}: ${held}: ${flawCount} wrong`, ...flaws.map(({ place, text }) => `  ${place}: ${text}`), ...more];
}
