import { describe, expect, it } from 'vitest';
import { TransientError } from './errors.ts';
import { withRemedy } from './with-remedy.ts';

const remedies = { silent: 'look at the cable' };

describe('an error with its remedy', () => {
  it('keeps class, code and cause, and says its place once', () => {
    const error = new TransientError('bus/silent', 'no answer');
    const told = withRemedy(error, remedies, 'port 7');
    expect(told).toBeInstanceOf(TransientError);
    expect(told).toMatchObject({ code: 'bus/silent', message: 'port 7: no answer — look at the cable', cause: error });
    expect(withRemedy(new TransientError('bus/silent', 'port 7: gone'), remedies, 'port 7')).toMatchObject({
      message: 'port 7: gone — look at the cable',
    });
    expect(withRemedy(error, remedies)).toMatchObject({ message: 'no answer — look at the cable' });
  });

  it('is the error itself where nothing is known to help', () => {
    for (const error of [new TransientError('bus/other', 'x'), new RangeError('a defect'), undefined])
      expect(withRemedy(error, remedies, 'port 7')).toBe(error);
  });
});
