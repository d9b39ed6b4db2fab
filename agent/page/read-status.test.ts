import { describe, expect, it } from 'vitest';
import { busyStatus } from '../../tests/support/agent-status.ts';
import type { Logger } from '../contract/logger.ts';
import { readStatus } from './read-status.ts';

describe('reading the status', () => {
  it('gives what was drawn from it', () => {
    expect(readStatus(() => busyStatus)(({ robot }) => robot)).toBe(busyStatus.robot);
  });

  it('gives nothing when it fails, and logs it once until it succeeds again', () => {
    const errors: string[] = [];
    const log: Logger = { info: () => undefined, warn: () => undefined, error: (code, facts) => errors.push(`${code} ${facts?.reason}`) };
    let isBroken = true;
    const read = readStatus(() => {
      if (isBroken) throw new RangeError('no state');
      return busyStatus;
    }, log);
    const robots = [read(({ robot }) => robot), read(({ robot }) => robot)];
    expect(robots).toEqual([undefined, undefined]);
    expect(errors).toEqual(['page/no-status RangeError: no state']);
    isBroken = false;
    expect(read(({ robot }) => robot)).toBe(busyStatus.robot);
    isBroken = true;
    read(({ robot }) => robot);
    expect(errors).toHaveLength(2);
  });
});
