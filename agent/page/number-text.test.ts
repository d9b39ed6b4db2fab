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

describe('numbers at their ends', () => {
  it('of hours never say more than was counted, and less by no more than the last digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e15 }), (ms) => {
        const text = hoursText(ms);
        const shown = Number(text.replace(' h', ''));
        const decimals = text.replace(' h', '').split('.')[1]?.length ?? 0;
        const hours = ms / 3_600_000;
        expect(shown).toBeLessThanOrEqual(hours + 1e-9 * hours);
        expect(hours - shown).toBeLessThan(10 ** -decimals * (1 + 1e-6) + 1e-9 * hours);
        expect(decimals).toBe(hours < 1 ? 3 : hours < 100 ? 2 : 1);
      }),
    );
  });

  it('of hours change their digits at 1 and at 100', () => {
    expect([3_599_999, 3_600_000, 359_999_999, 360_000_000].map(hoursText)).toEqual(['0.999 h', '1.00 h', '99.99 h', '100.0 h']);
  });

  it('of durations lose nothing but the rest below their unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (ms) => {
        const unitsMs = { h: 3_600_000, min: 60_000, s: 1000 } as const;
        const parts = [...durationText(ms).matchAll(/(\d+) (h|min|s)\b/g)];
        const shownMs = parts.reduce((sum, [, count, unit]) => sum + Number(count) * unitsMs[unit as keyof typeof unitsMs], 0);
        expect(shownMs).toBeLessThanOrEqual(ms);
        expect(ms - shownMs).toBeLessThan(ms < 3_600_000 ? 1000 : 60_000);
      }),
    );
    expect([59_999, 60_000, 3_599_999, 3_600_000, 360_000_000].map(durationText)).toEqual([
      '59 s',
      '1 min 0 s',
      '59 min 59 s',
      '1 h 00 min',
      '100 h 00 min',
    ]);
  });

  it('of counts round to whole ones, as large as they come', () => {
    expect([0.4, 999.5, 1e15, Number.MAX_SAFE_INTEGER].map(countText)).toEqual([
      '0',
      '1 000',
      '1 000 000 000 000 000',
      '9 007 199 254 740 991',
    ]);
  });

  it('of logarithms keep three decimals and their sign', () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), (ln) => {
        const text = signedText(ln);
        expect(text).toMatch(/^[+−]\d\.\d{3}$/);
        expect(Math.abs(Number(text.replace('−', '-')) - ln)).toBeLessThanOrEqual(0.0005 + 1e-12);
      }),
    );
    expect(signedText(-0)).toBe('+0.000');
  });

  it('that are unknown are told in both languages, each reason in its own words', () => {
    const reasons = ['notReported', 'missing', 'outOfRange', 'stale', 'notObserved', 'notDeclared', 'notRated', 'learning'] as const;
    const texts = reasons.map((reason) => knowableText(unknown(reason), 2).markup);
    expect(new Set(texts).size).toBe(reasons.length);
    for (const text of texts) expect(text).toMatch(/^<span class="unknown">.*lang="en".*lang="zh".*<\/span>$/);
  });
});
