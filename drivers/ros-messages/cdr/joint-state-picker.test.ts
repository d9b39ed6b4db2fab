import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RosMessage } from '../decoding/message-type.ts';
import { readerFor } from '../definitions/reader-for.ts';
import { JointStatePicker } from './joint-state-picker.ts';

const library = readerFor('sensor_msgs/JointState', 'ros2');
const sample = {
  header: { stamp: { sec: 1_700_000_000, nanosec: 999_999_999 }, frame_id: 'base' },
  name: ['left_hip', 'knöchel', ''],
  position: [0.5, -1, Number.NaN],
  velocity: [] as number[],
  effort: [1, 2, Infinity],
};

/** What a decoder takes from a joint state, as a copy. */
function picked(message: RosMessage | undefined): object | undefined {
  if (message === undefined) return undefined;
  const { header, name, position, velocity, effort } = message as unknown as typeof sample;
  return { stamp: { ...header.stamp }, name: [...name], position: [...position], velocity: [...velocity], effort: [...effort] };
}

/** A joint state as CDR, written after the OMG's rules and not by a library; little endian when not told otherwise. */
function bytesOf({ header, name, position, velocity, effort }: typeof sample, isLittle = true): Uint8Array {
  const bytes = new Uint8Array(16_384);
  bytes[1] = isLittle ? 1 : 0;
  const view = new DataView(bytes.buffer);
  let at = 4;
  const word = (value: number): void => {
    at = (at + 3) & ~3;
    view.setUint32(at, value, isLittle);
    at += 4;
  };
  const text = (value: string): void => {
    const encoded = new TextEncoder().encode(value);
    word(encoded.length + 1);
    bytes.set(encoded, at);
    at += encoded.length + 1;
  };
  word(header.stamp.sec);
  word(header.stamp.nanosec);
  text(header.frame_id);
  word(name.length);
  name.forEach(text);
  for (const values of [position, velocity, effort]) {
    word(values.length);
    if (values.length > 0) at = 4 + ((at + 3) & ~7); // aligned from behind the head
    for (const value of values) {
      view.setFloat64(at, value, isLittle);
      at += 8;
    }
  }
  return bytes.slice(0, at);
}

const doubles = fc.array(fc.double(), { maxLength: 6 });
const messages = fc.record({
  header: fc.record({
    stamp: fc.record({ sec: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), nanosec: fc.nat(2 ** 32 - 1) }),
    frame_id: fc.string({ maxLength: 9 }),
  }),
  name: fc.array(fc.string({ unit: 'grapheme', maxLength: 9 }), { maxLength: 5 }),
  position: doubles,
  velocity: doubles,
  effort: doubles,
});

describe('the picker of joint states', () => {
  it('picks stamp, names and the three arrays', () => {
    const { header, ...arrays } = sample;
    expect(picked(new JointStatePicker().read(bytesOf(sample)))).toEqual({ stamp: header.stamp, ...arrays });
  });

  it('reads both byte orders', () => {
    expect(picked(new JointStatePicker().read(bytesOf(sample, false)))).toEqual(picked(library?.(bytesOf(sample))));
    expect(picked(library?.(bytesOf(sample, false)))).toEqual(picked(library?.(bytesOf(sample))));
  });

  it('gives what the library gives, whatever was read before (property)', () => {
    const picker = new JointStatePicker();
    fc.assert(
      fc.property(messages, fc.boolean(), (message, isBig) => {
        const bytes = bytesOf(message, !isBig);
        for (let turn = 0; turn < 2; turn++) expect(picked(picker.read(bytes))).toEqual(picked(library?.(bytes)));
      }),
      { numRuns: 300 },
    );
  });

  it('gives what the library gives of bytes cut short or changed anywhere (property)', () => {
    const picker = new JointStatePicker();
    const bytes = bytesOf(sample);
    fc.assert(
      fc.property(fc.nat(bytes.length), fc.integer({ min: 4, max: bytes.length - 1 }), fc.nat(255), (length, at, value) => {
        const changed = bytes.slice();
        changed[at] = value;
        const buffer = Uint8Array.from([...changed, ...bytes]);
        for (const end of [length, bytes.length]) {
          const part = buffer.subarray(0, end);
          expect(picked(picker.read(part))).toEqual(picked(library?.(part)));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes its names anew when they change, and keeps them while they are the same', () => {
    const picker = new JointStatePicker();
    const first = picker.read(bytesOf(sample))?.name;
    expect(picker.read(bytesOf({ ...sample, position: [1, 2, 3], header: { ...sample.header, frame_id: 'other' } }))?.name).toBe(first);
    expect(picker.read(bytesOf({ ...sample, name: ['left_hip', 'knee'] }))?.name).toEqual(['left_hip', 'knee']);
    expect(picker.read(bytesOf(sample))?.name).toEqual(sample.name);
  });

  it('uses its arrays again', () => {
    const picker = new JointStatePicker();
    const position = picker.read(bytesOf(sample))?.position;
    expect(picker.read(bytesOf({ ...sample, position: [7, 8, 9] }))?.position).toBe(position);
    expect(position).toEqual(Float64Array.of(7, 8, 9));
  });

  it.each([
    ['nothing', []],
    ['half a head', [0, 1]],
    ['another encoding', [0, 7, 0, 0]],
    ['a parameter list', [0, 3, 0, 0]],
    ['a head alone', [0, 1, 0, 0]],
    ['a list of four thousand million names', [0, 1, 0, 0, ...new Array(8).fill(0), 1, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255]],
  ])('gives nothing for %s', (_, bytes) => {
    expect(new JointStatePicker().read(Uint8Array.from(bytes))).toBeUndefined();
  });

  it('gives nothing for more joints than a robot has', () => {
    const name = Array.from({ length: 600 }, (_, index) => `j${index}`);
    expect(new JointStatePicker().read(bytesOf({ ...sample, name, position: [] }))).toBeUndefined();
    expect(new JointStatePicker().read(bytesOf({ ...sample, position: new Array(600).fill(0) }))).toBeUndefined();
  });

  it('is not misled by bytes that were refused', () => {
    const picker = new JointStatePicker();
    const bytes = bytesOf(sample);
    picker.read(bytes);
    picker.read(bytesOf({ ...sample, name: ['x', 'y', 'z'] }).subarray(0, 60));
    expect(picked(picker.read(bytes))).toEqual(picked(library?.(bytes)));
  });

  it('never throws (property)', () => {
    const picker = new JointStatePicker();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        expect(() => picker.read(noise)).not.toThrow();
      }),
    );
  });
});
