import { describe, expect, it } from 'vitest';
import { unknown } from '../../../agent/contract/unknown.ts';
import { bindType, bothHeaders, ros2Header, stampedWallMs } from '../../../tests/support/ros-fixture.ts';
import { wrenchStamped } from './wrench-stamped.ts';

const message = { header: ros2Header, wrench: { force: { x: 1, y: -2, z: 80 }, torque: { x: 0.5, y: 0, z: -3 } } };

describe.each(bothHeaders)('a wrench of %s', (_, header) => {
  it('is force in N and torque in N·m of the tool', () => {
    const { decode, sink } = bindType(wrenchStamped);
    decode({ ...message, header });
    expect(sink.frames).toMatchObject([{ component: 'tool', sourceWallMs: stampedWallMs }]);
    expect(sink.frames[0]?.cells).toEqual({
      'forceXN flange': 1,
      'forceYN flange': -2,
      'forceZN flange': 80,
      'torqueXNm flange': 0.5,
      'torqueYNm flange': 0,
      'torqueZNm flange': -3,
    });
  });
});

describe('a wrench that is not whole', () => {
  it.each([[{}], [{ wrench: null }], [{ wrench: { force: [1, 2, 3], torque: 'x' } }]])('%j misses every cell', (whole) => {
    const { decode, sink } = bindType(wrenchStamped, { part: 'wrist' });
    decode(whole);
    expect(new Set(Object.values(sink.frames[0]?.cells ?? {}))).toEqual(new Set([unknown('missing')]));
  });

  it('of null and infinity misses those, and of what cannot be true knows nothing', () => {
    const { decode, sink } = bindType(wrenchStamped);
    decode({ wrench: { force: { x: null, y: Infinity, z: 1e9 }, torque: { x: 0, y: 0, z: 0 } } });
    expect(sink.frames[0]?.cells).toMatchObject({
      'forceXN flange': unknown('missing'),
      'forceYN flange': unknown('missing'),
      'forceZN flange': unknown('outOfRange'),
      'torqueXNm flange': 0,
    });
  });
});
