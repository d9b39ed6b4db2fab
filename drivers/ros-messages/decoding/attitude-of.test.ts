import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attitudeOf } from './attitude-of.ts';

const half = Math.SQRT1_2;

/** The rotation that turns by yaw, then pitch, then roll. */
function quaternionOf(rollRad: number, pitchRad: number, yawRad: number) {
  const [cr, sr] = [Math.cos(rollRad / 2), Math.sin(rollRad / 2)];
  const [cp, sp] = [Math.cos(pitchRad / 2), Math.sin(pitchRad / 2)];
  const [cy, sy] = [Math.cos(yawRad / 2), Math.sin(yawRad / 2)];
  return {
    w: cr * cp * cy + sr * sp * sy,
    x: sr * cp * cy - cr * sp * sy,
    y: cr * sp * cy + sr * cp * sy,
    z: cr * cp * sy - sr * sp * cy,
  };
}

describe('the attitude of a quaternion', () => {
  it.each([
    ['upright', { x: 0, y: 0, z: 0, w: 1 }, [0, 0, 0]],
    ['rolled', { x: half, y: 0, z: 0, w: half }, [Math.PI / 2, 0, 0]],
    ['on its face', { x: 0, y: half, z: 0, w: half }, [0, Math.PI / 2, 0]],
    ['turned', { x: 0, y: 0, z: half, w: half }, [0, 0, Math.PI / 2]],
  ])('%s', (_, quaternion, [roll = 0, pitch = 0, yaw = 0]) => {
    const attitude = attitudeOf(quaternion);
    expect(attitude.pitchRad).toBeCloseTo(pitch, 6);
    if (pitch === 0) expect([attitude.rollRad, attitude.yawRad]).toEqual([expect.closeTo(roll, 9), expect.closeTo(yaw, 9)]);
  });

  it.each([
    [{ x: 0, y: 0, z: 0, w: 0 }],
    [{ x: 2, y: 0, z: 0, w: 0 }],
    [{ x: Number.NaN, y: 0, z: 0, w: 1 }],
    [{ x: Infinity, y: 0, z: 0, w: 1 }],
  ])('is none for %j', (quaternion) => {
    expect(Object.values(attitudeOf(quaternion))).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it('undoes what made the quaternion, whatever its length within tolerance (property)', () => {
    const angle = fc.double({ min: -1.5, max: 1.5, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(angle, angle, angle), fc.double({ min: 0.98, max: 1.02, noNaN: true }), ([roll, pitch, yaw], length) => {
        const { x, y, z, w } = quaternionOf(roll, pitch, yaw);
        const attitude = attitudeOf({ x: x * length, y: y * length, z: z * length, w: w * length });
        expect(attitude.rollRad).toBeCloseTo(roll, 6);
        expect(attitude.pitchRad).toBeCloseTo(pitch, 6);
        expect(attitude.yawRad).toBeCloseTo(yaw, 6);
      }),
    );
  });
});
