import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { prepared } from './prepared.ts';

function numbers(): Database.Database {
  const database = new Database(':memory:');
  database.exec('CREATE TABLE number (value INTEGER); INSERT INTO number VALUES (3), (4)');
  return database;
}

const sumSql = 'SELECT sum(value) AS sum FROM number WHERE value > ?';

describe('a prepared statement', () => {
  it('is made once for a connection, and gives what stands there at each use', () => {
    const database = numbers();
    const sum = prepared<[number], { sum: number }>(database, sumSql);
    expect(prepared(database, sumSql)).toBe(sum);
    expect(sum.get(3)).toEqual({ sum: 4 });
    database.exec('INSERT INTO number VALUES (10)');
    expect(sum.get(3)).toEqual({ sum: 14 });
  });

  it('outlives a table that is added, and one that is made anew', () => {
    const database = numbers();
    const sum = prepared<[number], { sum: number }>(database, sumSql);
    sum.get(0);
    database.exec('CREATE TABLE other (value INTEGER); DROP TABLE number; CREATE TABLE number (more TEXT, value INTEGER)');
    database.exec("INSERT INTO number VALUES ('x', 5)");
    expect(sum.get(0)).toEqual({ sum: 5 });
  });

  it('is not that of another connection, nor of another text', () => {
    const [one, other] = [numbers(), numbers()];
    expect(prepared(one, sumSql)).not.toBe(prepared(other, sumSql));
    expect(prepared(one, sumSql)).not.toBe(prepared(one, 'SELECT 1'));
    other.close();
    expect(prepared(one, sumSql).get(3)).toEqual({ sum: 4 });
  });

  it('is not kept where it cannot be made: it can once its table is there', () => {
    const database = new Database(':memory:');
    expect(() => prepared(database, sumSql)).toThrow('no such table');
    database.exec('CREATE TABLE number (value INTEGER)');
    expect(prepared(database, sumSql).get(0)).toEqual({ sum: null });
  });
});
