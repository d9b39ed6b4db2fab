import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknown } from '../contract/unknown.ts';
import { countText, durationText, hoursText, knowableText, signedText } from './number-text.ts';

describe('numbers on the page', () => {
  it('show hours with the digits that still change, never rounded up (M-10)', () => {
    expect([0, 36_000, 3_600_000, 359_999_000, 3.6e9].map(hoursText)).toEqual(['0.000 h', '0.010 h', '1.00 h', '99.99 h', '1000.0 h']);
  });

  it('show durations in two units', () => {
    expect([999, 48_000, 200_000, 18_120_000].map(durationText)).toEqual(['0 s', '48 s', '3 min 20 s', '5 h 02 min']);
  });

  it('group digits in threes without changing them', () => {
    expect([0, 999, 1000, 1_234_567].map(countText)).toEqual(['0', '999', '1 000', '1 234 567']);
    fc.assert(
      fc.property(fc.nat(), (count) => {
        expect(Number(countText(count).replaceAll(' ', ''))).toBe(count);
        expect(
          countText(count)
            .split(' ')
            .slice(1)
            .every((group) => group.length === 3),
        ).toBe(true);
      }),
    );
  });

  it('show the sign of a logarithm always', () => {
    expect([0.4054, -0.105, 0].map(signedText)).toEqual(['+0.405', '−0.105', '+0.000']);
  });

  it('show an unknown with its reason, never as a number', () => {
    expect(knowableText(57.26, 1).markup).toBe('57.3');
    const text = knowableText(unknown('insufficientData'), 1).markup;
    expect(text).toContain('not enough hours yet');
    expect(text).not.toMatch(/\d/);
  });
});
