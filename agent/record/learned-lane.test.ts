import type Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import type { TextSource } from '../contract/learned-text.ts';
import { LearnedLane } from './learned-lane.ts';
import { Ledger } from './ledger.ts';

/** A source whose texts a test changes. */
class Texts implements TextSource {
  readonly changed = new Map<string, string | null>();
  settledCount = 0;

  changes() {
    return [...this.changed].map(([name, text]) => ({ name, text }));
  }

  settle(): void {
    this.settledCount++;
    this.changed.clear();
  }
}

const openedLedger = (path = ':memory:'): Ledger => new Ledger({ path, epoch: 0, agentId: 'a', origin: 'simulation', identity: {} });

describe('the lane of what was learned', () => {
  let database: Database.Database;
  let ledger: Ledger;
  let lane: LearnedLane;
  let texts: Texts;
  beforeEach(() => {
    ledger = openedLedger();
    lane = ledger.join((joined) => {
      database = joined;
      return new LearnedLane(joined);
    });
    texts = new Texts();
    lane.follow(texts);
  });

  it('keeps what changed in the transaction of the next records, and lets go what is gone', () => {
    texts.changed.set('reference', 'one').set('block.0', 'two\nlines');
    expect(lane.kept().texts).toEqual(new Map());
    ledger.commit({ state: {} });
    expect(lane.kept().texts).toEqual(
      new Map([
        ['block.0', 'two\nlines'],
        ['reference', 'one'],
      ]),
    );
    texts.changed.set('block.0', null);
    ledger.commit({ state: {} });
    expect(lane.kept().textNames).toEqual(['reference']);
    expect(texts.settledCount).toBe(2);
    expect(ledger.savedState()).toEqual({});
  });

  it('offers again what a refused transaction would have kept', () => {
    texts.changed.set('reference', 'one');
    database.exec("CREATE TRIGGER refuse BEFORE INSERT ON state WHEN NEW.name = 'range' BEGIN SELECT RAISE(ABORT, 'no'); END");
    database.exec("DELETE FROM state WHERE name = 'range'");
    expect(() => ledger.commit({ state: {} })).toThrow();
    expect([texts.settledCount, lane.kept().textNames]).toEqual([0, []]);
    database.exec('DROP TRIGGER refuse');
    ledger.commit({ state: {} });
    expect([texts.settledCount, lane.kept().textNames]).toEqual([1, ['reference']]);
  });

  it('leaves out a text whose bits have turned, and still names it', () => {
    texts.changed.set('reference', 'one').set('open', 'two');
    ledger.commit({ state: {} });
    database.exec("UPDATE state SET value = replace(value, 'one', 'onf') WHERE name = 'learned/reference'");
    expect(lane.kept().texts).toEqual(new Map([['open', 'two']]));
    expect(lane.kept().textNames).toEqual(['open', 'reference']);
  });

  it('writes nothing before it follows anybody', () => {
    const other = openedLedger();
    const idle = other.join((joined) => new LearnedLane(joined));
    other.commit({ state: {} });
    expect(idle.kept().textNames).toEqual([]);
  });
});
