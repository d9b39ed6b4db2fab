import { type Answer, decodeAnswer } from '../../serial-protocols/modbus/decode-answer.ts';
import { observableClasses } from '../../serial-protocols/modbus/observable-classes.ts';
import type { RegisterBlock, UnitId } from '../../serial-protocols/modbus/read-request.ts';
import { RegisterDevice, type RegisterDevicePlan } from '../../serial-protocols/modbus/register-device.ts';
import { RTU_CRC_BYTES, RTU_HEAD_BYTES, rtuFormat } from '../../serial-protocols/modbus/rtu-format.ts';
import { rtuRequest } from '../../serial-protocols/modbus/rtu-request.ts';
import { type BusDevice, notTaken, type Reply, type Round, type Taken } from './bus-device.ts';

export interface RegisterDrivePlan extends RegisterDevicePlan {
  readonly unitId: UnitId;
  /** Name and hash of the map, and whether unverified entries are read. */
  readonly identity: string;
}

const bitsPerCharCount = 11;
const gapCharsCount = 3.5;
const gapMsMin = 1.75;

/** A device that speaks Modbus RTU; its registers mean what its map says. */
export class RegisterDrive implements BusDevice {
  readonly name: string;
  readonly format = rtuFormat;
  /** An answer names its unit but not its registers: a late one must not meet the next question. */
  readonly rules = { paceMs: 0, isTagged: false, quietMs: rtuGapMs };
  readonly pollMs: number;
  readonly layouts: BusDevice['layouts'];
  readonly observable: BusDevice['observable'];
  readonly identity: string;
  readonly #unitId: UnitId;
  readonly #device: RegisterDevice;

  constructor(plan: RegisterDrivePlan) {
    this.name = `unit ${plan.unitId}`;
    this.pollMs = plan.pollMs;
    this.identity = `modbusRtu ${plan.identity}`;
    this.observable = observableClasses([plan.map]);
    this.#unitId = plan.unitId;
    this.#device = new RegisterDevice(plan);
    this.layouts = this.#device.layouts;
  }

  async poll(round: Round): Promise<boolean> {
    let answeredCount = 0;
    for (const block of this.#device.begin()) {
      const reply = await this.#ask(round, block);
      if (reply === 'noAnswer') {
        this.#device.skip(block);
        break;
      }
      answeredCount++;
    }
    if (answeredCount > 0) this.#device.pour(round.now(), round.sink);
    return answeredCount > 0;
  }

  #ask(round: Round, block: RegisterBlock): Promise<Reply> {
    const take = (frame: Uint8Array): Taken => {
      if (frame[0] !== this.#unitId) return notTaken('notRequested');
      const answer = decodeAnswer(frame.subarray(RTU_HEAD_BYTES, frame.length - RTU_CRC_BYTES), block);
      if (answer.kind === 'registers') this.#device.take(block, answer.registers);
      return answer.kind === 'registers' ? 'answered' : { isRefusal: answer.kind === 'exception', text: textOf(answer) };
    };
    const place = `${block.table} ${block.at}…${block.at + block.count - 1}`;
    return round.ask({ place, request: rtuRequest(block, this.#unitId), take });
  }
}

function textOf(answer: Exclude<Answer, { kind: 'registers' }>): string {
  return answer.kind === 'exception' ? `exception ${answer.code}: ${answer.text}` : answer.text;
}

/** Three and a half characters, 1.75 ms above 19,200 baud. Source: Modbus over serial line 1.02, 2.5.1.1. */
export function rtuGapMs(baudRate: number): number {
  return Math.ceil(Math.max(gapMsMin, (gapCharsCount * bitsPerCharCount * 1000) / baudRate));
}
