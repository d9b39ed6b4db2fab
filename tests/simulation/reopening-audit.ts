import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import type { EpochStart, SeqRange } from '../../agent/contract/record.ts';
import { isUnknown, type Knowable } from '../../agent/contract/unknown.ts';
import { checkLedger } from '../../agent/record/recovery/check-ledger.ts';
import type { CommittedHistory } from './committed-history.ts';
import type { Violations } from './violations.ts';

export interface Reopening {
  /** Opened by the new process just now. */
  readonly ledgerPath: string;
  readonly history: CommittedHistory;
  readonly violations: Violations;
  /** What was done to the database while nobody had it open; undefined: nothing. */
  readonly tamperedBy: string | undefined;
  /** The process before ended itself over damage that it had noted. */
  readonly isDamageNoted?: boolean;
}

/**
 * Looks at a ledger right after it was opened again: either it holds everything that was ever committed, or it began a new epoch that
 * states what it has lost; and nobody begins one without a reason. What is there from now on must be kept.
 */
export function auditReopened(reopening: Reopening): void {
  const reader = new Database(reopening.ledgerPath, { readonly: true });
  try {
    auditWith(reader, reopening);
    reopening.history.observe(reader);
  } finally {
    reader.close();
  }
}

function auditWith(reader: Database.Database, reopening: Reopening): void {
  const { history, violations, tamperedBy = history.standingDamage, isDamageNoted = false } = reopening;
  const known = history.epochs.at(-1);
  const found = history.epochIn(reader);
  if (known === undefined) return;
  if (found === undefined || found.epoch === known.epoch) {
    const forgotten = history.hasForgotten(reader);
    const after = tamperedBy === undefined ? '' : ` after ${tamperedBy}`;
    violations.check('committedIsKept', forgotten === undefined, () => `${forgotten} is gone${after}`);
    violations.check('lossIsStated', !isDamageNoted, () => `damage was noted, and epoch ${known.epoch} goes on${after}`);
    history.standingDamage = tamperedBy !== undefined && isDamaged(reader, reopening) ? tamperedBy : undefined;
    return;
  }
  history.standingDamage = undefined;
  violations.check('committedIsKept', tamperedBy !== undefined, () => `epoch ${found.epoch} began though nothing was wrong`);
  const start = found.start as EpochStart | undefined;
  violations.check('lossIsStated', start !== undefined, () => `epoch ${found.epoch} does not begin with epoch.start`);
  if (start === undefined) return;
  auditRecords(reopening, start);
  auditReports(reader, reopening, start);
  history.carryOver(reader);
}

/** A start may overlook damage to what it does not read; whether there is any, everything in the file says. */
function isDamaged(reader: Database.Database, { ledgerPath, history }: Reopening): boolean {
  return history.reportsMissingIn(reader).length > 0 || checkLedger(ledgerPath).flawCount > 0;
}

function auditRecords({ ledgerPath, history, violations }: Reopening, start: EpochStart): void {
  const left = start.quarantined === null ? undefined : join(dirname(ledgerPath), start.quarantined);
  const missing = left === undefined || !existsSync(left) ? history.allOfLastEpoch() : missingInFile(left, history);
  const unstated = missing.filter((seq) => !isStated(seq, start.lostRecords));
  violations.check(
    'lossIsStated',
    unstated.length === 0,
    () => `records ${unstated.slice(0, 5).join()} are gone and not stated (${start.cause})`,
  );
}

function auditReports(reader: Database.Database, { history, violations }: Reopening, start: EpochStart): void {
  const unstated = history.reportsMissingIn(reader).filter((seq) => !isStated(seq, start.lostReports));
  violations.check(
    'lossIsStated',
    unstated.length === 0,
    () => `reports ${unstated.slice(0, 5).join()} are gone and not stated (${start.cause})`,
  );
}

function isStated(seq: number, lost: Knowable<readonly SeqRange[]>): boolean {
  return isUnknown(lost) || lost.some(({ fromSeq, toSeq }) => seq >= fromSeq && seq <= toSeq);
}

/** A damaged file is read as far as it can be; what cannot be read is missing. */
function missingInFile(path: string, history: CommittedHistory): number[] {
  const database = new Database(path, { readonly: true });
  try {
    return history.recordsMissingIn(database);
  } finally {
    database.close();
  }
}
