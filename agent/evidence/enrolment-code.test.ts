import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enrolmentCode, groupedCode, normaliseCode } from './enrolment-code.ts';

describe('an enrolment code', () => {
  it('is the first fifty bits of the stretched hash in Crockford base32', () => {
    // PBKDF2-HMAC-SHA-256('', 'robot-risk/enrolment-code/1', 100000) by Python's hashlib begins e9e1a8cf7cbb2935….
    expect(enrolmentCode('')).toBe('X7GTHKVWQC');
  });

  it('is read back however a person writes it', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const code = enrolmentCode(text);
        const spoken = groupedCode(code).toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l');
        return normaliseCode(spoken) === code && normaliseCode(` ${code} `) === code;
      }),
      { numRuns: 20 },
    );
  });

  it('differs when one character of the document differs', () => {
    fc.assert(
      fc.property(fc.string(), (text) => enrolmentCode(text) !== enrolmentCode(`${text} `)),
      { numRuns: 20 },
    );
  });

  it.each(['', 'ABC', 'WERC8GMRZ', 'WERC8GMRZGA', 'WERC8GMRZU', 'WERC8GMRZ!'])('is not %j', (typed) => {
    expect(normaliseCode(typed)).toBeUndefined();
  });
});
