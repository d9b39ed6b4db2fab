import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import Database from 'better-sqlite3';
import type { LedgerRecord } from '../../agent/contract/record.ts';
import type { Ledger } from '../../agent/record/ledger.ts';
import { timeAt } from '../support/telemetry.ts';
import type { CrashPoint } from './crash-points.ts';
import { type History, type Moment, momentOf } from './crash-workload.ts';
import { ledgerName, openUnderTest, sealedReport } from './ledger-under-test.ts';

/** A further start and the whole of the database's own check take as long as all the rest: on every so many'th event. */
const furtherStartEvery = 4;

/** What a start on an image of an honest disk came to. */
export interface Finding {
  /** The moment the ledger was found in; undefined when it is none of the history. */
  readonly moment: number | undefined;
  /** The start said that commits nobody was told of may stand behind a torn write. */
  readonly statesTail: boolean;
  /** Everything that must not be; empty when all is well. */
  readonly violations: readonly string[];
}

/**
 * Starts on an image as the agent does and holds what it finds against the history: exactly the moment after an operation, none
 * before the last that was acknowledged; then goes on: a record, a report, a receipt, and now and then a further start.
 */
export function checkImage(directory: string, point: CrashPoint, history: Pick<History, 'moments' | 'lines'>): Finding {
  const path = join(directory, ledgerName);
  try {
    const { ledger, began } = openUnderTest(path);
    const found = findMoment(ledger, point, history);
    const afresh = began === undefined ? [] : [`a new epoch on a disk that kept its word: ${began.cause}: ${began.detail}`];
    const violations = [...afresh, ...found.violations, ...goOn(ledger), ...(point.at % furtherStartEvery === 0 ? startFurther(path) : [])];
    return { ...found, violations };
  } catch (error) {
    return { moment: undefined, statesTail: false, violations: [`does not start: ${String(error)}`] };
  }
}

export function findMoment(
  ledger: Ledger,
  { acknowledged, begun }: CrashPoint,
  { moments, lines }: Pick<History, 'moments' | 'lines'>,
): Finding {
  const now = momentOf(ledger);
  const held = [...ledger.lines()];
  const statesTail = typeOf(held.at(-1)) === 'ledger.tailLost';
  const isAt = (moment: Moment): boolean => isMoment(now, moment) || (statesTail && isMomentWithTail(now, moment));
  const moment = moments.findLastIndex((one, index) => index <= begun && isAt(one));
  if (moment < 0) {
    return {
      moment: undefined,
      statesTail,
      violations: [`half a transaction: ${JSON.stringify({ ...now, state: undefined })} is none of ours`],
    };
  }
  const size = moments[moment]?.size ?? 0;
  const violations: string[] = [];
  if (moment < acknowledged) violations.push(`operation ${acknowledged} was acknowledged and is gone: back at ${moment}`);
  if (held.slice(0, size).some((line, seq) => line !== lines[seq])) violations.push(`records differ from those committed up to ${size}`);
  return { moment, statesTail, violations };
}

function isMoment(now: Moment, moment: Moment): boolean {
  return isDeepStrictEqual(now, moment);
}

/** The start put one record behind the moment: the root is another one then. */
function isMomentWithTail(now: Moment, moment: Moment): boolean {
  return now.size === moment.size + 1 && isDeepStrictEqual({ ...now, size: 0, root: '' }, { ...moment, size: 0, root: '' });
}

function typeOf(line: string | undefined): string | undefined {
  return line === undefined ? undefined : (JSON.parse(line) as LedgerRecord).type;
}

/** What a ledger that is all right does next. Closes it. */
export function goOn(ledger: Ledger): string[] {
  const { size } = ledger;
  // Not their number: reports that were lost leave a gap.
  const reportSeq = (ledger.reports().at(-1)?.reportSeq ?? -1) + 1;
  ledger.append({ type: 'test.after', time: timeAt(0), data: {}, urgent: true });
  ledger.commit({ state: { after: true }, report: { reportSeq, jws: sealedReport(reportSeq, ledger.head()) } });
  ledger.outbox.storeReceipt({ reportSeq, jws: 'after' });
  const after = momentOf(ledger);
  ledger.close();
  const isAsWritten = after.size === size + 1 && after.lastReceipt === 'after';
  return isAsWritten ? [] : ['does not go on: a record, a report and a receipt after the start are not in it'];
}

function startFurther(path: string): string[] {
  const { ledger, began } = openUnderTest(path);
  const { lastReceipt } = momentOf(ledger);
  ledger.close();
  const violations = integrityProblems(path).map((problem) => `integrity: ${problem}`);
  if (began !== undefined) violations.push(`a further start begins a new epoch: ${began.detail}`);
  if (lastReceipt !== 'after') violations.push('a further start does not find what was committed after');
  return violations;
}

function integrityProblems(path: string): string[] {
  const database = new Database(path, { readonly: true });
  try {
    const rows = database.pragma('integrity_check') as { integrity_check: string }[];
    return rows.map((row) => row.integrity_check).filter((text) => text !== 'ok');
  } finally {
    database.close();
  }
}
