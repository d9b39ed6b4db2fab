import type { Frame } from '../../../agent/contract/frame.ts';
import type { Profile } from '../../../agent/contract/profile.ts';
import type { SignalName } from '../../../agent/contract/signal.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { type Knowable, unknown } from '../../../agent/contract/unknown.ts';
import { attitudeOf } from './attitude-of.ts';
import { FrameFiller } from './frame-filler.ts';
import type { DecodedSink } from './message-type.ts';
import { numberOf } from './read-field.ts';

const signals: readonly SignalName[] = [
  'rollRad',
  'pitchRad',
  'yawRad',
  'angularVelocityXRadPerS',
  'angularVelocityYRadPerS',
  'angularVelocityZRadPerS',
  'accelerationXMPerS2',
  'accelerationYMPerS2',
  'accelerationZMPerS2',
  'temperatureC',
];
const turningAt = 3;
const accelerationAt = 6;
const temperatureAt = 9;
/** The IMU of a robot's body as one stream: attitude, turning, acceleration, temperature. */
export class BodyImu {
  readonly #filler: FrameFiller;

  constructor(plan: { readonly sourceId: string; readonly part: string; readonly periodMs: number }) {
    this.#filler = new FrameFiller({ component: 'imu', parts: [plan.part], signals, sourceId: plan.sourceId, periodMs: plan.periodMs });
  }

  get layout(): Frame['layout'] {
    return this.#filler.layout;
  }

  begin(time: TimePoint, sourceWallMs: Knowable<number> = unknown('notReported')): void {
    this.#filler.begin(time, sourceWallMs);
  }

  /** Roll, pitch, yaw in rad. */
  setAttitude(roll: unknown, pitch: unknown, yaw: unknown): void {
    this.#setThree(0, [roll, pitch, yaw]);
  }

  /** Roll, pitch and yaw of a rotation; nothing when it is none. */
  setRotation(quaternion: Parameters<typeof attitudeOf>[0]): void {
    const { rollRad, pitchRad, yawRad } = attitudeOf(quaternion);
    this.setAttitude(rollRad, pitchRad, yawRad);
  }

  /** Angular velocity about x, y, z in rad/s. */
  setTurning(x: unknown, y: unknown, z: unknown): void {
    this.#setThree(turningAt, [x, y, z]);
  }

  /** Acceleration along x, y, z in m/s². */
  setAcceleration(x: unknown, y: unknown, z: unknown): void {
    this.#setThree(accelerationAt, [x, y, z]);
  }

  /** Temperature of the IMU in °C. */
  setTemperature(value: unknown): void {
    this.#filler.set(temperatureAt, 0, numberOf(value));
  }

  pour(out: DecodedSink): void {
    const frame = this.#filler.frame();
    if (frame !== undefined) out.frame(frame);
  }

  #setThree(at: number, values: readonly [unknown, unknown, unknown]): void {
    for (let axis = 0; axis < 3; axis++) this.#filler.set(at + axis, 0, numberOf(values[axis]));
  }
}

/** What a body's IMU can show of this robot: a robot that stands on a base cannot fall. */
export function bodyClasses({ locomotion }: Pick<Profile, 'locomotion'>): readonly string[] {
  return locomotion === 'fixed' ? ['impact'] : ['fall', 'impact'];
}
