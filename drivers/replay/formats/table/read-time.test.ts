import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTime, stampMsMax } from './read-time.ts';

describe('an ISO 8601 time', () => {
  it.each([
    ['2022-10-26T08:17:21.847Z', Date.UTC(2022, 9, 26, 8, 17, 21, 847)],
    ['"2022-10-26T08:17:21.847Z"', Date.UTC(2022, 9, 26, 8, 17, 21, 847)],
    ['2024-02-29 23:59:59', Date.UTC(2024, 1, 29, 23, 59, 59)],
    ['2024-01-05T10:00', Date.UTC(2024, 0, 5, 10)],
    ['2024-01-05T10:00:00+08:00', Date.UTC(2024, 0, 5, 2)],
    ['2024-01-05T10:00:00-0330', Date.UTC(2024, 0, 5, 13, 30)],
    ['2024-01-05T10:00:00,5Z', Date.UTC(2024, 0, 5, 10, 0, 0, 500)],
    [' 1970-01-01T00:00:00Z ', 0],
  ])('%s is read', (text, expectedMs) => {
    expect(readTime(text, 'iso8601')).toBe(expectedMs);
  });

  it('keeps fractions below a millisecond', () => {
    expect(readTime('1970-01-01T00:00:01.000250Z', 'iso8601')).toBeCloseTo(1000.25, 9);
  });

  it.each(['', 'yesterday', '2022-13-01T00:00:00Z', '2022-04-32T00:00:00Z', '2022-10-26', '2022-10-26T24:01:00Z', '1969-12-31T23:59:59Z'])(
    '"%s" is unreadable',
    (text) => {
      expect(readTime(text, 'iso8601')).toBeUndefined();
    },
  );

  it('is read back from any date', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date(stampMsMax), noInvalidDate: true }), (date) => {
        expect(readTime(date.toISOString(), 'iso8601')).toBe(date.getTime());
      }),
    );
  });
});

describe('a number of seconds or milliseconds', () => {
  it.each([
    ['76522.025', 'seconds', 76_522_025],
    ['0', 'seconds', 0],
    ['.5', 'seconds', 500],
    ['1.5e3', 'seconds', 1_500_000],
    ['1700000000123', 'milliseconds', 1_700_000_000_123],
  ] as const)('%s %s is read', (text, format, expectedMs) => {
    expect(readTime(text, format)).toBeCloseTo(expectedMs, 6);
  });

  it.each(['', 'NaN', 'Infinity', '-1', '0x10', '1,5', '1e400', '1e13', '1 2'])('"%s" is unreadable', (text) => {
    expect(readTime(text, 'seconds')).toBeUndefined();
  });
});

describe('a time with the name of the month', () => {
  it('is read as UTC', () => {
    expect(readTime('20-Nov-2023 15:22:29', 'dd-MMM-yyyy HH:mm:ss')).toBe(Date.UTC(2023, 10, 20, 15, 22, 29));
    expect(readTime('1-Jan-2024 00:00:00', 'dd-MMM-yyyy HH:mm:ss')).toBe(Date.UTC(2024, 0, 1));
  });

  it.each(['11/20/2023 15:22', '20-Foo-2023 15:22:29', '32-Nov-2023 15:22:29', '20-nov-2023 15:22:29'])('"%s" is unreadable', (text) => {
    expect(readTime(text, 'dd-MMM-yyyy HH:mm:ss')).toBeUndefined();
  });
});

describe('any text', () => {
  it('gives a time in range or none, and never throws', () => {
    const format = fc.constantFrom('iso8601', 'seconds', 'milliseconds', 'dd-MMM-yyyy HH:mm:ss') as fc.Arbitrary<'iso8601'>;
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String)), format, (text, timeFormat) => {
        const stampMs = readTime(text, timeFormat);
        expect(stampMs === undefined || (stampMs >= 0 && stampMs <= stampMsMax)).toBe(true);
      }),
    );
  });
});
