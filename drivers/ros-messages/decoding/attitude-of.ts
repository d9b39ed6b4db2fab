/** Squared length further from 1 than this: no rotation. A quaternion that nobody filled in is all zero. */
const lengthTolerance = 0.1;

/** Roll, pitch and yaw in rad, about x, y and z; NaN when there is no rotation. */
export interface Attitude {
  readonly rollRad: number;
  readonly pitchRad: number;
  readonly yawRad: number;
}

const noAttitude: Attitude = Object.freeze({ rollRad: Number.NaN, pitchRad: Number.NaN, yawRad: Number.NaN });

/** Attitude of a rotation given as a quaternion, in the order yaw, pitch, roll (REP 103). Small errors of its length are mended. */
export function attitudeOf({ x, y, z, w }: Readonly<Record<'x' | 'y' | 'z' | 'w', number>>): Attitude {
  const length = x * x + y * y + z * z + w * w;
  if (!(Math.abs(length - 1) <= lengthTolerance)) return noAttitude;
  const sine = Math.min(1, Math.max(-1, (2 * (w * y - z * x)) / length));
  return {
    rollRad: Math.atan2(2 * (w * x + y * z), w * w - x * x - y * y + z * z),
    pitchRad: Math.asin(sine),
    yawRad: Math.atan2(2 * (w * z + x * y), w * w + x * x - y * y - z * z),
  };
}
