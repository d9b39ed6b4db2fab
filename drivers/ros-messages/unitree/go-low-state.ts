import type { FromSchema } from 'json-schema-to-ts';
import { monoMsOf, type TimePoint } from '../../../agent/contract/time.ts';
import { BatteryPack, currentSignSchema } from '../decoding/battery-pack.ts';
import { BodyImu, bodyClasses } from '../decoding/body-imu.ts';
import { type FieldColumn, FieldColumns } from '../decoding/field-columns.ts';
import { FrameFiller } from '../decoding/frame-filler.ts';
import { jointSlots, slotsSchema } from '../decoding/joint-places.ts';
import type { DecodedSink, MessageType, RosMessage, TopicDecoder, TopicPlan } from '../decoding/message-type.ts';
import { MotorArray } from '../decoding/motor-array.ts';
import { arrayOf, messageOf } from '../decoding/read-field.ts';
import { imuPartSchema, pourImuState } from './imu-state.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: { imuPart: imuPartSchema, slots: slotsSchema, currentSign: currentSignSchema },
} as const;

type Options = FromSchema<typeof optionsSchema>;

const motorColumns: readonly FieldColumn[] = [
  { field: 'q', signal: 'positionRad' },
  { field: 'dq', signal: 'velocityRadPerS' },
  { field: 'tau_est', signal: 'torqueNm' },
  { field: 'temperature', signal: 'motorTemperatureC' },
];
const supplyColumns: readonly FieldColumn[] = [
  { field: 'power_v', signal: 'voltageV' },
  { field: 'power_a', signal: 'currentA' },
];
const packColumns: readonly FieldColumn[] = [
  { field: 'current', unit: 'mA', signal: 'currentA' },
  { field: 'soc', unit: 'percent', signal: 'stateOfChargeRatio' },
  { field: 'cycle', signal: 'cycleCount' },
];
/** Supply and battery change slowly: they are poured at most this often, however fast the joints come. */
const slowPeriodMs = 1000;
const cellSlotCount = 15;
const sensorCount = 2;

/**
 * `unitree_go/LowState` of the H1: 20 motor slots, IMU, supply and battery in one message. It carries no fault word of a motor; the
 * `lost` counters and `bit_flag` have no published meaning and are not read.
 */
export const goLowState: MessageType = {
  name: 'unitree_go/LowState',
  optionsSchema,
  bind: (plan) => new GoLowStateDecoder(plan, plan.topic.decode as Options),
};

class GoLowStateDecoder implements TopicDecoder {
  readonly layouts;
  readonly observable: readonly string[];
  readonly #motors: MotorArray;
  readonly #imu: BodyImu;
  readonly #supply: FrameFiller;
  readonly #supplyColumns = new FieldColumns(supplyColumns);
  readonly #pack: BatteryPack;
  readonly #slowPeriodMs: number;
  #slowMs = Number.NEGATIVE_INFINITY;

  constructor(plan: TopicPlan, { imuPart = 'body', slots, currentSign }: Options) {
    const { sourceId, periodMs } = plan;
    this.#slowPeriodMs = Math.max(periodMs, slowPeriodMs);
    this.#motors = new MotorArray(plan, { columns: motorColumns, ...jointSlots(plan, slots) });
    this.#imu = new BodyImu({ sourceId, periodMs, part: imuPart });
    this.#supply = new FrameFiller({
      component: 'controller',
      parts: ['main'],
      signals: this.#supplyColumns.signals,
      sourceId,
      periodMs: this.#slowPeriodMs,
    });
    this.#pack = new BatteryPack(
      { sourceId, periodMs: this.#slowPeriodMs },
      {
        columns: packColumns,
        currentSign,
        cells: { field: 'cell_vol', countMax: cellSlotCount },
        sensors: { field: 'bq_ntc', countMax: sensorCount },
      },
    );
    this.layouts = [this.#motors.layout, this.#imu.layout, this.#supply.layout, ...this.#pack.layouts];
    this.observable = bodyClasses(plan.profile);
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    this.#motors.decode(arrayOf(message.motor_state), { time, out });
    pourImuState(this.#imu, message.imu_state, { time, out });
    const nowMs = monoMsOf(time);
    if (nowMs >= this.#slowMs && nowMs - this.#slowMs < this.#slowPeriodMs) return;
    this.#slowMs = nowMs;
    this.#supply.begin(time);
    this.#supplyColumns.fill(this.#supply, message, 0);
    const frame = this.#supply.frame();
    if (frame !== undefined) out.frame(frame);
    this.#pack.decode(messageOf(message.bms_state), time, out);
  }
}
