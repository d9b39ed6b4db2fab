import type { ClosedWindow } from '../contract/features.ts';
import type { LedgerRecord } from '../contract/record.ts';
import type { TimePoint } from '../contract/time.ts';
import { type Desk, type DeskOutput, nothingToSay } from './desk.ts';

/** More than one within so many operating hours is a finding (risk model §3.9). */
const repeatedWithinMs = 1_800_000_000;
/** Times that are remembered; more within the hours change no finding. */
const rememberedCountMax = 16;
const rebaselineType = 'anomaly.rebaseline';

/** When the watch was made to learn the robot anew, by the record that says it; plain JSON, oldest first. */
export interface RecommissioningState {
  readonly rebaselines: readonly { readonly record: string; readonly cause: string; readonly operatedMs: number }[];
  /** Said since the last window, and to be looked at with it. */
  readonly isNew: boolean;
}

export const openingRecommissioning = (): RecommissioningState => ({ rebaselines: [], isNew: false });

/**
 * The watch learns a robot anew after a change of version, by a signed order, or because what it had learned is lost. Often, that is a fact for
 * people: whatever drifted in between was learned away (risk model §3.9).
 * ```
 *  anomaly.rebaseline ─▶ another one within 500 operating hours ─▶ commissioning.repeated, with both records
 * ```
 */
export class RecommissioningDesk implements Desk {
  readonly #states: { recommissioning: RecommissioningState };

  constructor({ states }: { readonly states: { recommissioning: RecommissioningState } }) {
    this.#states = states;
  }

  record({ epoch, seq, type, data }: Pick<LedgerRecord, 'epoch' | 'seq' | 'type' | 'data'>): void {
    if (type !== rebaselineType) return;
    const heard = { record: `${epoch}:${seq}`, cause: String(data.cause), operatedMs: 0 };
    const { rebaselines } = this.#states.recommissioning;
    this.#states.recommissioning = { rebaselines: [...rebaselines, heard].slice(-rememberedCountMax), isNew: true };
  }

  window({ operatingMs }: ClosedWindow, time: TimePoint): DeskOutput {
    const { rebaselines: before, isNew } = this.#states.recommissioning;
    if (before.length === 0) return nothingToSay;
    const aged = before.map((one) => ({ ...one, operatedMs: one.operatedMs + operatingMs }));
    const rebaselines = aged.filter(({ operatedMs }) => operatedMs <= repeatedWithinMs);
    this.#states.recommissioning = { rebaselines, isNew: false };
    if (!isNew || rebaselines.length < 2) return nothingToSay;
    const [first] = rebaselines;
    const causes = [...new Set(rebaselines.map(({ cause }) => cause))].sort();
    const records = rebaselines.map(({ record }) => record);
    const data = { rebaselineCount: rebaselines.length, withinOperatingMs: first?.operatedMs ?? 0, causes, records };
    return { entries: [{ type: 'commissioning.repeated', time, data, urgent: true }] };
  }
}
