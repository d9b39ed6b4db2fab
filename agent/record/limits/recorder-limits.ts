import type { Logger } from '../../contract/logger.ts';
import type { LedgerEntry } from '../../contract/record.ts';
import type { FlashWear } from '../../contract/storage-status.ts';
import { monoMsOf, type TimePoint } from '../../contract/time.ts';
import type { Knowable } from '../../contract/unknown.ts';
import type * as entries from '../entries.ts';
import type { Ledger } from '../ledger.ts';
import { Ballast } from './ballast.ts';
import { type FlashReading, flashWear, readFlash } from './flash-account.ts';
import { ledgerBytesMaxDefault } from './lane-bytes.ts';
import { type GuardEntries, LaneGuard } from './lane-guard.ts';
import { type TickPeriod, tickPeriodStep } from './tick-period.ts';

/** What a configuration decides of the signed lane. */
export interface LaneLimits {
  /** Longest time between two ticks while there is room, ms: what a power cut may cost. */
  readonly lossBoundMs?: number | undefined;
  readonly ledgerBytesMax?: number | undefined;
  /** Whether a recipient must receipt reports before anything of their time goes. */
  readonly isBound?: boolean | undefined;
  /** Where the ballast lies; without it there is none. */
  readonly ballastPath?: string | undefined;
  readonly ballastBytes?: number | undefined;
  /** Told when the disk begins to refuse, and when it is back. */
  readonly logger?: Logger | undefined;
}

/** Makers of what these limits have to say. */
export type LimitEntries = GuardEntries & Pick<typeof entries, 'ledgerThinned' | 'dayAggregate'>;

export const lossBoundMsDefault = 60_000;
/** Upkeep looks for a day to replace at the first tick, for many a robot is never on for an hour, then this often; after a find, at the next tick. */
export const upkeepEveryMs = 3_600_000;

/** What a lane with limits adds to a recorder's decisions: how often it ticks, what it replaces, and a disk that may refuse. */
export class RecorderLimits {
  readonly guard: LaneGuard;
  readonly bytesMax: number;
  readonly #ledger: Ledger;
  readonly #configuredMs: number;
  readonly #isBound: boolean;
  readonly #entries: LimitEntries;
  #upkeepMs: number | undefined;
  #firstFlash: Knowable<FlashReading> | undefined;

  constructor(ledger: Ledger, limits: LaneLimits, limitEntries: LimitEntries) {
    this.#ledger = ledger;
    this.#entries = limitEntries;
    this.#configuredMs = limits.lossBoundMs ?? lossBoundMsDefault;
    this.#isBound = limits.isBound ?? false;
    this.bytesMax = limits.ledgerBytesMax ?? ledgerBytesMaxDefault;
    const { ballastPath, ballastBytes, logger } = limits;
    const ballast = ballastPath === undefined ? undefined : new Ballast(ballastPath, ballastBytes);
    this.guard = new LaneGuard(ledger, limitEntries, { ballast, logger });
  }

  /** 0 empty … 1 at its limit; above when nothing may go. */
  get fillRatio(): number {
    return this.#ledger.limits.bytes.sizeBytes / this.bytesMax;
  }

  /** The tick period from now on, from the level before. */
  period(levelIndex: number): TickPeriod {
    return tickPeriodStep(levelIndex, { fillRatio: this.fillRatio, configuredMs: this.#configuredMs });
  }

  /** What a change of the tick period has to say. */
  thinned(time: TimePoint, { levelIndex, periodMs }: TickPeriod): LedgerEntry {
    const { sizeBytes } = this.#ledger.limits.bytes;
    return this.#entries.ledgerThinned(time, { levelIndex, tickMs: periodMs, sizeBytes, bytesMax: this.bytesMax });
  }

  /** What this process wears of the flash, measured from its first tick or question. */
  flash(nowMs: number): Knowable<FlashWear> {
    const reading = readFlash(nowMs);
    this.#firstFlash ??= reading;
    return flashWear(this.#firstFlash, reading);
  }

  /** The aggregate of the next day that may go, to be appended at once; undefined while none may, or it is not time to look. */
  upkeep(time: TimePoint): LedgerEntry | undefined {
    const nowMs = monoMsOf(time);
    this.#firstFlash ??= readFlash(nowMs);
    const sinceMs = this.#upkeepMs === undefined ? upkeepEveryMs : nowMs - this.#upkeepMs;
    if (sinceMs >= 0 && sinceMs < upkeepEveryMs) return undefined;
    const plan = this.#ledger.limits.stage({ nowMs: time.wallMs, fillRatio: this.fillRatio, isBound: this.#isBound });
    if (plan === undefined) this.#upkeepMs = nowMs;
    return plan && this.#entries.dayAggregate(time, plan.data);
  }
}
