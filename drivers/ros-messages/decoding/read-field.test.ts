import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknown } from '../../../agent/contract/unknown.ts';
import { arrayOf, flagOf, headerStampMs, knownNumber, messageOf, numberOf, stampWallMs, textOf } from './read-field.ts';

describe('a number', () => {
  it.each([
    [1.5, 1.5],
    [12n, 12],
    [null, Number.NaN],
    ['3', Number.NaN],
    [true, Number.NaN],
    [undefined, Number.NaN],
    [{}, Number.NaN],
  ])('of %s is %d', (value, expected) => {
    expect(numberOf(value)).toBe(expected);
  });

  it('is known when it is finite', () => {
    expect(knownNumber(0)).toBe(0);
    for (const value of [null, Infinity, Number.NaN]) expect(knownNumber(value)).toEqual(unknown('missing'));
  });
});

describe('an array', () => {
  it('may be typed, as CBOR and CDR give it', () => {
    expect(arrayOf(Float64Array.of(1, 2))).toEqual(Float64Array.of(1, 2));
    expect(arrayOf(BigInt64Array.of(1n))).toHaveLength(1);
    expect(arrayOf([null])).toEqual([null]);
  });

  it.each([['AAEC'], [null], [{ length: 3 }], [new DataView(new ArrayBuffer(4))], [3]])('is empty for %j', (value) => {
    expect(arrayOf(value)).toHaveLength(0);
  });
});

describe('a nested message', () => {
  it.each([[null], [[1]], ['x'], [3], [undefined]])('is empty for %j', (value) => {
    expect(Object.keys(messageOf(value))).toEqual([]);
  });

  it('is itself', () => {
    expect(messageOf({ a: 1 })).toEqual({ a: 1 });
  });
});

describe('a flag', () => {
  it.each([
    [true, true],
    [false, false],
    [1, true],
    [0n, false],
  ])('%s is %s', (value, expected) => {
    expect(flagOf(value)).toBe(expected);
  });

  it.each([[2], [-1], [null], ['true'], [undefined]])('%j is unknown', (value) => {
    expect(flagOf(value)).toEqual(unknown('missing'));
  });
});

describe('a text', () => {
  it('is empty when it is none', () => {
    expect([textOf('a'), textOf(1), textOf(null)]).toEqual(['a', '', '']);
  });
});

describe('a stamp', () => {
  it.each([
    ['of ROS 1', { secs: 10, nsecs: 5e8 }],
    ['of ROS 2', { sec: 10, nanosec: 5e8 }],
    ['of a recording', { sec: 10, nsec: 5e8 }],
    ['of CBOR with wide integers', { sec: 10n, nanosec: 500_000_000n }],
  ])('%s is the same moment', (_, stamp) => {
    expect(stampWallMs(stamp)).toBe(10_500);
    expect(headerStampMs({ header: { stamp } })).toBe(10_500);
  });

  it.each([[{ sec: 0, nanosec: 0 }], [{ sec: 1 }], [null], ['now'], [{ sec: null, nanosec: null }], [{ sec: -5, nanosec: 0 }]])(
    'that says no moment is not reported: %j',
    (stamp) => {
      expect(stampWallMs(stamp)).toEqual(unknown('notReported'));
    },
  );
});

describe('any value', () => {
  it('is read without an exception (property)', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withTypedArray: true, withNullPrototype: true }), (value) => {
        for (const read of [numberOf, knownNumber, arrayOf, messageOf, flagOf, textOf, stampWallMs])
          expect(() => read(value)).not.toThrow();
        expect(typeof numberOf(value)).toBe('number');
      }),
    );
  });
});
