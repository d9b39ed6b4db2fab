import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldOffset, fieldText, fieldTimeNs, fieldUint32, readRos1Fields, readRos1Head, ros1HeaderBytesMax } from './ros1-record.ts';

/** Fields, each with its length before it. */
function fields(...written: readonly (readonly [name: string, value: readonly number[]])[]): number[] {
  return written.flatMap(([name, value]) => {
    const bytes = [...Buffer.from(`${name}=`), ...value];
    return [bytes.length, 0, 0, 0, ...bytes];
  });
}

function record(header: readonly number[], body: readonly number[]): Uint8Array {
  return Uint8Array.of(header.length, 0, 0, 0, ...header, body.length, 0, 0, 0, ...body);
}

const message = record(fields(['op', [2]], ['conn', [7, 0, 0, 0]]), [1, 2, 3]);

describe('a record of a ROS 1 bag', () => {
  it('tells its kind, its fields and where its body stands', () => {
    const head = readRos1Head(message);
    expect(head).toMatchObject({ kind: 'message', headBytes: message.length - 3, bodyBytes: 3 });
    if (typeof head !== 'string') expect(fieldUint32(head.fields, 'conn')).toBe(7);
  });

  it('is incomplete until its body begins', () => {
    const lengths = Array.from({ length: message.length - 3 }, (_, length) => length);
    expect(lengths.map((length) => readRos1Head(message.subarray(0, length)))).toEqual(lengths.map(() => 'incomplete'));
    expect(readRos1Head(message.subarray(0, message.length - 3))).toMatchObject({ bodyBytes: 3 });
  });

  it.each([
    ['no op', record(fields(['conn', [1, 0, 0, 0]]), [])],
    ['an unknown op', record(fields(['op', [99]]), [])],
    ['fields longer than the header', record([50, 0, 0, 0, 1, 2, 3], [])],
    ['a field without =', record([2, 0, 0, 0, 65, 66], [])],
    ['a header beyond the limit', Uint8Array.of(0, 0, ros1HeaderBytesMax / 65_536 + 1, 0)],
  ])('is damaged with %s', (_what, bytes) => {
    expect(readRos1Head(bytes)).toBe('damaged');
  });

  it('never throws and never reaches behind its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const head = readRos1Head(bytes);
        if (typeof head !== 'string') expect(head.headBytes).toBeLessThanOrEqual(bytes.length);
        readRos1Fields(bytes);
      }),
    );
  });
});

describe('a field', () => {
  const read = readRos1Fields(
    Uint8Array.from(fields(['topic', [...Buffer.from('/a=b')]], ['time', [1, 0, 0, 0, 2, 0, 0, 0]], ['pos', [1, 0, 0, 0, 1, 0, 0, 0]])),
  );

  it('is text up to its end, also with = in it', () => {
    expect(read && fieldText(read, 'topic')).toBe('/a=b');
  });

  it('is a time in nanoseconds, or a place in a file of more than four gigabytes', () => {
    expect(read && fieldTimeNs(read, 'time')).toBe(1_000_000_002n);
    expect(read && fieldOffset(read, 'pos')).toBe(2 ** 32 + 1);
  });

  it('is undefined when it is absent or of another size', () => {
    expect(read && [fieldText(read, 'x'), fieldUint32(read, 'time'), fieldTimeNs(read, 'topic'), fieldOffset(read, 'topic')]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
