/** A large text that changes seldom, under its name; null lets it go. */
export interface TextChange {
  readonly name: string;
  readonly text: string | null;
}

/** What keeps texts beside the state that is saved every minute: asked within a transaction, told when that is durable. */
export interface TextSource {
  changes(): readonly TextChange[];
  /** What `changes` gave last is durable. */
  settle(): void;
}

/** Texts as they were kept: the sound ones by name, and the names of all, sound or not. */
export interface KeptTexts {
  readonly texts: ReadonlyMap<string, string>;
  readonly textNames: readonly string[];
}
