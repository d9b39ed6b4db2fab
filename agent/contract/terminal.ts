/** Where a verb prints: results, remarks, and the progress of long work. */
export interface Terminal {
  /** Results, to standard output. */
  out(line: string): void;
  /** Errors and remarks, to standard error. */
  err(line: string): void;
  /** Replaces the current progress line on a terminal; silent when standard error is not one. */
  progress(line: string): void;
  /** Aborts when the person interrupts. */
  readonly signal: AbortSignal;
}
