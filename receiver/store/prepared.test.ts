import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { prepared } from './prepared.ts';

const sumSql = 'SELECT sum(value) AS sum FROM number WHERE value > ?';

function numbers(...values: readonly number[]): Database.Database {
  const database = new Database(':memory:');
  database.exec('CREATE TABLE number (value INTEGER)');
  for (const value of values) prepared<[number]>(database, 'INSERT INTO number VALUES (?)').run(value);
  return database;
}

it('a statement is made once for a connection and a text, and gives what stands there at each use', () => {
  const [one, other] = [numbers(3, 4), numbers(5)];
  const sum = prepared<[number], { sum: number }>(one, sumSql);
  expect([prepared(one, sumSql) === sum, prepared(other, sumSql) === sum, prepared(one, `${sumSql} + 1`) === sum]).toEqual([
    true,
    false,
    false,
  ]);
  expect([sum.get(3), prepared(other, sumSql).get(0)]).toEqual([{ sum: 4 }, { sum: 5 }]);
  one.exec('INSERT INTO number VALUES (10)');
  expect(sum.get(3)).toEqual({ sum: 14 });
});

it('a statement that cannot be made is not kept: it can be once its table is there', () => {
  const database = new Database(':memory:');
  expect(() => prepared(database, sumSql)).toThrow('no such table');
  database.exec('CREATE TABLE number (value INTEGER)');
  expect(prepared(database, sumSql).get(0)).toEqual({ sum: null });
});
