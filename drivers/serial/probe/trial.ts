import type { DriverContext } from '../../../agent/contract/driver.ts';
import { type Frame, quality } from '../../../agent/contract/frame.ts';
import type { UnitId } from '../../serial-protocols/modbus/read-request.ts';
import { rtuFormat } from '../../serial-protocols/modbus/rtu-format.ts';
import { rtuRequest } from '../../serial-protocols/modbus/rtu-request.ts';
import type { BaudRate } from '../bus/serial-port.ts';
import type { BusDevice, Round } from '../decoders/bus-device.ts';
import { makeDevice } from '../formats/make-device.ts';
import type { DeviceOptions, SerialProtocol } from '../formats/options-schema.ts';

export type AskedProtocol = Exclude<SerialProtocol, 'jsonLines'>;

/** Ids of servos that are looked for; makers deliver id 1. */
const servosCount = 20;
/** Function codes of an answer: read holding registers, and the same with the exception bit. */
const answerCodes = [3, 0x83];

/** Rates each protocol is usually set to; makers' defaults first. */
export const usualBaudRates: Readonly<Record<AskedProtocol, readonly BaudRate[]>> = {
  jbd: [9600],
  dalyUart: [9600],
  dalyModbus: [9600],
  modbusRtu: [9600, 19_200, 115_200],
  dynamixel: [57_600, 1_000_000, 115_200],
};

/** What a device said when it was asked in one protocol. */
export interface Trial {
  readonly protocol: AskedProtocol;
  readonly hasAnswered: boolean;
  /** Parts with at least one good value, for example servo ids. */
  readonly parts: readonly string[];
  readonly goodCount: number;
  readonly outOfRangeCount: number;
}

/** One round of questions in one protocol; every one of them is a read. */
export async function tryProtocol(protocol: AskedProtocol, device: BusDevice, round: Omit<Round, 'sink'>): Promise<Trial> {
  const parts = new Set<string>();
  const counts = { goodCount: 0, outOfRangeCount: 0 };
  const frame = ({ layout, quality: codes }: Frame): boolean => {
    codes.forEach((code, cell) => {
      if (code === quality.good) {
        counts.goodCount++;
        parts.add(layout.parts[cell % layout.parts.length] ?? '');
      }
      if (code === quality.outOfRange) counts.outOfRangeCount++;
    });
    return true;
  };
  const hasAnswered = await device.poll({ ...round, sink: { frame, message: () => true, flaw: () => true } });
  return { protocol, hasAnswered, parts: [...parts], ...counts };
}

/** A device as it is asked before anybody knows which it is. */
export async function deviceToTry(protocol: AskedProtocol, context: DriverContext, unitId: UnitId): Promise<BusDevice | undefined> {
  if (protocol === 'modbusRtu') return new AnyRtuDevice(unitId);
  const servos = Array.from({ length: servosCount }, (_, index) => ({
    id: index + 1,
    joint: `servo ${index + 1}`,
    invert: false,
    offsetRad: 0,
  }));
  const options: DeviceOptions = protocol === 'dynamixel' ? { protocol, servos } : { protocol };
  return await makeDevice(options, context);
}

/** Whatever answers a read of one register, also by an exception, speaks Modbus RTU. */
class AnyRtuDevice implements BusDevice {
  readonly name: string;
  readonly format = rtuFormat;
  readonly rules = { paceMs: 5, isTagged: false, quietMs: () => 5 };
  readonly pollMs = 1000;
  readonly layouts = [];
  readonly observable = [];
  readonly identity = 'any';
  readonly #unitId: UnitId;

  constructor(unitId: UnitId) {
    this.name = `unit ${unitId}`;
    this.#unitId = unitId;
  }

  async poll(round: Round): Promise<boolean> {
    const isAnswer = (frame: Uint8Array): boolean => frame[0] === this.#unitId && answerCodes.includes(frame[1] ?? 0);
    const reply = await round.ask({
      place: 'register 0',
      request: rtuRequest({ table: 'holding', at: 0, count: 1 }, this.#unitId),
      take: (frame) => (isAnswer(frame) ? 'answered' : { isRefusal: false, text: 'answers something else' }),
    });
    return reply === 'answered';
  }
}
