import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rawBytes } from '../../../tests/support/rosbridge-raw.ts';
import type { Fields, Generation } from '../../../tests/support/rosbridge-wire.ts';
import { rawReaders } from './raw-reader.ts';

const generations: readonly Generation[] = ['ros1', 'ros2'];
const header: Readonly<Record<Generation, Fields>> = {
  ros1: { seq: 7, stamp: { secs: 1700, nsecs: 250 }, frame_id: 'base' },
  ros2: { stamp: { sec: 1700, nanosec: 250 }, frame_id: 'base' },
};
const joints: Fields = { name: ['j0', 'j1'], position: [0.5, Number.NaN], velocity: [], effort: [1e-9, -2] };
const temperature: Fields = { temperature: 31.5, variance: 0 };

function raw(generation: Generation, type: string, fields: Fields) {
  return { secs: 1, nsecs: 2, bytes: rawBytes(generation, type, { header: header[generation], ...fields }) };
}

const plain = (value: unknown): unknown => (ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value);

describe.each(generations)('bytes of %s', (generation) => {
  const readers = (type: string) => rawReaders(type, [generation])[generation];

  it('of joint states are read, empty lists and no numbers included', () => {
    const read = readers('sensor_msgs/JointState');
    for (const position of [joints.position, [1, 2]] as const) {
      const message = read?.(raw(generation, 'sensor_msgs/JointState', { ...joints, position }));
      expect([message?.name, plain(message?.position), plain(message?.velocity), plain(message?.effort)]).toEqual([
        ['j0', 'j1'],
        position,
        [],
        [1e-9, -2],
      ]);
    }
  });

  it('of other types are read by their published layout', () => {
    expect(readers('sensor_msgs/Temperature')?.(raw(generation, 'sensor_msgs/Temperature', temperature))).toMatchObject(temperature);
  });

  it('that are cut short or too long are no message, and the next ones are', () => {
    for (const [type, fields] of [['sensor_msgs/JointState', joints] as const, ['sensor_msgs/Temperature', temperature] as const]) {
      const read = readers(type);
      const whole = raw(generation, type, fields);
      for (let length = 0; length < whole.bytes.length; length++) {
        expect(read?.({ ...whole, bytes: whole.bytes.subarray(0, length) }), `${type} of ${length} bytes`).toBeUndefined();
      }
      expect(read?.({ ...whole, bytes: Uint8Array.of(...whole.bytes, 1, 2, 3, 4) })).toBeUndefined();
      expect(read?.(whole)).toBeDefined();
    }
  });

  it('of any kind never throw', () => {
    const reads = ['sensor_msgs/JointState', 'sensor_msgs/BatteryState'].map(readers);
    const anything = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.anything());
    fc.assert(
      fc.property(anything, fc.anything(), (bytes, other) => {
        for (const read of reads) {
          expect(() => read?.({ bytes })).not.toThrow();
          expect(read?.(other)).toBeUndefined();
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['as base64, as JSON has them', 'AAEAAA=='],
    ['as a list of numbers', [0, 1, 0, 0]],
    ['as another array', new Float64Array(8)],
    ['missing', undefined],
  ])('%s are refused', (_, bytes) => {
    expect(readers('sensor_msgs/Temperature')?.({ secs: 1, nsecs: 2, bytes })).toBeUndefined();
  });
});

describe('a type', () => {
  it('has a reader in every generation whose layout is known, and none else', () => {
    expect(Object.keys(rawReaders('sensor_msgs/JointState', generations))).toEqual(['ros1', 'ros2']);
    expect(Object.keys(rawReaders('sensor_msgs/JointState', ['ros1']))).toEqual(['ros1']);
    expect(rawReaders('nobody_msgs/Knows', generations)).toEqual({});
  });

  it('read on two topics is read apart: a message stands until the next one of its own topic', () => {
    const [one, other] = [rawReaders('sensor_msgs/JointState', ['ros2']).ros2, rawReaders('sensor_msgs/JointState', ['ros2']).ros2];
    const first = one?.(raw('ros2', 'sensor_msgs/JointState', joints));
    other?.(raw('ros2', 'sensor_msgs/JointState', { ...joints, name: ['k0', 'k1'], position: [9, 9] }));
    expect([first?.name, plain(first?.position)]).toEqual([
      ['j0', 'j1'],
      [0.5, Number.NaN],
    ]);
  });
});
