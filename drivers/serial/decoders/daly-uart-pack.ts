import { dalyFaults, dalyUartAlarmOrder } from '../../serial-protocols/daly/daly-alarms.ts';
import { dalyUartBattery } from '../../serial-protocols/daly/daly-uart-battery.ts';
import { dalyUartFormat } from '../../serial-protocols/daly/daly-uart-format.ts';
import { type DalyHost, type DalyUartCommand, dalyUartRequest } from '../../serial-protocols/daly/daly-uart-request.ts';
import { type DalyReply, decodeDalyUart } from '../../serial-protocols/daly/decode-daly-uart.ts';
import { type BusDevice, notTaken, type Round, type Taken } from './bus-device.ts';
import { type PackPlan, PackStreams } from './pack-streams.ts';

/** Rest that drivers of these packs leave between two questions. Source: facts/interfaces §3.2 (a), driver practice. */
export const dalyPaceMs = 200;
const cellsPerPartCount = 3;
const sensorsPerPartCount = 7;
/** Seven alarm bytes with every bit set: all the protocol can say. */
const allAlarms = new Uint8Array(dalyUartAlarmOrder.length).fill(0xff);

/** A pack that speaks Daly's UART protocol: six questions a round, 200 ms apart. Counts come first, because lists are cut by them. */
export class DalyUartPack implements BusDevice {
  readonly name: string;
  readonly format = dalyUartFormat;
  /** The reply names its command. */
  readonly rules = { paceMs: dalyPaceMs, isTagged: true, quietMs: () => 0 };
  readonly pollMs: number;
  readonly layouts: BusDevice['layouts'];
  readonly observable: BusDevice['observable'];
  readonly identity = 'dalyUart, current sign stateFlag, at rest vendorDoc';
  readonly #host: DalyHost;
  readonly #hasCells: boolean;
  readonly #streams: PackStreams;

  constructor(plan: Omit<PackPlan, 'boardParts' | 'everyFault'> & { readonly host: DalyHost }) {
    this.name = plan.part;
    this.pollMs = plan.pollMs;
    this.#host = plan.host;
    this.#hasCells = plan.cellCount > 0;
    this.#streams = new PackStreams({ ...plan, boardParts: [], everyFault: dalyFaults(allAlarms, dalyUartAlarmOrder) });
    this.layouts = this.#streams.layouts;
    this.observable = this.#streams.observable;
  }

  async poll(round: Round): Promise<boolean> {
    const replies: DalyReply[] = [];
    const hasAnswered = (await this.#ask(round, replies, { command: 'totals', partCount: 1 })) > 0;
    if (!hasAnswered) return false;
    for (const command of ['state', 'alarms', 'counts'] as const) await this.#ask(round, replies, { command, partCount: 1 });
    const counts = replies.find((reply) => reply.kind === 'counts');
    if (counts !== undefined) {
      const cellCount = this.#hasCells ? counts.cellCount : 0;
      await this.#ask(round, replies, { command: 'cells', partCount: Math.ceil(cellCount / cellsPerPartCount) });
      await this.#ask(round, replies, { command: 'temperatures', partCount: Math.ceil(counts.sensorCount / sensorsPerPartCount) });
    }
    this.#streams.pour(dalyUartBattery(replies), round);
    return true;
  }

  /** How many parts came. A list of no parts is not asked for. */
  async #ask(round: Round, replies: DalyReply[], { command, partCount }: { command: DalyUartCommand; partCount: number }): Promise<number> {
    if (partCount === 0) return 0;
    const parts = new Set<number>();
    const take = (frame: Uint8Array): Taken => {
      const decoded = decodeDalyUart(frame);
      if (!decoded.ok) return notTaken(decoded.reason);
      if (decoded.value.kind !== command) return notTaken('notRequested');
      replies.push(decoded.value);
      parts.add('partIndex' in decoded.value ? decoded.value.partIndex : 1);
      return parts.size >= partCount ? 'answered' : 'partial';
    };
    await round.ask({ place: command, request: dalyUartRequest(command, this.#host), take });
    return parts.size;
  }
}
