import type { CommitLane } from '../commit-lane.ts';
import type { DamageNote } from '../limits/damage-note.ts';
import { SavedState } from '../saved-state.ts';
import { type Damage, damageOfReading } from './damage.ts';
import { type ScrubbedLedger, ScrubPass } from './scrub-pass.ts';
import { savedPosition, savePosition } from './scrub-position.ts';

/** One piece is looked at this often: the fullest lane, 200,000 records, is gone through in little more than two hours. */
export const scrubEveryMs = 10_000;
/** The next pass begins so long after the one before. */
export const scrubPassMs = 86_400_000;

/** So many pieces are gone through before the place is saved again, with a commit that comes anyway: a stop costs them once more. */
export const scrubSavedPieceCount = 16;

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
 * A pass that a stop broke off goes on in the next process, before that begins its own: a robot that is never on for two hours comes to the end
 * of its ledger too.
 * A disk that refuses to be read is tried again.
 */
export class Scrub implements CommitLane {
  readonly #parts: ScrubParts;
  readonly #saved: SavedState;
  #pass: ScrubPass;
  /** Begun by this process, and not gone on with. */
  #isOwn: boolean;
  #unsavedPieceCount = 0;
  #begunMs: number | undefined;
  #steppedMs: number | undefined;

  constructor(parts: ScrubParts) {
    this.#parts = parts;
    this.#saved = new SavedState(parts.database);
    const from = savedPosition(this.#saved);
    this.#pass = new ScrubPass(parts, from);
    this.#isOwn = from === undefined;
  }

  /** Within the transaction of a commit: where the pass has come to. */
  write(): void {
    if (this.#isSaveDue && !this.#parts.note.isMet) savePosition(this.#saved, this.#pass.position);
  }

  committed(): void {
    if (this.#isSaveDue) this.#unsavedPieceCount = 0;
  }

  get #isSaveDue(): boolean {
    return this.#unsavedPieceCount >= scrubSavedPieceCount || (this.#unsavedPieceCount > 0 && this.#pass.isDone);
  }

  scrub(nowMs: number): boolean {
    const { note } = this.#parts;
    if (note.isMet || isWithin(scrubEveryMs, nowMs, this.#steppedMs)) return note.isMet;
    this.#steppedMs = nowMs;
    this.#begunMs ??= nowMs;
    if (this.#pass.isDone && this.#isOwn && isWithin(scrubPassMs, nowMs, this.#begunMs)) return false;
    if (this.#pass.isDone) this.#beginAnew(nowMs);
    const found = this.#step();
    if (found !== undefined) note.meet(found);
    return note.isMet;
  }

  #beginAnew(nowMs: number): void {
    this.#pass = new ScrubPass(this.#parts);
    this.#isOwn = true;
    this.#begunMs = nowMs;
  }

  #step(): Damage | undefined {
    try {
      this.#unsavedPieceCount++;
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
