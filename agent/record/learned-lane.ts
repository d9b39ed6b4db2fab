import type Database from 'better-sqlite3';
import type { KeptTexts, TextSource } from '../contract/learned-text.ts';
import { checkedText, textOf } from './checked-text.ts';
import type { CommitLane } from './commit-lane.ts';
import { SavedState } from './saved-state.ts';

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

  /** Every text as it was saved; one that does not fit its checksum is only named. */
  kept(): KeptTexts {
    const rows = this.#saved.list(prefix).map(({ name, value }) => ({ name: name.slice(prefix.length), text: textOf(name, value) }));
    const sound = rows.flatMap(({ name, text }) => (text === undefined ? [] : [[name, text] as const]));
    return { texts: new Map(sound), textNames: rows.map(({ name }) => name) };
  }

  /** From now on what changes there is saved here. */
  follow(source: TextSource): void {
    this.#source = source;
  }

  write(): void {
    for (const { name, text } of this.#source?.changes() ?? []) {
      if (text === null) this.#saved.drop(prefix + name);
      else this.#saved.put(prefix + name, checkedText(prefix + name, text));
    }
  }

  committed(): void {
    this.#source?.settle();
  }
}
