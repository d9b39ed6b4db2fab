import { describe, expect, it } from 'vitest';
import { InvariantError, TransientError } from '../../contract/errors.ts';
import { diskErrorOf, diskText, onDisk, unreadableOf } from './disk-error.ts';

const sqliteError = (code: string): Error => Object.assign(new Error('disk'), { code });

describe('an error of the disk', () => {
  it.each([
    ['SQLITE_FULL', 'record/disk-full'],
    ['SQLITE_READONLY', 'record/disk-read-only'],
    ['SQLITE_READONLY_DBMOVED', 'record/disk-read-only'],
    ['SQLITE_IOERR_WRITE', 'record/disk-io'],
    ['SQLITE_IOERR_FSYNC', 'record/disk-io'],
    ['SQLITE_IOERR_SHMMAP', 'record/disk-io'],
    ['SQLITE_CANTOPEN', 'record/disk-io'],
    ['SQLITE_BUSY', 'record/ledger-busy'],
    ['SQLITE_BUSY_SNAPSHOT', 'record/ledger-busy'],
  ])('%s is %s: tried again', (code, expected) => {
    const error = diskErrorOf(sqliteError(code));
    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({ code: expected, cause: { code } });
  });

  it.each(['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_CONSTRAINT_UNIQUE', 'ENOSPC', undefined])('%s is none', (code) => {
    expect(diskErrorOf(sqliteError(String(code)))).toBeUndefined();
  });

  it.each(['SQLITE_FULL', 'SQLITE_READONLY', 'SQLITE_IOERR', 'SQLITE_BUSY'])('%s is said in the same words by its code alone', (code) => {
    const error = diskErrorOf(sqliteError(code));
    expect(diskText(error?.code ?? '')).toBe(error?.message);
  });

  it('of a code nobody knows has no words but itself', () => {
    expect([diskText('record/other'), diskText('constructor')]).toEqual(['record/other', 'constructor']);
  });

  it('is no thing that is no error', () => {
    expect(diskErrorOf('SQLITE_FULL')).toBeUndefined();
    expect(diskErrorOf(undefined)).toBeUndefined();
  });

  it('is thrown as such by work on the disk; everything else as it is', () => {
    const failing = (code: string) => (): never => {
      throw sqliteError(code);
    };
    expect(() => onDisk(failing('SQLITE_FULL'))).toThrow(TransientError);
    expect(() => onDisk(failing('SQLITE_CORRUPT'))).toThrow(InvariantError);
    expect(() => onDisk(failing('SQLITE_CONSTRAINT_UNIQUE'))).toThrow(expect.objectContaining({ code: 'SQLITE_CONSTRAINT_UNIQUE' }));
    expect(onDisk(() => 7)).toBe(7);
  });
});

describe('a ledger that cannot be read', () => {
  it.each(['SQLITE_CORRUPT', 'SQLITE_CORRUPT_INDEX', 'SQLITE_NOTADB'])('%s ends the process, and says what to do', (code) => {
    const error = unreadableOf(sqliteError(code));
    expect(error).toMatchObject({ name: 'InvariantError', code: 'record/ledger-unreadable', cause: { code } });
    expect(error?.message).toMatch(/disk.*Start again.*states what is lost/);
  });

  it.each([sqliteError('SQLITE_FULL'), sqliteError('ENOENT'), 'SQLITE_CORRUPT', undefined])('is not %s', (error) => {
    expect(unreadableOf(error)).toBeUndefined();
  });
});
