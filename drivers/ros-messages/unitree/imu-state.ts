import type { TimePoint } from '../../../agent/contract/time.ts';
import type { BodyImu } from '../decoding/body-imu.ts';
import type { DecodedSink } from '../decoding/message-type.ts';
import { arrayOf, messageOf, numberOf } from '../decoding/read-field.ts';

/** Schema of `imuPart`. */
export const imuPartSchema = {
  type: 'string',
  default: 'body',
  description: 'Where the IMU sits: pelvis, torso. A body part, so that impacts and falls are read from it.',
} as const;

/**
 * Pours an `IMUState` of either Unitree package: quaternion (w, x, y, z), rpy in rad, gyroscope in rad/s, accelerometer in m/s²,
 * temperature in °C. The attitude is the robot's own rpy; where it has none, it follows from the quaternion.
 */
export function pourImuState(imu: BodyImu, value: unknown, { time, out }: { time: TimePoint; out: DecodedSink }): void {
  const state = messageOf(value);
  const [quaternion, rpy] = [arrayOf(state.quaternion), arrayOf(state.rpy)];
  const [gyroscope, accelerometer] = [arrayOf(state.gyroscope), arrayOf(state.accelerometer)];
  imu.begin(time);
  imu.setRotation({ w: numberOf(quaternion[0]), x: numberOf(quaternion[1]), y: numberOf(quaternion[2]), z: numberOf(quaternion[3]) });
  imu.setAttitude(rpy[0], rpy[1], rpy[2]);
  imu.setTurning(gyroscope[0], gyroscope[1], gyroscope[2]);
  imu.setAcceleration(accelerometer[0], accelerometer[1], accelerometer[2]);
  imu.setTemperature(state.temperature);
  imu.pour(out);
}
