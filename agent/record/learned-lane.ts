import type Database from 'better-sqlite3';
import { sha256Prefixed } from '../evidence/hash.ts';
import type { CommitLane } from './commit-lane.ts';
import { SavedState } from './saved-state.ts';

/** Large texts that change seldom, each under a name; null lets one go. */
export interface TextSource {
  changes(): readonly { readonly name: string; readonly text: string | null }[];
  /** What `changes` gave last is durable. */
  settle(): void;
}

const prefix = 'learned/';

/**
 * What the robot was learned by, beside the state that every commit writes whole: a text is written when it has changed, in the transaction of
 * the records it belongs to, with its own checksum.
 */
export class LearnedLane implements CommitLane {
  readonly #saved: SavedState;
  #source: TextSource | undefined;

  constructor(database: Database.Database) {
    this.#saved = new SavedState(database);
  }

  /** Every text as it was saved; one that does not fit its checksum is left out. */
  texts(): ReadonlyMap<string, string> {
    const sound = this.#saved.list(prefix).flatMap(({ name, value }) => {
      const cut = value.indexOf('\n');
      const text = value.slice(cut + 1);
      return value.slice(0, cut) === sha256Prefixed(text) ? [[name.slice(prefix.length), text] as const] : [];
    });
    return new Map(sound);
  }

  /** Names of all texts, sound or not. */
  names(): readonly string[] {
    return this.#saved.list(prefix).map(({ name }) => name.slice(prefix.length));
  }

  /** From now on what changes there is saved here. */
  follow(source: TextSource): void {
    this.#source = source;
  }

  write(): void {
    for (const { name, text } of this.#source?.changes() ?? []) {
      if (text === null) this.#saved.drop(prefix + name);
      else this.#saved.put(prefix + name, `${sha256Prefixed(text)}\n${text}`);
    }
  }

  committed(): void {
    this.#source?.settle();
  }
}
