import type { Command } from 'commander';

/** What a verb may do to the world outside: print, show progress, and set the exit code. */
export interface CommandIo {
  /** Results, to standard output. */
  out(line: string): void;
  /** Errors and remarks, to standard error. */
  err(line: string): void;
  /** Replaces the current progress line on a terminal; silent when standard error is not one. */
  progress(line: string): void;
  readonly signal: AbortSignal;
}

/** Exit codes of every verb (decisions D8). */
export const exitCode = { ok: 0, findings: 1, usage: 2 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** One verb, one file: adds itself to the program; `act` runs its work and turns errors into exit codes. */
export type RegisterVerb = (program: Command, io: CommandIo, act: Act) => void;
export type Act = (work: () => Promise<ExitCode>) => Promise<void>;
