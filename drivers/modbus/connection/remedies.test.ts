import { describe, expect, it } from 'vitest';
import { TransientError } from '../../../agent/contract/errors.ts';
import { withRemedy } from '../../../agent/contract/with-remedy.ts';
import { remedies } from './remedies.ts';

const place = '10.0.0.2:502';

describe('what to do about a device in trouble', () => {
  it.each([
    ['modbus/unreachable', `${place}: refused`, `${place}: refused — see that the controller is on`],
    ['modbus/silent', 'no answer for 9000 ms', `${place}: no answer for 9000 ms — see that unitId and map`],
    ['modbus/connection-closed', 'the device closed the connection', `${place}: the device closed the connection — see whether`],
  ])('stands behind %s, with the place once', (code, message, begin) => {
    const told = withRemedy(new TransientError(code, message), remedies, place);
    expect(told).toMatchObject({ code, message: expect.stringContaining(begin) });
    expect((told as Error).message.split(place)).toHaveLength(2);
  });

  it('is nothing new for another error', () => {
    for (const error of [new TransientError('other/code', 'x'), new RangeError('a defect')])
      expect(withRemedy(error, remedies, place)).toBe(error);
  });
});
