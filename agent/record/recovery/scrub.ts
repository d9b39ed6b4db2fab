import type { CommitLane } from '../commit-lane.ts';
import type { DamageNote } from '../limits/damage-note.ts';
import { type Damage, damageOfReading } from './damage.ts';
import { type ScrubbedLedger, ScrubPass } from './scrub-pass.ts';

/** One piece is looked at this often: the fullest lane, 200,000 records, is gone through in little more than two hours. */
export const scrubEveryMs = 10_000;
/** The next pass begins so long after the one before. */
export const scrubPassMs = 86_400_000;

export interface ScrubParts extends ScrubbedLedger {
  readonly note: DamageNote;
}

/**
 * Goes through everything the ledger holds while the robot works, once a process and once a day: what a start had no time to look at, and
 * nobody folds or asks for, would else stay damaged unnoticed until somebody verifies it.
 * ```
 *  every 10 s:  256 records ─▶ leaf, chain head, log ──at the end──▶ the saved log?     8 reports ─▶ signature
 *                   └── not what was written ─▶ DamageNote ─▶ the next start begins a new epoch
 * ```
 * A disk that refuses to be read is tried again.
 */
export class Scrub implements CommitLane {
  readonly #parts: ScrubParts;
  #pass: ScrubPass;
  #begunMs: number | undefined;
  #steppedMs: number | undefined;

  constructor(parts: ScrubParts) {
    this.#parts = parts;
    this.#pass = new ScrubPass(parts);
  }

  /** Writes nothing of its own. */
  write(): void {}
  committed(): void {}

  scrub(nowMs: number): boolean {
    const { note } = this.#parts;
    if (note.isMet || isWithin(scrubEveryMs, nowMs, this.#steppedMs)) return note.isMet;
    this.#steppedMs = nowMs;
    this.#begunMs ??= nowMs;
    if (this.#pass.isDone && isWithin(scrubPassMs, nowMs, this.#begunMs)) return false;
    if (this.#pass.isDone) this.#beginAnew(nowMs);
    const found = this.#step();
    if (found !== undefined) note.meet(found);
    return note.isMet;
  }

  #beginAnew(nowMs: number): void {
    this.#pass = new ScrubPass(this.#parts);
    this.#begunMs = nowMs;
  }

  #step(): Damage | undefined {
    try {
      return this.#pass.step();
    } catch (error) {
      return damageUnlessRefused(error);
    }
  }
}

/** A clock that was set back is not waited for. */
function isWithin(periodMs: number, nowMs: number, sinceMs: number | undefined): boolean {
  return sinceMs !== undefined && nowMs >= sinceMs && nowMs - sinceMs < periodMs;
}

function damageUnlessRefused(error: unknown): Damage | undefined {
  try {
    return damageOfReading(error, 'databaseUnreadable');
  } catch {
    return undefined;
  }
}
