import type { FromSchema } from 'json-schema-to-ts';
import type { SignalName } from '../../../agent/contract/signal.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { conversions } from '../../../agent/contract/unit.ts';
import { attitudeOf } from '../decoding/attitude-of.ts';
import { FrameFiller } from '../decoding/frame-filler.ts';
import type { DecodedSink, MessageType, RosMessage, TopicDecoder, TopicPlan } from '../decoding/message-type.ts';
import { arrayOf, headerStampMs, messageOf, numberOf } from '../decoding/read-field.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    part: {
      type: 'string',
      minLength: 1,
      default: 'body',
      description: 'Where it sits: pelvis, torso, …; only the IMU of the body shows falls.',
    },
    accelerationUnit: { enum: ['m/s2', 'g'], default: 'm/s2', description: 'Some publishers say g against the definition.' },
  },
} as const;

type Options = Partial<FromSchema<typeof optionsSchema>>;

const attitude: readonly SignalName[] = ['rollRad', 'pitchRad', 'yawRad'];
const turning: readonly SignalName[] = ['angularVelocityXRadPerS', 'angularVelocityYRadPerS', 'angularVelocityZRadPerS'];
const acceleration: readonly SignalName[] = ['accelerationXMPerS2', 'accelerationYMPerS2', 'accelerationZMPerS2'];
const turningAt = attitude.length;
const accelerationAt = turningAt + turning.length;
/** First covariance of a quantity that the sensor does not have. */
const notProvided = -1;

/** `sensor_msgs/Imu`: orientation as roll, pitch and yaw, angular velocity, linear acceleration. A quantity whose covariance begins with −1 is not there. */
export const imu: MessageType = {
  name: 'sensor_msgs/Imu',
  optionsSchema,
  bind: (plan) => new ImuDecoder(plan, plan.topic.decode as Options),
};

class ImuDecoder implements TopicDecoder {
  readonly layouts;
  readonly observable;
  readonly #topic: string;
  readonly #filler: FrameFiller;
  readonly #factor: number;

  constructor({ sourceId, periodMs, topic, profile }: TopicPlan, { part = 'body', accelerationUnit = 'm/s2' }: Options = {}) {
    const signals = [...attitude, ...turning, ...acceleration];
    this.#topic = topic.topic;
    this.#filler = new FrameFiller({ sourceId, component: 'imu', parts: [part], signals, periodMs });
    this.#factor = conversions[accelerationUnit]?.factor ?? Number.NaN;
    this.layouts = [this.#filler.layout];
    this.observable = profile.locomotion === 'fixed' ? ['impact'] : ['fall', 'impact'];
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    this.#filler.begin(time, headerStampMs(message));
    if (isProvided(message.orientation_covariance)) this.#fillAttitude(message.orientation, out);
    else this.#markNotReported(0);
    this.#fillVector(turningAt, message.angular_velocity, { covariance: message.angular_velocity_covariance, factor: 1 });
    this.#fillVector(accelerationAt, message.linear_acceleration, {
      covariance: message.linear_acceleration_covariance,
      factor: this.#factor,
    });
    const frame = this.#filler.frame();
    if (frame !== undefined) out.frame(frame);
  }

  #fillAttitude(orientation: unknown, out: DecodedSink): void {
    const { x, y, z, w } = messageOf(orientation);
    const { rollRad, pitchRad, yawRad } = attitudeOf({ x: numberOf(x), y: numberOf(y), z: numberOf(z), w: numberOf(w) });
    this.#filler.set(0, 0, rollRad);
    this.#filler.set(1, 0, pitchRad);
    this.#filler.set(2, 0, yawRad);
    if (!Number.isNaN(rollRad)) return;
    out.flaw({ code: 'ros-messages/orientation-is-no-rotation', place: this.#topic, text: 'orientation', discarded: false });
  }

  #fillVector(at: number, vector: unknown, { covariance, factor }: { covariance: unknown; factor: number }): void {
    if (!isProvided(covariance)) {
      this.#markNotReported(at);
      return;
    }
    const { x, y, z } = messageOf(vector);
    this.#filler.set(at, 0, finite(x) * factor);
    this.#filler.set(at + 1, 0, finite(y) * factor);
    this.#filler.set(at + 2, 0, finite(z) * factor);
  }

  #markNotReported(at: number): void {
    for (let axis = 0; axis < 3; axis++) this.#filler.markNotReported(at + axis, 0);
  }
}

function isProvided(covariance: unknown): boolean {
  return numberOf(arrayOf(covariance)[0]) !== notProvided;
}

function finite(value: unknown): number {
  const number = numberOf(value);
  return Number.isFinite(number) ? number : Number.NaN;
}
