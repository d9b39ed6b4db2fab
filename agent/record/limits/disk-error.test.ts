import { describe, expect, it } from 'vitest';
import { TransientError } from '../../contract/errors.ts';
import { diskErrorOf, onDisk } from './disk-error.ts';

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

  it('is no thing that is no error', () => {
    expect(diskErrorOf('SQLITE_FULL')).toBeUndefined();
    expect(diskErrorOf(undefined)).toBeUndefined();
  });

  it('is thrown as such by work on the disk; everything else as it is', () => {
    const full = (): never => {
      throw sqliteError('SQLITE_FULL');
    };
    const damaged = (): never => {
      throw sqliteError('SQLITE_CORRUPT');
    };
    expect(() => onDisk(full)).toThrow(TransientError);
    expect(() => onDisk(damaged)).toThrow(expect.objectContaining({ code: 'SQLITE_CORRUPT' }));
    expect(onDisk(() => 7)).toBe(7);
  });
});
