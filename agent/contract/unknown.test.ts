import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isKnown, isUnknown, type Knowable, knownOr, type UnknownReason, unknown } from './unknown.ts';

const reasons = fc.constantFrom<UnknownReason>('notReported', 'missing', 'outOfRange', 'stale', 'notObserved', 'notDeclared', 'learning');

describe('unknown', () => {
  it('is one object per reason, so that a million missing cells cost one', () => {
    expect(unknown('stale')).toBe(unknown('stale'));
    expect(unknown('stale')).not.toBe(unknown('missing'));
  });

  it('cannot be changed by whoever got it', () => {
    const shared = unknown('notDeclared') as { unknown: string };
    expect(() => {
      shared.unknown = 'missing';
    }).toThrow(TypeError);
    expect(unknown('notDeclared').unknown).toBe('notDeclared');
  });

  it('has the same form in JSON, and is known as unknown when it comes back (property)', () => {
    fc.assert(
      fc.property(reasons, (reason) => {
        expect(JSON.stringify(unknown(reason))).toBe(`{"unknown":"${reason}"}`);
        const back: Knowable<number> = JSON.parse(JSON.stringify(unknown(reason)));
        expect(isUnknown(back)).toBe(true);
      }),
    );
  });
});

describe('telling known from unknown', () => {
  it.each([[0], [-1], [Number.NaN], [''], [false], [null], [undefined], ['unknown'], [[]], [{}], [{ known: 1 }]])(
    'takes %j for a value: none of these stands for missing',
    (value) => {
      expect(isUnknown(value)).toBe(false);
      expect(isKnown(value)).toBe(true);
    },
  );

  it('says exactly one of the two of anything (property)', () => {
    fc.assert(
      fc.property(fc.anything(), reasons, fc.boolean(), (value, reason, isValue) => {
        const either: unknown = isValue ? value : unknown(reason);
        expect(isKnown(either)).toBe(!isUnknown(either));
      }),
    );
  });
});

describe('arithmetic with a stated fallback', () => {
  it('uses the value when there is one, also when it is 0', () => {
    expect(knownOr<number>(0, 9)).toBe(0);
    expect(knownOr<number>(4, 9)).toBe(4);
  });

  it('uses the fallback for every reason (property)', () => {
    fc.assert(fc.property(reasons, fc.integer(), (reason, fallback) => knownOr<number>(unknown(reason), fallback) === fallback));
  });
});
