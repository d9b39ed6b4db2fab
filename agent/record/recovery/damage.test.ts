import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { InvariantError, TransientError } from '../../contract/errors.ts';
import { damageOfReading, readable } from './damage.ts';

const errorOf = (code: string): Error => new Database.SqliteError('as it says', code);

describe('what reading a file throws', () => {
  it.each([
    ['a damaged page', errorOf('SQLITE_CORRUPT'), 'SQLITE_CORRUPT: as it says'],
    ['a sector that cannot be read', errorOf('SQLITE_IOERR_READ'), 'SQLITE_IOERR_READ: as it says'],
    ['a text that is no JSON', new SyntaxError('Expected ":"'), 'SyntaxError: Expected ":"'],
    ['a member that is not there', new TypeError('of undefined'), 'TypeError: of undefined'],
    ['a rule of our own', new InvariantError('record/x', 'does not fit'), 'InvariantError: does not fit'],
  ])('speaks of the file: %s', (_, error, detail) => {
    expect(damageOfReading(error, 'stateDamaged')).toEqual({ cause: 'stateDamaged', detail });
  });

  it.each([
    ['a full disk', errorOf('SQLITE_FULL')],
    ['a disk that is read-only', errorOf('SQLITE_READONLY')],
    ['a write that failed', errorOf('SQLITE_IOERR_WRITE')],
    ['an account without the right', Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })],
    ['what is to be tried again', new TransientError('record/disk-io', 'check it')],
  ])('speaks of disk or account, and is thrown on: %s', (_, error) => {
    expect(() => damageOfReading(error, 'stateDamaged')).toThrow(error.message);
  });

  it('goes into a record that has room for two hundred characters of it', () => {
    expect(damageOfReading(new SyntaxError('x'.repeat(999)), 'stateDamaged').detail).toHaveLength(200);
  });
});

describe('a reading', () => {
  it('is undefined where the database says it is damaged, and throws our own errors', () => {
    const throwing = (error: Error) => () => {
      throw error;
    };
    expect(readable(() => 7)).toBe(7);
    expect(readable(throwing(errorOf('SQLITE_CORRUPT')))).toBeUndefined();
    expect(() => readable(throwing(new TypeError('ours')))).toThrow('ours');
  });
});
