import type { FaultMessage } from '../../../agent/contract/message.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import type { CodeTable, StandingCode } from '../../ros-messages/decoding/code-table.ts';
import { classesOf, FaultWatch } from '../../ros-messages/decoding/fault-watch.ts';
import type { ProtocolFault } from '../../serial-protocols/protocol-fault.ts';

/**
 * The faults of one device as messages: one when a fault appears, one when it has been gone for a while. The first reading is
 * always said, also "no fault": it proves that this source can report one (decisions B5).
 */
export class StandingFaults {
  /** Event classes these faults can show. */
  readonly observable: readonly string[];
  readonly #watch: FaultWatch;
  readonly #table: CodeTable;

  /** `every` is what the protocol can say at most: each fault it knows. */
  constructor(sourceId: string, every: readonly ProtocolFault[]) {
    this.#watch = new FaultWatch(sourceId);
    this.#table = tableOf(every);
    this.observable = classesOf([this.#table]);
  }

  /** `part` names the joint or the pack they were read from. */
  read(faults: readonly ProtocolFault[], part: string, time: TimePoint): readonly FaultMessage[] {
    return this.#watch.readCodes({ table: this.#table, part }, faults.map(codeOf), time);
  }
}

function tableOf(every: readonly ProtocolFault[]): CodeTable {
  const [first] = every;
  return {
    codeSpace: first?.codeSpace ?? '',
    component: first?.component ?? 'robot',
    version: 1,
    source: 'drivers/serial-protocols',
    form: 'bits',
    codes: Object.fromEntries(every.map((fault, index) => [index, codeOf(fault).meaning])),
  };
}

function codeOf({ codeRaw, text, category, severity }: ProtocolFault): StandingCode {
  return { codeRaw, meaning: { text, category: category as StandingCode['meaning']['category'], severity } };
}
