import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchDirectory } from '../../../tests/support/replayed.ts';
import { TransientError } from '../../contract/errors.ts';
import { makeRoomAhead, makeRoomToStart, takeUnsaid, withRoom } from './room-to-start.ts';

const full = new TransientError('record/disk-full', 'The disk is full');

function place(ballastBytes: number | undefined) {
  const folder = scratchDirectory('room');
  const ballastPath = join(folder, 'ballast');
  if (ballastBytes !== undefined) writeFileSync(ballastPath, Buffer.alloc(ballastBytes));
  return { path: join(folder, 'ledger.sqlite'), ballastPath };
}

describe('room for a start', () => {
  it.each([full, { code: 'SQLITE_FULL' }, { code: 'ENOSPC' }])('is made of the ballast where the disk is full: $code', (error) => {
    const there = place(1000);
    expect(makeRoomToStart(error, there)).toBe(true);
    expect(statSync(there.ballastPath).size).toBe(0);
    expect(makeRoomToStart(error, there)).toBe(false);
  });

  it('is not made where there is none to give up', () => {
    expect(makeRoomToStart(full, place(undefined))).toBe(false);
    expect(makeRoomToStart(full, place(0))).toBe(false);
    expect(makeRoomToStart(full, { path: place(1000).path })).toBe(false);
  });

  it.each([new TypeError('x'), { code: 'SQLITE_IOERR_WRITE' }, 'text'])(
    'is not made for another error while there is room: %s',
    (error) => {
      const there = place(1000);
      expect(makeRoomToStart(error, there)).toBe(false);
      expect(existsSync(there.ballastPath)).toBe(true);
    },
  );

  it('was made unsaid until somebody says it, once', () => {
    const there = place(1000);
    expect(takeUnsaid(there)).toBe(false);
    makeRoomToStart(full, there);
    expect([takeUnsaid(there), existsSync(there.ballastPath), takeUnsaid(there)]).toEqual([true, false, false]);
    expect([takeUnsaid(place(undefined)), takeUnsaid({ path: there.path })]).toEqual([false, false]);
  });

  it('is not made ahead while there is room', () => {
    const there = place(1000);
    makeRoomAhead(there);
    expect(statSync(there.ballastPath).size).toBe(1000);
  });

  it('lets work be done once more, and no more often', () => {
    const there = place(1000);
    let tryCount = 0;
    const work = () => {
      tryCount++;
      if (tryCount < 2) throw full;
      return 'done';
    };
    expect([withRoom(there, work), tryCount]).toEqual(['done', 2]);
    tryCount = 0;
    expect(() => withRoom(there, work)).toThrow(full);
    expect(tryCount).toBe(1);
  });
});
