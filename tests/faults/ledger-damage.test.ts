import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EpochStart, LedgerRecord, SeqRange } from '../../agent/contract/record.ts';
import { isUnknown, type Knowable } from '../../agent/contract/unknown.ts';
import { type OpenedLedger, openLedger } from '../../agent/record/recovery/open-ledger.ts';
import { copyLedger, type LedgerFile, type LivedLedger, liveAndCut, openingOf } from '../support/damaged-ledger.ts';
import { seededRandom } from '../support/replayed.ts';

/*
 * A ledger as a power cut left it, with damage of many kinds made to its files: the agent comes up by itself, in the old epoch or in a
 * new one, and whatever is missing is stated.
 */
const caseCount = 260;
const seconds = 1000;

let home = '';
let lived: LivedLedger;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'ledger-damage-'));
  lived = await liveAndCut(home, seconds);
}, 60_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Harm {
  readonly name: string;
  readonly file: LedgerFile;
  /** True when nothing in the file tells it from a commit that was never made. */
  readonly isLikePowerCut?: boolean;
  readonly apply: (path: string, random: () => number) => void;
}

const flip =
  (count: number) =>
  (path: string, random: () => number): void => {
    const bytes = readFileSync(path);
    for (let flipped = 0; flipped < count; flipped++) {
      const at = Math.floor(random() * bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    }
    writeFileSync(path, bytes);
  };

const cut = (path: string, random: () => number): void => truncateSync(path, Math.floor(random() * readFileSync(path).length));

const blank = (path: string, random: () => number): void => {
  const bytes = readFileSync(path);
  const page = Math.floor((random() * bytes.length) / 4096);
  bytes.fill(random() < 0.5 ? 0 : 0xff, page * 4096, (page + 1) * 4096);
  writeFileSync(path, bytes);
};

const harms: readonly Harm[] = [
  { name: 'a bit of the database flips', file: 'ledger.sqlite', apply: flip(1) },
  { name: 'bits of the database flip', file: 'ledger.sqlite', apply: flip(24) },
  { name: 'the database is cut off', file: 'ledger.sqlite', apply: cut },
  { name: 'a page of the database is blank', file: 'ledger.sqlite', apply: blank },
  { name: 'a bit of the WAL flips', file: 'ledger.sqlite-wal', apply: flip(1) },
  { name: 'bits of the WAL flip', file: 'ledger.sqlite-wal', apply: flip(24) },
  { name: 'the WAL is cut off', file: 'ledger.sqlite-wal', apply: cut, isLikePowerCut: true },
  { name: 'a page of the WAL is blank', file: 'ledger.sqlite-wal', apply: blank, isLikePowerCut: true },
  { name: 'the WAL is gone', file: 'ledger.sqlite-wal', apply: (path) => rmSync(path), isLikePowerCut: true },
  { name: 'a bit of the WAL index flips', file: 'ledger.sqlite-shm', apply: flip(1) },
  { name: 'the database is gone', file: 'ledger.sqlite', apply: (path) => rmSync(path) },
  { name: 'the database is empty', file: 'ledger.sqlite', apply: (path) => truncateSync(path, 0) },
  { name: 'a bit of the mark flips', file: 'ledger.sqlite.mark.json', apply: flip(1) },
];

const within = (ranges: Knowable<readonly SeqRange[]>, seq: number): boolean =>
  isUnknown(ranges) || ranges.some(({ fromSeq, toSeq }) => fromSeq <= seq && seq <= toSeq);

function linesOf(path: string): Map<number, string> {
  const found = new Map<number, string>();
  const database = new Database(path, { readonly: true });
  const row = database.prepare<[number], string>('SELECT jcs FROM record WHERE id = ?').pluck();
  lived.lines.forEach((_, seq) => {
    try {
      const jcs = row.get(seq + 1);
      if (jcs !== undefined) found.set(seq, jcs);
    } catch {
      // A page that cannot be read; what stood on it must be stated as lost.
    }
  });
  database.close();
  return found;
}

/** Sequences whose bytes are not those that were signed; compared here, so that a failure does not print them. */
function changedReports(reports: readonly { reportSeq: number; jws: string }[]): number[] {
  return reports.filter(({ reportSeq, jws }) => lived.reports[reportSeq]?.jws !== jws).map(({ reportSeq }) => reportSeq);
}

/** The old epoch goes on: nothing is missing at its end, or that is on record. */
function expectGoneOn({ ledger }: OpenedLedger, harm: Harm): void {
  const lines = [...ledger.lines()];
  const stated = lines.at(-1)?.includes('"type":"ledger.tailLost"') ?? false;
  const old = stated ? lines.slice(0, -1) : lines;
  expect(old).toEqual(lived.lines.slice(0, old.length));
  expect(changedReports(ledger.reports())).toEqual([]);
  expect(ledger.reports()).toHaveLength(lived.reports.length);
  if (old.length < lived.lines.length && harm.isLikePowerCut !== true) expect(stated).toBe(true);
}

/** A new epoch: its first record says which records and reports are gone, and the rest is still there. */
function expectBegunAnew({ ledger }: OpenedLedger, began: EpochStart, folder: string): void {
  const [first] = [...ledger.lines()].map((line) => JSON.parse(line) as LedgerRecord);
  expect(first).toMatchObject({ seq: 0, epoch: began.prevEpoch + 1, type: 'epoch.start', data: began });
  const kept = ledger.reports();
  for (const { reportSeq, jws } of lived.reports) {
    const isKept = kept.some((report) => report.reportSeq === reportSeq && report.jws === jws);
    expect([reportSeq, isKept || within(began.lostReports, reportSeq)]).toEqual([reportSeq, true]);
    if (isKept) expect([reportSeq, isUnknown(began.lostReports) || !within(began.lostReports, reportSeq)]).toEqual([reportSeq, true]);
  }
  expect(changedReports(kept)).toEqual([]);
  expect(kept).toHaveLength(began.salvagedReportCount);
  if (began.quarantined === null || isUnknown(began.lostRecords)) return;
  const lines = linesOf(join(folder, began.quarantined));
  lived.lines.forEach((line, seq) => {
    if (!within(began.lostRecords, seq)) expect(lines.get(seq)).toBe(line);
  });
}

function runCase(seed: number): string {
  const random = seededRandom(seed);
  const harm = harms[seed % harms.length] ?? harms[0];
  const folder = join(home, String(seed));
  copyLedger(lived.folder, folder);
  if (harm === undefined) throw new Error('no harm');
  harm.apply(join(folder, harm.file), random);
  if (random() < 0.2) rmSync(join(folder, 'ledger.sqlite-shm'), { force: true });
  const opened = openLedger(openingOf(join(folder, 'ledger.sqlite')));
  if (opened.began === undefined) expectGoneOn(opened, harm);
  else expectBegunAnew(opened, opened.began, folder);
  const { size, epoch } = opened.ledger;
  const state = opened.ledger.savedState();
  expect(opened.began === undefined || state !== undefined || opened.began.totalsFrom === 'zero').toBe(true);
  opened.ledger.close();
  const again = openLedger(openingOf(join(folder, 'ledger.sqlite')));
  expect([again.began, again.ledger.size, again.ledger.epoch]).toEqual([undefined, size, epoch]);
  expect(again.ledger.savedState()).toEqual(state);
  again.ledger.close();
  rmSync(folder, { recursive: true });
  return opened.began?.cause ?? 'goes on';
}

describe('a damaged ledger', () => {
  it('of the fixture holds what the cases need', () => {
    expect(existsSync(join(lived.folder, 'ledger.sqlite-wal'))).toBe(true);
    expect(lived.reports.map(({ reportSeq }) => reportSeq)).toEqual([0, 1, 2]);
    expect(lived.lines.length).toBeGreaterThan(20);
  });

  it(`comes up by itself and states what is missing, in ${caseCount} seeded cases`, { timeout: 60_000 }, () => {
    const outcomes = new Map<string, number>();
    for (let seed = 0; seed < caseCount; seed++) {
      const outcome = withSeed(seed);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    const expected = ['goes on', 'databaseUnreadable', 'databaseMissing', 'recordsDamaged', 'reportsDamaged', 'rolledBack'];
    expect([...outcomes.keys()]).toEqual(expect.arrayContaining(expected));
  });
});

/** The outcome of a case, or its failure under the seed that repeats it. */
function withSeed(seed: number): string {
  try {
    return runCase(seed);
  } catch (error) {
    throw new Error(`seed ${seed}: ${harms[seed % harms.length]?.name}`, { cause: error });
  }
}
