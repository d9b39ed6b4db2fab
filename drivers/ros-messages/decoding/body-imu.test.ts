import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf } from '../../../tests/support/humanoid-fixture.ts';
import { implausibleCells } from '../../../tests/support/open-topic.ts';
import { recordingSink } from '../../../tests/support/recording-sink.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import { BodyImu, bodyClasses } from './body-imu.ts';

type Quaternion = Readonly<Record<'w' | 'x' | 'y' | 'z', number>>;

function poured(fill: (imu: BodyImu) => void) {
  const imu = new BodyImu({ sourceId: 'ros', part: 'pelvis', periodMs: 5 });
  const out = recordingSink();
  imu.begin(timeAt(0));
  fill(imu);
  imu.pour(out);
  return out;
}

const attitudeOf = (rotation: Quaternion): (number | string | undefined)[] => {
  const cells = cellsOf(poured((imu) => imu.setRotation(rotation)));
  return ['roll', 'pitch', 'yaw'].map((angle) => cells[`imu ${angle}Rad pelvis`]);
};
const half = Math.SQRT1_2;
const quarter = Math.round((Math.PI / 2) * 1e6) / 1e6;

describe('the IMU of a body', () => {
  it('is one stream of one part, with what it measures', () => {
    const out = poured((imu) => {
      imu.setTurning(0.1, 0.2, 0.3);
      imu.setAcceleration(1, 2, 9.81);
      imu.setTemperature(41);
    });
    expect(cellsOf(out)).toEqual({
      'imu rollRad pelvis': 'missing',
      'imu pitchRad pelvis': 'missing',
      'imu yawRad pelvis': 'missing',
      'imu angularVelocityXRadPerS pelvis': 0.1,
      'imu angularVelocityYRadPerS pelvis': 0.2,
      'imu angularVelocityZRadPerS pelvis': 0.3,
      'imu accelerationXMPerS2 pelvis': 1,
      'imu accelerationYMPerS2 pelvis': 2,
      'imu accelerationZMPerS2 pelvis': 9.81,
      'imu temperatureC pelvis': 41,
    });
  });

  it.each([
    ['upright', { w: 1, x: 0, y: 0, z: 0 }, [0, 0, 0]],
    ['on its right side', { w: half, x: half, y: 0, z: 0 }, [quarter, 0, 0]],
    ['on its face', { w: half, x: 0, y: half, z: 0 }, [0, quarter, 0]],
    ['turned to its left', { w: half, x: 0, y: 0, z: half }, [0, 0, quarter]],
  ])('stands %s by its quaternion', (_, rotation, angles) => {
    const [roll, pitch, yaw] = attitudeOf(rotation);
    if (angles[1] === quarter) expect(pitch).toBe(quarter);
    else expect([roll, pitch, yaw]).toEqual(angles);
  });

  it.each([
    ['zero-filled', { w: 0, x: 0, y: 0, z: 0 }],
    ['not of length one', { w: 1, x: 1, y: 0, z: 0 }],
    ['no number', { w: Number.NaN, x: 0, y: 0, z: 0 }],
  ])('has no attitude from a quaternion that is %s', (_, rotation) => {
    expect(attitudeOf(rotation)).toEqual(['missing', 'missing', 'missing']);
  });

  it('gives back any attitude short of straight up', () => {
    const angle = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(angle, fc.double({ min: -1.5, max: 1.5, noNaN: true }), angle, (roll, pitch, yaw) => {
        const found = attitudeOf(rotationOf(roll, pitch, yaw));
        [roll, pitch, yaw].forEach((expected, index) => {
          expect(Number(found[index])).toBeCloseTo(expected, 4);
        });
      }),
    );
  });

  it('is never good and impossible, whatever it is given', () => {
    fc.assert(
      fc.property(fc.array(fc.anything(), { minLength: 7, maxLength: 7 }), ([a, b, c, d, e, f, g]) => {
        const out = poured((imu) => {
          imu.setAttitude(a, b, c);
          imu.setTurning(d, e, f);
          imu.setAcceleration(b, d, f);
          imu.setTemperature(g);
        });
        expect(implausibleCells(out)).toEqual([]);
      }),
    );
  });

  it('can show a fall where there is something to fall from', () => {
    expect(bodyClasses({ locomotion: 'legged' })).toEqual(['fall', 'impact']);
    expect(bodyClasses({ locomotion: 'wheeled' })).toEqual(['fall', 'impact']);
    expect(bodyClasses({ locomotion: 'fixed' })).toEqual(['impact']);
  });
});

/** Z-Y-X, as in REP 103. */
function rotationOf(roll: number, pitch: number, yaw: number): Quaternion {
  const [cr, sr] = [Math.cos(roll / 2), Math.sin(roll / 2)];
  const [cp, sp] = [Math.cos(pitch / 2), Math.sin(pitch / 2)];
  const [cy, sy] = [Math.cos(yaw / 2), Math.sin(yaw / 2)];
  return {
    w: cr * cp * cy + sr * sp * sy,
    x: sr * cp * cy - cr * sp * sy,
    y: cr * sp * cy + sr * cp * sy,
    z: cr * cp * sy - sr * sp * cy,
  };
}
