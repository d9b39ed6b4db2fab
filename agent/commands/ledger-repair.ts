import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { ConfigError } from '../contract/errors.ts';
import type { EpochStart } from '../contract/record.ts';
import { carryPipeline } from '../pipeline-state.ts';
import { InstanceLock } from '../platform/instance-lock.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { makeRoomAhead, startingPlace, withRoom } from '../record/limits/room-to-start.ts';
import { checkLedger } from '../record/recovery/check-ledger.ts';
import { type OpenLedgerOptions, openLedger, type Plan, planOpening } from '../record/recovery/open-ledger.ts';
import { ownReport } from '../record/recovery/own-report.ts';
import { type Act, type CommandIo, type ExitCode, exitCode } from './command.ts';
import { type StateKey, stateKeys } from './ledger-place.ts';

const help = `
Does what the agent does by itself at every start, and says first what that will be. Nothing is deleted: a ledger that cannot be gone
on with is renamed. Needs the agent to be stopped. Damage further back than a start looks is found by robot-risk ledger check.
Exit code: 0 nothing was wrong, 1 a new epoch was begun or would be, 2 wrong usage, or an agent runs.

Example:
  robot-risk ledger repair /var/lib/robot-risk --dry-run`;

interface RepairOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `ledger repair DIR`: the recovery of a start, without starting. */
export function registerLedgerRepair(ledger: Command, io: CommandIo, act: Act): void {
  ledger
    .command('repair')
    .argument('<directory>', 'the record.directory of a stopped agent')
    .description('recovers a damaged ledger as the next start would')
    .option('--dry-run', 'only say what would be done')
    .option('--json', 'one JSON object')
    .addHelpText('after', help)
    .action((directory: string, options: RepairOptions) => act(() => repair(io, directory, options)));
}

async function repair(io: CommandIo, directory: string, options: RepairOptions): Promise<ExitCode> {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) throw unusable(directory, 'not a directory');
  const clock = createSystemClock();
  const opening = openingOf(directory, await stateKeys(directory), clock.now);
  const takeLock = () => new InstanceLock(directory, clock.now().bootId);
  const lock = options.dryRun ? takeLock() : withRoom(opening, takeLock);
  try {
    makeRoomAhead(options.dryRun ? { path: opening.path } : opening);
    const plan = planOpening(opening);
    if (!options.json) io.out(planText(plan));
    const began = plan.damage === undefined || options.dryRun ? undefined : reopen(opening);
    if (options.json) io.out(JSON.stringify({ damage: plan.damage ?? null, began: began ?? null }));
    else if (began !== undefined) for (const line of beganLines(began)) io.out(line);
    return plan.damage === undefined ? exitCode.ok : exitCode.findings;
  } finally {
    lock.release();
  }
}

function reopen(opening: OpenLedgerOptions): EpochStart | undefined {
  const { ledger, began } = openLedger(opening);
  try {
    // That the ballast was given up; an agent would say it with its own first records.
    if (ledger.pendingCount > 0) ledger.commit({});
  } finally {
    ledger.close();
  }
  return began;
}

/** The key the ledger speaks of; with one key in the directory, that one. */
function openingOf(directory: string, keys: readonly StateKey[], now: OpenLedgerOptions['now']): OpenLedgerOptions {
  const place = startingPlace(directory);
  const own = keys.length < 2 ? keys[0] : keys.find(({ key }) => key.kid === agentIdOf(place.path));
  if (own === undefined)
    throw unusable(directory, keys.length === 0 ? 'holds no device key' : 'holds two keys, and the ledger says neither');
  const { key, origin } = own;
  return { ...place, agentId: key.kid, origin, identity: {}, now, readReport: ownReport(key, origin), carry: carryPipeline };
}

function agentIdOf(path: string): string | null {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? null : checkLedger(path).agentId;
}

function planText({ damage, quarantines, mark }: Plan): string {
  if (damage === undefined) return 'Nothing to repair: the ledger can be gone on with.';
  const away = quarantines ? 'The ledger is renamed and kept' : 'There is no ledger to keep';
  const known = mark?.reportSeq == null ? 'no report is known outside it' : `report ${mark.reportSeq} is known outside it`;
  return `${damage.cause}: ${damage.detail}. ${away}; what can be read of it goes into a new epoch; ${known}.`;
}

function beganLines(began: EpochStart): string[] {
  return [
    `Epoch ${began.prevEpoch + 1} begun; ${began.quarantined === null ? 'nothing was kept' : `epoch ${began.prevEpoch} is kept in ${began.quarantined}`}.`,
    `Reports carried over: ${began.salvagedReportCount}; lost: ${JSON.stringify(began.lostReports)}; lost records: ${JSON.stringify(began.lostRecords)}.`,
    `Hours and counts go on from: ${began.totalsFrom}.`,
  ];
}

function unusable(place: string, value: string): ConfigError {
  return new ConfigError('commands/not-repairable', [{ place, value, remedy: 'give the record.directory of the agent, with its key' }]);
}
