import { describe, expect, it } from 'vitest';
import { TransientError } from '../../../agent/contract/errors.ts';
import { withRemedy } from '../../../agent/contract/with-remedy.ts';
import { remedies } from './remedies.ts';

describe('what to do about a bridge in trouble', () => {
  it.each([
    ['rosbridge/unreachable', 'start the bridge'],
    ['rosbridge/connection-lost', 'connected to again by itself'],
  ])('stands behind %s, whose code and cause stay', (code, remedy) => {
    const error = new TransientError(code, 'ws://robot:9090/: refused');
    const told = withRemedy(error, remedies);
    expect(told).toBeInstanceOf(TransientError);
    expect(told).toMatchObject({ code, cause: error, message: expect.stringContaining(`ws://robot:9090/: refused — `) });
    expect((told as Error).message).toContain(remedy);
  });

  it('is nothing new for another error', () => {
    for (const error of [new TransientError('rosbridge/no-data', 'x'), new RangeError('a defect'), undefined]) {
      expect(withRemedy(error, remedies)).toBe(error);
    }
  });
});
