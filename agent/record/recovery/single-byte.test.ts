import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { everyEntry } from '../../../tests/support/every-entry.ts';
import { flipped } from '../../../tests/support/flipped.ts';
import { scratchDirectory } from '../../../tests/support/replayed.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import type { LedgerEntry, LogHead } from '../../contract/record.ts';
import { chainStart } from '../../evidence/chain.ts';
import { LedgerEpoch } from '../../evidence/ledger-epoch.ts';
import { readLedgerLine } from '../../evidence/ledger-line.ts';
import { agentStopped } from '../entries.ts';
import { Ledger } from '../ledger.ts';
import { checkLedger } from './check-ledger.ts';
import { RecordWalk } from './record-walk.ts';

const agentId = 'a';

interface Row {
  readonly jcs: Buffer;
  readonly leaf: Buffer;
  readonly head: Buffer;
}

/** A ledger of the entry and one behind it: what it holds, and the head that a report would sign. */
function ledgerOf(entry: LedgerEntry): { path: string; rows: readonly Row[]; head: LogHead } {
  const path = `${scratchDirectory('single-byte')}/ledger.sqlite`;
  const ledger = new Ledger({ path, agentId, origin: 'live', identity: {}, epoch: 0 });
  ledger.append(entry);
  ledger.append(agentStopped(timeAt(9000), 'stopped'));
  ledger.commit({});
  const head = ledger.head();
  ledger.close();
  const database = new Database(path);
  const rows = database.prepare<[], Row>('SELECT CAST(jcs AS BLOB) AS jcs, leaf, head FROM record ORDER BY id').all();
  database.close();
  return { path, rows, head };
}

/** V7 of whoever is given the exported lines and the signed head. */
function isVerified(lines: readonly Buffer[], head: LogHead): boolean {
  const epoch = new LedgerEpoch({ agentId, epoch: 0, seals: [{ ...head, name: 'report' }] });
  const areRead = lines.map((line) => {
    const read = readLedgerLine(line);
    epoch.take(line, read.ok ? read.record : undefined);
    return read.ok;
  });
  return areRead.every((isRead) => isRead) && epoch.end() === undefined;
}

/** What a start and the scrub recompute of the first record. */
const isWalkedGood = (row: Row): boolean => new RecordWalk(chainStart(agentId, 0)).take({ id: 1, ...row }) === 'good';

const columns = ['jcs', 'leaf', 'head'] as const;

/** Every row with one bit of one byte turned, and where. */
function* spoiledRows(row: Row): Generator<{ readonly place: string; readonly spoiled: Row }> {
  for (const column of columns) {
    for (let at = 0; at < row[column].length; at++)
      yield { place: `${column} ${at}`, spoiled: { ...row, [column]: flipped(row[column], at) } };
  }
}

/** Who does not find this in a ledger whose first record it is. */
function missedBy(spoiled: Row, { path, rows, head }: ReturnType<typeof ledgerOf>): string[] {
  const isChecked = checkLedger(path).flaws[0]?.place === 'line 1';
  const isInLine = !spoiled.jcs.equals(rows[0]?.jcs ?? Buffer.alloc(0));
  const isSeen = !isInLine || !isVerified([spoiled.jcs, ...rows.slice(1).map(({ jcs }) => jcs)], head);
  return [isChecked ? [] : 'check', isWalkedGood(spoiled) ? 'start' : [], isSeen ? [] : 'verify'].flat();
}

describe('one changed byte of a stored record', () => {
  it.each(everyEntry.flatMap(([entry, type]) => (entry === undefined ? [] : [{ type, entry }])))(
    'is found wherever it is in $type: by the check, by a start or the scrub, and in the line by who verifies',
    { timeout: 60_000 },
    ({ entry }) => {
      const ledger = ledgerOf(entry);
      const { path, rows, head } = ledger;
      const lines = rows.map(({ jcs }) => jcs);
      expect([checkLedger(path).flawCount, isVerified(lines, head)]).toEqual([0, true]);
      const [first] = rows;
      if (first === undefined) throw new Error('the ledger is empty');
      expect(isWalkedGood(first)).toBe(true);
      const database = new Database(path);
      database.exec('PRAGMA synchronous = OFF; DROP TRIGGER record_no_delete; DROP TRIGGER record_no_update');
      const write = database.prepare('UPDATE record SET jcs = CAST(? AS TEXT), leaf = ?, head = ? WHERE id = 1');
      const missed = [...spoiledRows(first)].flatMap(({ place, spoiled }) => {
        write.run(spoiled.jcs, spoiled.leaf, spoiled.head);
        return missedBy(spoiled, ledger).map((who) => `${place}: ${who}`);
      });
      database.close();
      expect(missed).toEqual([]);
    },
  );
});
