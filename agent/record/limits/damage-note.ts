import { InvariantError } from '../../contract/errors.ts';
import type { EpochCause } from '../../contract/record.ts';
import type { Damage } from '../recovery/damage.ts';
import type { SavedState } from '../saved-state.ts';

/** Saved text: damage a running process met. The next start ends the epoch for it. */
export const damageNoteName = 'damageNote';

const isCause: Readonly<Record<EpochCause, true>> = {
  databaseMissing: true,
  databaseUnreadable: true,
  recordsDamaged: true,
  stateDamaged: true,
  reportsDamaged: true,
  rolledBack: true,
};

/**
 * What a running process finds damaged in its own ledger. Going on would fold, export or report over it, and only a start can end an epoch.
 * ```
 *  meet ─▶ the next commit: everything pending + the note, one transaction ─▶ InvariantError ─▶ next start: new epoch
 * ```
 * So nothing that waited is lost; a disk that refuses the commit keeps both waiting.
 */
export class DamageNote {
  readonly #saved: SavedState;
  #met: Damage | undefined;

  constructor(saved: SavedState) {
    this.#saved = saved;
  }

  /** True from the first damage met on: a commit is due. */
  get isMet(): boolean {
    return this.#met !== undefined;
  }

  /** The first one counts; the next start looks at everything. */
  meet(damage: Damage): void {
    this.#met ??= damage;
  }

  /** Within the transaction of a commit. */
  write(): void {
    if (this.#met !== undefined) this.#saved.put(damageNoteName, JSON.stringify(this.#met));
  }

  /** That commit is durable: throws InvariantError when a damage was noted with it, so that the process ends and starts again. */
  end(): void {
    if (this.#met !== undefined) throw damagedLedger(this.#met);
  }

  /** Notes it at once and throws InvariantError: for what must not even wait for the next commit. Throws what the disk refuses. */
  endNow(damage: Damage): never {
    this.meet(damage);
    this.write();
    throw damagedLedger(damage);
  }
}

function damagedLedger({ detail }: Damage): InvariantError {
  return new InvariantError('record/ledger-damaged', `${detail}: start again, the next start states what is lost and goes on`);
}

/** The damage a saved note speaks of; a note that was damaged itself still says that there was one. */
export function readDamageNote(text: string): Damage {
  const { cause, detail } = parsed(text);
  const isKnown = typeof cause === 'string' && Object.hasOwn(isCause, cause);
  return { cause: isKnown ? (cause as EpochCause) : 'recordsDamaged', detail: typeof detail === 'string' ? detail : text };
}

function parsed(text: string): { readonly cause?: unknown; readonly detail?: unknown } {
  try {
    return (JSON.parse(text) as object | null) ?? {};
  } catch {
    return {};
  }
}
