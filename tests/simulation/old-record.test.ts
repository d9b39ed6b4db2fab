import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { checkLedger } from '../../agent/record/recovery/check-ledger.ts';
import { tailRecordsMax } from '../../agent/record/recovery/inspect-ledger.ts';
import { foldedLeavesMax } from '../../agent/record/recovery/log-nodes.ts';
import { openLedger } from '../../agent/record/recovery/open-ledger.ts';
import { appendTick, longLedger, unsignedOpening } from '../support/long-ledger.ts';
import { scratchDirectory } from '../support/replayed.ts';
import { spoilOldRecord } from './old-record.ts';
import { SeededRandom } from './seeded-random.ts';

const random = () => new SeededRandom('old records');
const lookedAtCount = tailRecordsMax + foldedLeavesMax;

describe('a spoiled old record', () => {
  it('is one that a start does not look at, and a check of everything finds', () => {
    const path = longLedger(lookedAtCount + 50);
    expect(spoilOldRecord(path, random())).toBe(true);
    const { ledger, began } = openLedger(unsignedOpening(path));
    expect(began).toBeUndefined();
    ledger.close();
    const { flaws } = checkLedger(path);
    const lines = flaws.map(({ place }) => Number(/^line (\d+)$/.exec(place)?.[1]));
    expect(Math.min(...lines)).toBeGreaterThan(1);
    expect(Math.min(...lines)).toBeLessThanOrEqual(51);
  });

  it('is another with another seed, and the same with the same', () => {
    const spoiled = (name: string): Buffer => {
      const path = longLedger(lookedAtCount + 50);
      spoilOldRecord(path, new SeededRandom(name));
      return readFileSync(path);
    };
    expect(spoiled('a').equals(spoiled('a'))).toBe(true);
    expect(spoiled('a').equals(spoiled('b'))).toBe(false);
  });
});

describe('nothing is spoiled', () => {
  it('where every record is looked at at a start', () => {
    const path = longLedger(lookedAtCount - 1);
    const before = readFileSync(path);
    expect(spoilOldRecord(path, random())).toBe(false);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('where no ledger is, or none that can be read', () => {
    const path = join(scratchDirectory('old-record'), 'ledger.sqlite');
    expect(spoilOldRecord(path, random())).toBe(false);
    new Database(path).exec('CREATE TABLE other (id INTEGER)').close();
    expect(spoilOldRecord(path, random())).toBe(false);
  });

  it('while the write-ahead log holds what would be read instead', () => {
    const path = join(scratchDirectory('old-record'), 'ledger.sqlite');
    const { ledger } = openLedger(unsignedOpening(path));
    ledger.join((database) => {
      database.pragma('wal_autocheckpoint = 0');
      return { write: () => undefined, committed: () => undefined };
    });
    for (let tick = 0; tick < lookedAtCount + 50; tick++) appendTick(ledger, tick * 1000);
    ledger.commit({});
    expect(spoilOldRecord(path, random())).toBe(false);
    ledger.close();
    expect(spoilOldRecord(path, random())).toBe(true);
  });
});
