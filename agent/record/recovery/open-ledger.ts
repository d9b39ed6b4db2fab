import { existsSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { InvariantError } from '../../contract/errors.ts';
import type { EpochStart } from '../../contract/record.ts';
import type { Json } from '../../contract/schema.ts';
import type { TimePoint } from '../../contract/time.ts';
import { unknown } from '../../contract/unknown.ts';
import type { Commit } from '../commit.ts';
import { epochStarted, ledgerFull, ledgerTailLost } from '../entries.ts';
import { Ledger, type LedgerOptions } from '../ledger.ts';
import { makeRoomAhead, makeRoomToStart, takeUnsaid, withRoom } from '../limits/room-to-start.ts';
import { type Damage, damage, damageOfReading } from './damage.ts';
import { type HighWaterMark, HighWaterMarkFile } from './high-water-mark.ts';
import { inspectLedger, statedEpoch } from './inspect-ledger.ts';
import type { KnownReport, ReadReport } from './own-report.ts';
import { finishQuarantine, pruneQuarantine, quarantine, quarantinedOf } from './quarantine.ts';
import type { ReportSalvage } from './report-salvage.ts';
import { salvageLedger } from './salvage-ledger.ts';
import { Scrub } from './scrub.ts';
import { type LostWalTail, lostWalTail } from './wal-tail.ts';

/** What the stages remember, from what is left: the saved state, or the newest report's closing state, whichever is newer. */
export interface CarriedState {
  readonly state: Json | undefined;
  readonly totalsFrom: EpochStart['totalsFrom'];
}
export type CarryState = (left: LeftOver) => CarriedState;

/** The state as it was saved, and the newest report anybody knows of. */
export interface LeftOver {
  readonly state: Json | undefined;
  readonly newest: KnownReport | undefined;
}

export interface OpenLedgerOptions extends Omit<LedgerOptions, 'epoch' | 'mark'> {
  /** Labels the records a recovery writes. */
  readonly now: () => TimePoint;
  readonly readReport: ReadReport;
  readonly carry: CarryState;
  /** Given up on a full disk, so that a start does not have to wait for room; without it there is none. */
  readonly ballastPath?: string | undefined;
}

export interface OpenedLedger {
  readonly ledger: Ledger;
  /** What was lost and kept, when this opening began a new epoch. */
  readonly began: EpochStart | undefined;
}

/** What a start finds and would do; `damage` undefined: go on with what is there, or begin the very first epoch. */
export interface Plan {
  readonly damage: Damage | undefined;
  /** The ledger is taken away; false when there is none. */
  readonly quarantines: boolean;
  readonly epoch: number;
  readonly mark: HighWaterMark | undefined;
  readonly lostTail: LostWalTail | undefined;
}

/**
 * Opens the ledger, whatever the disk has made of it, without anybody's hand.
 * ```
 *  inspect ─sound─▶ go on                      mark (outside the database) ──▶ deleted? rolled back?
 *     └─damaged─▶ quarantine (rename) ─▶ salvage reports, state ─▶ new epoch: epoch.start + state + reports, one transaction
 * ```
 * A kill at any point is gone on with at the next start. What a start does not look at is scrubbed while the ledger is in use. A replay's ledger is scratch: a damaged one is begun again from the recording.
 * On a full disk the ballast is given up before anything is left behind. Throws ConfigError for another agent's ledger, and what the disk or
 * the account refuses.
 */
export function openLedger(options: OpenLedgerOptions): OpenedLedger {
  if (options.path === ':memory:') return { ledger: new Ledger({ ...options, epoch: 0 }), began: undefined };
  if (options.origin === 'replay') return { ledger: openScratch(options), began: undefined };
  makeRoomAhead(options);
  const opened = withRoom(options, () => openInPlace(options));
  // What has taken the ballast goes on record with the first commit.
  if (takeUnsaid(options)) opened.ledger.append(ledgerFull(options.now(), { heldRecordCount: 0 }));
  return opened;
}

function openInPlace(options: OpenLedgerOptions): OpenedLedger {
  finishQuarantine(options.path);
  const plan = planOpening(options);
  const mark = new HighWaterMarkFile(options.path);
  const opened = plan.damage === undefined ? goOn(options, plan, mark) : recover(options, plan, plan.damage);
  const { ledger } = opened;
  ledger.join((database) => new Scrub({ ...options, database, epoch: ledger.epoch, note: ledger.damage }));
  return opened;
}

function goOn(options: OpenLedgerOptions, plan: Plan, mark: HighWaterMarkFile): OpenedLedger {
  try {
    const ledger = new Ledger({ ...options, epoch: plan.epoch, mark });
    if (plan.lostTail !== undefined) stateTail(ledger, options, plan.lostTail);
    return { ledger, began: undefined };
  } catch (error) {
    return recover(options, { ...plan, quarantines: true }, openingDamage(error));
  }
}

/** What opening would do now, without doing it. */
export function planOpening(options: Omit<OpenLedgerOptions, 'now' | 'carry'>): Plan {
  const { path } = options;
  const read = new HighWaterMarkFile(path).read();
  const mark = read === 'unreadable' ? undefined : read;
  const lostTail = lostWalTail(path);
  const inspection = inspectLedger(path, { ...options, mark });
  const left = quarantinedOf(path).at(-1)?.epoch ?? -1;
  const ended = Math.max(mark?.epoch ?? -1, left);
  const plan = { mark, lostTail, epoch: Math.max(ended, 0), quarantines: inspection.kind === 'damaged' };
  if (inspection.kind === 'damaged') return { ...plan, damage: damage(inspection.cause, inspection.detail) };
  if (inspection.kind === 'sound' || ended < 0) return { ...plan, damage: undefined };
  // An empty file is what a recovery was about to fill, when it was interrupted; else it is what is left of the ledger.
  const isRemains = existsSync(path) && left < ended;
  return { ...plan, quarantines: isRemains, damage: damage('databaseMissing', isRemains ? emptyText : missingText) };
}

const emptyText = 'the ledger is empty, and it was not';
const missingText = 'there is no ledger, and there was one';

/** Errors of opening what looked sound; our own invariants speak of the state that was read from the file. */
function openingDamage(error: unknown): Damage {
  return damageOfReading(error, error instanceof InvariantError ? 'stateDamaged' : 'databaseUnreadable');
}

function openScratch(options: OpenLedgerOptions): Ledger {
  const { kind } = inspectLedger(options.path, { ...options, mark: undefined });
  if (kind === 'damaged') for (const ending of ['', '-wal', '-shm']) rmSync(`${options.path}${ending}`, { force: true });
  return new Ledger({ ...options, epoch: 0 });
}

function stateTail(ledger: Ledger, { now }: OpenLedgerOptions, tail: LostWalTail): void {
  ledger.append(ledgerTailLost(now(), { ...tail }));
  ledger.commit({});
}

/** Ends the epoch that cannot be gone on with and begins the next. */
function recover(options: OpenLedgerOptions, plan: Plan, found: Damage): OpenedLedger {
  const { path } = options;
  const left = plan.quarantines ? quarantine(path, endedEpoch(path, plan.mark)) : quarantinedOf(path).at(-1);
  const prevEpoch = Math.max(left?.epoch ?? 0, plan.mark?.epoch ?? 0);
  // Not taken away just now, it was left by a recovery that a kill interrupted: that one is ended here.
  const from = left?.epoch === prevEpoch ? left : undefined;
  const cause = plan.quarantines || from === undefined ? found : causeOf(from.path, options, plan);
  const salvage = salvageLedger(from?.path, { ...options, mark: plan.mark });
  try {
    const { newest, foundCount, lost } = salvage.reports;
    const { state, totalsFrom } = options.carry({ state: salvage.state, newest });
    const began: EpochStart = {
      ...cause,
      prevEpoch,
      prevSize: newest?.payload.log.size ?? null,
      prevRoot: newest?.payload.log.root ?? null,
      salvagedReportCount: foundCount,
      lostRecords: cause.cause === 'rolledBack' ? unknown('missing') : salvage.lostRecords,
      lostReports: lost,
      totalsFrom,
      quarantined: from === undefined ? null : basename(from.path),
      givenUp: pruneQuarantine(path),
    };
    return begin(options, began, { carried: salvage.reports, state });
  } finally {
    salvage.close();
  }
}

/** A disk that fails for a while leaves a ledger aside that can be read later. */
function causeOf(path: string, options: OpenLedgerOptions, { mark }: Plan): Damage {
  const inspection = inspectLedger(path, { ...options, mark });
  if (inspection.kind === 'damaged') return damage(inspection.cause, inspection.detail);
  return damage('databaseUnreadable', 'a start put the ledger aside and was cut short; what it could not read can be read now');
}

/** The number the quarantined ledger gets: above every epoch anybody has seen, so that no name and no epoch comes twice. */
function endedEpoch(path: string, mark: HighWaterMark | undefined): number {
  const quarantined = quarantinedOf(path).at(-1);
  return Math.max(mark?.epoch ?? 0, statedEpoch(path) ?? 0, quarantined === undefined ? 0 : quarantined.epoch + 1);
}

interface Carried {
  readonly carried: ReportSalvage;
  readonly state: Json | undefined;
}

/** One transaction for all a new epoch starts with. On a full disk, receipted reports stay where they are, and that is stated. */
function begin(options: OpenLedgerOptions, began: EpochStart, { carried, state }: Carried): OpenedLedger {
  try {
    return beginWith(options, began, { state, carried: carried.each(false) });
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    if (makeRoomToStart(error, options)) return begin(options, began, { carried, state });
    const detail = `${began.detail}; the disk is full: receipted reports stayed in the quarantined file`;
    const { foundCount, lost } = carried.waiting();
    const stated = { ...began, detail, salvagedReportCount: foundCount, lostReports: lost };
    return beginWith(options, stated, { state, carried: carried.each(true) });
  }
}

const isDiskFull = (error: unknown): boolean => ['record/disk-full', 'SQLITE_FULL'].includes(String((error as { code?: unknown }).code));

function beginWith(
  options: OpenLedgerOptions,
  began: EpochStart,
  first: { state: Json | undefined; carried: Commit['carried'] },
): OpenedLedger {
  const ledger = new Ledger({ ...options, epoch: began.prevEpoch + 1, mark: new HighWaterMarkFile(options.path) });
  try {
    ledger.append(epochStarted(options.now(), began));
    ledger.commit({ carried: first.carried ?? [], ...(first.state === undefined ? {} : { state: first.state }) });
    return { ledger, began };
  } catch (error) {
    ledger.close();
    throw error;
  }
}
