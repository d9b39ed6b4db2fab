import { describe, expect, it } from 'vitest';
import { ConfigError, TransientError } from '../../contract/errors.ts';
import { directoryErrorOf } from './directory-error.ts';

const directory = '/var/lib/robot-risk';
const failure = (code: string, path = `${directory}/run.lock`): Error => Object.assign(new Error('no'), { code, path });

describe('a state directory that cannot be used', () => {
  it.each([
    ['EACCES', 'permission denied (EACCES)', /let the user of the agent write there/],
    ['EPERM', 'permission denied (EPERM)', /let the user/],
    ['EEXIST', 'no directory (EEXIST)', /a file stands where a directory must be/],
    ['ENOTDIR', 'no directory (ENOTDIR)', /name another record\.directory/],
  ])('for %s is for a person to change: path, what, remedy', (code, value, remedy) => {
    const error = directoryErrorOf(failure(code), directory);
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).problems).toEqual([{ place: `${directory}/run.lock`, value, remedy: expect.stringMatching(remedy) }]);
  });

  it.each([
    ['ENOSPC', 'record/disk-full'],
    ['EDQUOT', 'record/disk-full'],
    ['EROFS', 'record/disk-read-only'],
  ])('for %s may pass: %s, with its path', (code, expected) => {
    const error = directoryErrorOf(failure(code), directory);
    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({ code: expected, message: expect.stringMatching(/^\/var\/lib\/robot-risk\/run\.lock: the .*: /) });
  });

  it('is named where the ledger alone says that the disk refuses', () => {
    const sqlite = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
    const own = new TransientError('record/disk-full', 'The disk is full, too full to open the ledger: make room');
    expect(directoryErrorOf(sqlite, directory)).toMatchObject({
      code: 'record/disk-full',
      message: expect.stringMatching(`^${directory}: `),
    });
    expect(directoryErrorOf(own, directory)).toMatchObject({
      code: 'record/disk-full',
      message: `${directory}: ${own.message}`,
      cause: own,
    });
  });

  it.each([
    failure('EACCES', '/var/lib/robot-risk-other/x'),
    failure('EACCES', '/dev/ttyUSB0'),
    failure('ENOENT'),
    Object.assign(new Error('x'), { code: 'SQLITE_CORRUPT' }),
    new TransientError('serial/port-missing', 'x'),
    new RangeError('a defect'),
    'EACCES',
  ])('is not %s', (error) => {
    expect(directoryErrorOf(error, directory)).toBeUndefined();
  });

  it('is the directory itself too, however it is written', () => {
    expect(directoryErrorOf(failure('EACCES', directory), directory)).toBeInstanceOf(ConfigError);
    expect(directoryErrorOf(failure('EACCES'), `${directory}/`)).toBeInstanceOf(ConfigError);
  });
});
