import { dalyFaults, dalyModbusAlarmOrder } from '../../serial-protocols/daly/daly-alarms.ts';
import { dalyModbusFormat } from '../../serial-protocols/daly/daly-modbus-format.ts';
import { type DalyModbusBlock, dalyModbusBlocks, dalyModbusRequest } from '../../serial-protocols/daly/daly-modbus-request.ts';
import { type DalyModbusReading, decodeDalyD2, decodeDalyP81 } from '../../serial-protocols/daly/decode-daly-modbus.ts';
import { accepted, type Decoded, rejected } from '../../serial-protocols/decoded.ts';
import { askOne, type BusDevice, type Round } from './bus-device.ts';
import { dalyPaceMs } from './daly-uart-pack.ts';
import { type PackPlan, PackStreams } from './pack-streams.ts';

/** `d2Short` are 62 registers, `d2Full` 80, `p81` two blocks. */
export type DalyRegisterSet = 'd2Short' | 'd2Full' | 'p81';

const headBytes = 3;
const crcBytes = 2;
const allAlarms = new Uint8Array(dalyModbusAlarmOrder.length).fill(0xff);

/** A pack that speaks Daly's newer, Modbus-like protocol. */
export class DalyModbusPack implements BusDevice {
  readonly name: string;
  readonly format = dalyModbusFormat;
  /** The blocks that are read differ in length, so an answer to one is no answer to another. */
  readonly rules = { paceMs: dalyPaceMs, isTagged: true, quietMs: () => 0 };
  readonly pollMs: number;
  readonly layouts: BusDevice['layouts'];
  readonly observable: BusDevice['observable'];
  readonly identity = 'dalyModbus, current sign stateFlag, at rest unverified';
  readonly #registers: DalyRegisterSet;
  readonly #streams: PackStreams;

  constructor(plan: Omit<PackPlan, 'boardParts' | 'everyFault'> & { readonly registers: DalyRegisterSet }) {
    this.name = plan.part;
    this.pollMs = plan.pollMs;
    this.#registers = plan.registers;
    // Where the 81 device keeps its alarms is not known, so it can show none.
    const everyFault = plan.registers === 'p81' ? [] : dalyFaults(allAlarms, dalyModbusAlarmOrder);
    const boardParts = plan.registers === 'd2Short' ? [] : ['switch', 'board'];
    this.#streams = new PackStreams({ ...plan, boardParts, everyFault });
    this.layouts = this.#streams.layouts;
    this.observable = this.#streams.observable;
  }

  async poll(round: Round): Promise<boolean> {
    const reading = this.#registers === 'p81' ? await this.#readP81(round) : await this.#readD2(round, this.#registers);
    if (reading === undefined) return false;
    this.#streams.pour(reading, round, [reading.switchTemperatureC, reading.boardTemperatureC]);
    return true;
  }

  #readD2(round: Round, place: 'd2Short' | 'd2Full'): Promise<DalyModbusReading | undefined> {
    return askOne(round, { place, request: dalyModbusRequest(place), decode: (frame) => decodeDalyD2(frame, place) });
  }

  async #readP81(round: Round): Promise<DalyModbusReading | undefined> {
    const frameOf = (place: 'p81Cells' | 'p81Status'): Promise<Uint8Array | undefined> =>
      askOne(round, { place, request: dalyModbusRequest(place), decode: (frame) => ofBlock(frame, place) });
    const cells = await frameOf('p81Cells');
    const status = cells === undefined ? undefined : await frameOf('p81Status');
    if (cells === undefined || status === undefined) return undefined;
    const decoded = decodeDalyP81(cells, status);
    return decoded.ok ? decoded.value : undefined;
  }
}

/** Address, refusal and length as for the block; what they mean is decoded when both blocks are there. */
function ofBlock(frame: Uint8Array, block: DalyModbusBlock): Decoded<Uint8Array> {
  const { replyByte, registerCount } = dalyModbusBlocks[block];
  if (frame[0] !== replyByte) return rejected('notRequested');
  if (((frame[1] ?? 0) & 0x80) !== 0) return rejected('deviceError');
  return frame.length === headBytes + 2 * registerCount + crcBytes ? accepted(frame) : rejected('length');
}
