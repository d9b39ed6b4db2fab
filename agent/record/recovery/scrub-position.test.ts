import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ledgerSchemaSql } from '../ledger-schema.ts';
import { SavedState } from '../saved-state.ts';
import { savedPosition, savePosition, scrubPositionName } from './scrub-position.ts';

function emptyState(): SavedState {
  const database = new Database(':memory:');
  database.exec(ledgerSchemaSql);
  return new SavedState(database);
}

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const records = fc.record({ size: fc.nat(), peaks: fc.array(hash, { maxLength: 20 }), head: hash });
const position = fc.record({ records: fc.option(records), reportSeq: fc.integer({ min: -1 }) });

it('the place of a scrub is what was saved, and none once it was dropped (property)', () => {
  fc.assert(
    fc.property(position, (place) => {
      const saved = emptyState();
      expect(savedPosition(saved)).toBeUndefined();
      savePosition(saved, place);
      expect(savedPosition(saved)).toEqual(place);
      savePosition(saved, undefined);
      expect(savedPosition(saved)).toBeUndefined();
    }),
  );
});

it('the place of a scrub is none when any of its characters is another one (property)', () => {
  fc.assert(
    fc.property(position, fc.nat(), fc.string({ minLength: 1, maxLength: 1 }), (place, at, character) => {
      const saved = emptyState();
      savePosition(saved, place);
      const text = saved.get(scrubPositionName) ?? '';
      const changed = text.slice(0, at % text.length) + character + text.slice((at % text.length) + 1);
      saved.put(scrubPositionName, changed);
      expect(savedPosition(saved) === undefined || changed === text).toBe(true);
    }),
  );
});
