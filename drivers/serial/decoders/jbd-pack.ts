import { monoMsOf } from '../../../agent/contract/time.ts';
import { decodeJbdBasic, decodeJbdCells, decodeJbdLifetime } from '../../serial-protocols/jbd/decode-jbd.ts';
import { jbdBattery } from '../../serial-protocols/jbd/jbd-battery.ts';
import { jbdFormat } from '../../serial-protocols/jbd/jbd-format.ts';
import { jbdProtection } from '../../serial-protocols/jbd/jbd-protection.ts';
import { jbdRequest } from '../../serial-protocols/jbd/jbd-request.ts';
import { faultsOfWord } from '../../serial-protocols/protocol-fault.ts';
import { askOne, type BusDevice, type Round } from './bus-device.ts';
import { LifetimeCounts } from './lifetime-counts.ts';
import { type PackPlan, PackStreams } from './pack-streams.ts';

/** How often the abuse history is read: it changes by rare events only. */
const lifetimePeriodMs = 60_000;

/** A pack that speaks JBD: totals, protection and cells each round, the abuse history once a minute. */
export class JbdPack implements BusDevice {
  readonly name: string;
  readonly format = jbdFormat;
  /** The reply names its register. */
  readonly rules = { paceMs: 0, isTagged: true, quietMs: () => 0 };
  readonly pollMs: number;
  readonly layouts: BusDevice['layouts'];
  readonly observable: BusDevice['observable'];
  readonly identity = 'jbd, current sign vendorDoc';
  readonly #hasCells: boolean;
  readonly #streams: PackStreams;
  readonly #lifetime: LifetimeCounts;
  #lifetimeDueMs = 0;

  constructor(plan: Omit<PackPlan, 'boardParts' | 'everyFault'>) {
    this.name = plan.part;
    this.pollMs = plan.pollMs;
    this.#hasCells = plan.cellCount > 0;
    this.#streams = new PackStreams({ ...plan, boardParts: [], everyFault: faultsOfWord(0xffff, jbdProtection) });
    this.#lifetime = new LifetimeCounts(plan.sourceId, plan.part);
    this.layouts = this.#streams.layouts;
    this.observable = this.#streams.observable;
  }

  async poll(round: Round): Promise<boolean> {
    const basic = await askOne(round, { place: 'basic', request: jbdRequest('basic'), decode: decodeJbdBasic });
    if (basic === undefined) return false;
    const cells = this.#hasCells
      ? await askOne(round, { place: 'cells', request: jbdRequest('cells'), decode: decodeJbdCells })
      : undefined;
    this.#streams.pour(jbdBattery(basic, cells), round);
    if (monoMsOf(round.now()) >= this.#lifetimeDueMs) await this.#readLifetime(round);
    return true;
  }

  async #readLifetime(round: Round): Promise<void> {
    this.#lifetimeDueMs = monoMsOf(round.now()) + lifetimePeriodMs;
    const counts = await askOne(round, { place: 'lifetime', request: jbdRequest('lifetime'), decode: decodeJbdLifetime });
    if (counts !== undefined) for (const message of this.#lifetime.read(counts, round.now())) round.sink.message(message);
  }
}
