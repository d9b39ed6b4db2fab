import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enrolmentCode, groupedCode, normaliseCode } from './enrolment-code.ts';

describe('an enrolment code', () => {
  it('is the first fifty bits of the SHA-256 in Crockford base32', () => {
    // SHA-256('') = e3b0c44298fc1c14…: 11100 01110 11000 01100 01000 10000 10100 11000 11111 10000.
    expect(enrolmentCode('')).toBe('WERC8GMRZG');
  });

  it('is read back however a person writes it', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const code = enrolmentCode(text);
        const spoken = groupedCode(code).toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l');
        return normaliseCode(spoken) === code && normaliseCode(` ${code} `) === code;
      }),
    );
  });

  it('differs when one character of the document differs', () => {
    fc.assert(fc.property(fc.string(), (text) => enrolmentCode(text) !== enrolmentCode(`${text} `)));
  });

  it.each(['', 'ABC', 'WERC8GMRZ', 'WERC8GMRZGA', 'WERC8GMRZU', 'WERC8GMRZ!'])('is not %j', (typed) => {
    expect(normaliseCode(typed)).toBeUndefined();
  });
});
