/** A lane beside the signed one, in the same database: its rows go into the transaction of the next records. */
export interface CommitLane {
  /** Within the transaction; throws as the database does. Called again with the same rows when the transaction fails. */
  write(): void;
  /** The transaction of the last `write` is durable. */
  committed(): void;
  /** Looks over a bounded piece of what is stored, at `nowMs` of the monotonic clock. True when a commit is due for what it found. */
  scrub?(nowMs: number): boolean;
}
