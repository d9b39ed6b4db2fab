import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyLedger, fixtureKey, type LivedLedger, liveAndCut } from '../../../tests/support/damaged-ledger.ts';
import { flipped } from '../../../tests/support/flipped.ts';
import { checkLedger, flawsNamedMax } from './check-ledger.ts';
import { ownReport } from './own-report.ts';

let scratch = '';
let path = '';
let lived: LivedLedger;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'check-ledger-'));
  lived = await liveAndCut(scratch, 400);
  copyLedger(lived.folder, join(scratch, 'checked'));
  path = join(scratch, 'checked', 'ledger.sqlite');
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** What the check says after this statement, which is undone. */
function flawsAfter(sql: string, ...values: unknown[]): string[] {
  const folder = mkdtempSync(join(scratch, 'changed-'));
  copyLedger(lived.folder, folder);
  const changed = join(folder, 'ledger.sqlite');
  const database = new Database(changed);
  database.exec('DROP TRIGGER IF EXISTS record_no_update; DROP TRIGGER IF EXISTS record_no_delete');
  database.prepare(sql).run(...values);
  database.close();
  const { flaws } = checkLedger(changed, { readReport: ownReport(fixtureKey, 'live') });
  rmSync(folder, { recursive: true });
  return flaws.map(({ place, text }) => `${place}: ${text}`);
}

describe('checking a ledger', () => {
  it('finds nothing in one that is as it was written, signatures checked or not', () => {
    const expected = { agentId: fixtureKey.kid, epoch: 0, recordCount: lived.lines.length, foldedCount: 0, reportCount: 1, flaws: [] };
    expect(checkLedger(path)).toMatchObject({ ...expected, flawCount: 0 });
    expect(checkLedger(path, { readReport: ownReport(fixtureKey, 'live') })).toMatchObject({ ...expected, flawCount: 0 });
  });

  it('names the line of a changed byte first, wherever it stands', { timeout: 30_000 }, () => {
    const database = new Database(path);
    database.exec('DROP TRIGGER record_no_update');
    const write = database.prepare('UPDATE record SET jcs = CAST(? AS TEXT) WHERE id = ?');
    const stride = 41;
    for (const [seq, line] of lived.lines.entries()) {
      const bytes = Buffer.from(line);
      for (let at = seq % stride; at < bytes.length; at += stride) {
        write.run(flipped(bytes, at), seq + 1);
        expect([seq, at, checkLedger(path).flaws[0]?.place]).toEqual([seq, at, `line ${seq + 1}`]);
      }
      write.run(bytes, seq + 1);
    }
    database.close();
    expect(checkLedger(path).flawCount).toBe(0);
  });

  it.each<[string, string, string]>([
    ['a leaf hash', 'UPDATE record SET leaf = zeroblob(32) WHERE id = 4', 'line 4: does not fit its leaf hash'],
    ['a chain head', 'UPDATE record SET head = zeroblob(32) WHERE id = 4', 'line 4: does not fit its chain head'],
    ['a record that is gone', 'DELETE FROM record WHERE id = 4', 'line 4: missing, or on a page that cannot be read'],
    ['the saved state', "UPDATE state SET value = value || ' ' WHERE name = 'pipeline'", 'state: does not fit its checksum'],
    [
      'a report',
      "UPDATE report SET jws = substr(jws, 1, 300) || 'AAAA' || substr(jws, 305)",
      'report 0: is not a report this agent signed',
    ],
    ['a report under another number', 'UPDATE report SET reportSeq = 7', 'report 7: says it is report 0'],
  ])('names %s', (_, sql, expected) => {
    expect(flawsAfter(sql)).toContain(expected);
  });

  it('says when the saved log is another one, whatever else fits', () => {
    const [first] = flawsAfter("UPDATE state SET value = replace(value, '\"size\":', '\"size\":1') WHERE name = 'range'");
    expect(first).toMatch(/^state: /);
    expect(flawsAfter("DELETE FROM state WHERE name = 'range'")).toContain('state: the saved log cannot be read');
    expect(flawsAfter("DELETE FROM state WHERE name = 'identity'")[0]).toContain('state: the identity cannot be read');
  });

  it('names a bounded number and counts the rest', () => {
    const folder = mkdtempSync(join(scratch, 'many-'));
    copyLedger(lived.folder, folder);
    const database = new Database(join(folder, 'ledger.sqlite'));
    database.exec("DROP TRIGGER record_no_update; UPDATE record SET jcs = '{}', leaf = x'00', head = x'00'");
    database.close();
    const { flaws, flawCount } = checkLedger(join(folder, 'ledger.sqlite'));
    expect([flaws.length, flaws[0]?.place]).toEqual([flawsNamedMax, 'line 1']);
    expect(flawCount).toBeGreaterThan(flawsNamedMax);
  });
});
