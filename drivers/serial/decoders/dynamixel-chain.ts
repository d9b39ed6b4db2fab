import type { SignalName } from '../../../agent/contract/signal.ts';
import { monoMsOf } from '../../../agent/contract/time.ts';
import { type Knowable, unknown } from '../../../agent/contract/unknown.ts';
import {
  type DynamixelReading,
  type DynamixelStatus,
  decodeDynamixelBlock,
  decodeDynamixelStatus,
  dynamixelHardwareError,
  xm430Scale,
} from '../../serial-protocols/dynamixel/decode-dynamixel.ts';
import { dynamixelFormat } from '../../serial-protocols/dynamixel/dynamixel-format.ts';
import { dynamixelSyncRead } from '../../serial-protocols/dynamixel/dynamixel-request.ts';
import { faultsOfWord } from '../../serial-protocols/protocol-fault.ts';
import { type BusDevice, notTaken, type Round, type Taken } from './bus-device.ts';
import { CellFrame } from './cell-frame.ts';
import { StandingFaults } from './standing-faults.ts';

/** Which servo drives which joint, and how its angle becomes the joint's: joint = ± servo + offset. */
export interface Servo {
  readonly id: number;
  readonly joint: string;
  readonly isInverted: boolean;
  readonly offsetRad: number;
}

export interface DynamixelPlan {
  readonly sourceId: string;
  readonly pollMs: number;
  readonly servos: readonly Servo[];
  /** A per unit of register 126; unknown for models that have a load there. */
  readonly currentAPerCount: Knowable<number>;
}

/** How often the hardware error is read while no servo asks for it to be read. */
const errorPeriodMs = 1000;
type Readings = ReadonlyMap<number, DynamixelReading>;

/** Servos on one bus, asked together by sync read: motion every round, hardware errors every second and at once on an alert. */
export class DynamixelChain implements BusDevice {
  readonly name = 'servos';
  readonly format = dynamixelFormat;
  /** A status packet names its servo, and the two blocks that are read differ in length. */
  readonly rules = { paceMs: 0, isTagged: true, quietMs: () => 0 };
  readonly pollMs: number;
  readonly layouts: BusDevice['layouts'];
  readonly observable: BusDevice['observable'];
  readonly identity: string;
  readonly #plan: DynamixelPlan;
  readonly #frame: CellFrame;
  readonly #faults: StandingFaults;
  #errorDueMs = 0;

  constructor(plan: DynamixelPlan) {
    const hasCurrent = typeof plan.currentAPerCount === 'number';
    const current: SignalName[] = hasCurrent ? ['currentA'] : [];
    const signals: SignalName[] = ['positionRad', 'velocityRadPerS', ...current, 'voltageV', 'motorTemperatureC'];
    const { sourceId, pollMs, servos } = plan;
    this.pollMs = pollMs;
    this.identity = `dynamixel ids ${servos.map(({ id }) => id).join(' ')}`;
    this.#plan = plan;
    this.#frame = new CellFrame({ sourceId, component: 'joint', parts: servos.map(({ joint }) => joint), signals, periodMs: pollMs });
    this.#faults = new StandingFaults(sourceId, faultsOfWord(0xff, dynamixelHardwareError));
    this.layouts = [this.#frame.layout];
    this.observable = this.#faults.observable;
  }

  async poll(round: Round): Promise<boolean> {
    const readings = await this.#syncRead(round, 'motion');
    if (readings.size === 0) return false;
    this.#pourMotion(readings, round);
    if (monoMsOf(round.now()) >= this.#errorDueMs) await this.#pourErrors(round);
    return true;
  }

  #pourMotion(readings: Readings, { now, sink }: Round): void {
    this.#frame.begin(now());
    for (const { id, joint, isInverted, offsetRad } of this.#plan.servos) {
      const reading = readings.get(id);
      if (reading === undefined) continue;
      const sign = isInverted ? -1 : 1;
      this.#frame.set('positionRad', joint, moved(reading.positionRad, sign, offsetRad));
      this.#frame.set('velocityRadPerS', joint, moved(reading.velocityRadPerS, sign, 0));
      this.#frame.set('currentA', joint, moved(reading.currentA, sign, 0));
      this.#frame.set('voltageV', joint, reading.voltageV);
      this.#frame.set('motorTemperatureC', joint, reading.motorTemperatureC);
    }
    if (this.#frame.frame !== undefined) sink.frame(this.#frame.frame);
  }

  async #pourErrors(round: Round): Promise<void> {
    this.#errorDueMs = monoMsOf(round.now()) + errorPeriodMs;
    const readings = await this.#syncRead(round, 'hardwareError');
    for (const { id, joint } of this.#plan.servos) {
      const reading = readings.get(id);
      if (reading === undefined) continue;
      for (const fault of this.#faults.read(reading.faults, joint, round.now())) round.sink.message(fault);
    }
  }

  async #syncRead(round: Round, block: 'motion' | 'hardwareError'): Promise<Readings> {
    const ids = this.#plan.servos.map(({ id }) => id);
    const readings = new Map<number, DynamixelReading>();
    const take = (frame: Uint8Array): Taken => {
      const id = frame[4] ?? -1;
      const status = decodeDynamixelStatus(frame);
      if (!ids.includes(id) || readings.has(id)) return notTaken('notRequested');
      if (!status.ok) return { ...notTaken(status.reason), isRefusal: false };
      this.#heed(status.value);
      const scale = { ...xm430Scale, currentAPerCount: this.#plan.currentAPerCount };
      const reading = decodeDynamixelBlock(status.value, block, scale);
      if (!reading.ok) return notTaken(reading.reason);
      readings.set(id, reading.value);
      return readings.size >= ids.length ? 'answered' : 'partial';
    };
    await round.ask({ place: block, request: dynamixelSyncRead(ids, block), take });
    return readings;
  }

  /** A servo that asks to have its error read is not kept waiting. */
  #heed({ alert }: DynamixelStatus): void {
    if (alert) this.#errorDueMs = 0;
  }
}

function moved(value: Knowable<number>, sign: number, offset: number): Knowable<number> {
  return typeof value === 'number' ? sign * value + offset : unknown(value.unknown);
}
