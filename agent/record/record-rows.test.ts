import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { ledgerSchemaSql } from './ledger-schema.ts';
import { RecordRows } from './record-rows.ts';

function opened(): { readonly database: Database.Database; readonly rows: RecordRows } {
  const database = new Database(':memory:');
  database.exec(ledgerSchemaSql);
  return { database, rows: new RecordRows(database) };
}

const recordOf = (seq: number) => ({ jcs: JSON.stringify({ seq }), leaf: Buffer.alloc(32, seq), head: Buffer.alloc(32, 100 + seq) });

describe('the rows of records', () => {
  it('are none in an empty ledger', () => {
    const { rows } = opened();
    expect([rows.first(), rows.last()]).toEqual([undefined, undefined]);
  });

  it('are numbered on, whatever commit they come with', () => {
    const { rows } = opened();
    rows.insert([recordOf(0), recordOf(1)], 0);
    rows.insert([recordOf(2)], 2);
    expect(rows.first()).toEqual({ seq: 0 });
    expect(rows.last()).toEqual({ id: 3, head: Buffer.alloc(32, 102) });
  });

  it('are refused where the database numbers them otherwise than the chain', () => {
    const { database, rows } = opened();
    rows.insert([recordOf(0)], 0);
    expect(() => rows.insert([recordOf(1), recordOf(2)], 2)).toThrow('The database gave sequence 1, the chain expects 2');
    database.exec("UPDATE sqlite_sequence SET seq = 7 WHERE name = 'record'");
    expect(() => rows.insert([recordOf(1)], 1)).toThrow('The database gave sequence 7, the chain expects 1');
  });
});
