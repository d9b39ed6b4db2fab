import type { FromSchema } from 'json-schema-to-ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { BodyImu, bodyClasses } from '../decoding/body-imu.ts';
import { ChangeWatch } from '../decoding/change-watch.ts';
import { classesOf } from '../decoding/fault-watch.ts';
import type { FieldColumn } from '../decoding/field-columns.ts';
import { jointSlots, slotsSchema } from '../decoding/joint-places.ts';
import type { DecodedSink, MessageType, RosMessage, TopicDecoder, TopicPlan } from '../decoding/message-type.ts';
import { MotorArray } from '../decoding/motor-array.ts';
import { arrayOf } from '../decoding/read-field.ts';
import { g1MotorTable } from './g1-motor-table.ts';
import { imuPartSchema, pourImuState } from './imu-state.ts';
import { ModeWord } from './mode-word.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: { imuPart: imuPartSchema, slots: slotsSchema },
} as const;

type Options = FromSchema<typeof optionsSchema>;

/** By which a temperature sensor that does not answer says so. */
const noTemperatureC = 255;

const columns: readonly FieldColumn[] = [
  { field: 'q', signal: 'positionRad' },
  { field: 'dq', signal: 'velocityRadPerS' },
  { field: 'tau_est', signal: 'torqueNm' },
  { field: 'temperature', at: 0, signal: 'shellTemperatureC', sentinelValue: noTemperatureC },
  { field: 'temperature', at: 1, signal: 'windingTemperatureC', sentinelValue: noTemperatureC },
  { field: 'vol', signal: 'voltageV' },
];

/**
 * `unitree_hg/LowState` of G1, H1-2 and H2: 35 motor slots, of which the robot uses as many as it has joints, and the IMU of the pelvis.
 * The torque is the robot's own estimate. Counter and checksum are the transport's affair and are not read.
 */
export const hgLowState: MessageType = {
  name: 'unitree_hg/LowState',
  optionsSchema,
  bind: (plan) => new HgLowStateDecoder(plan, plan.topic.decode as Options),
};

class HgLowStateDecoder implements TopicDecoder {
  readonly layouts;
  readonly observable: readonly string[];
  readonly #motors: MotorArray;
  readonly #imu: BodyImu;
  readonly #modes: ChangeWatch;
  readonly #modeWord = new ModeWord(['mode_machine', 'mode_pr']);

  constructor(plan: TopicPlan, { imuPart = 'body', slots }: Options) {
    const { sourceId, periodMs } = plan;
    this.#motors = new MotorArray(plan, { columns, ...jointSlots(plan, slots), fault: { field: 'motorstate', table: g1MotorTable } });
    this.#imu = new BodyImu({ sourceId, periodMs, part: imuPart });
    this.#modes = new ChangeWatch(sourceId);
    this.layouts = [this.#motors.layout, this.#imu.layout];
    this.observable = [...new Set([...bodyClasses(plan.profile), ...classesOf([g1MotorTable])])].sort();
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    this.#motors.decode(arrayOf(message.motor_state), { time, out });
    pourImuState(this.#imu, message.imu_state, { time, out });
    for (const mode of this.#modes.mode(this.#modeWord.read(message), time)) out.message(mode);
  }
}
