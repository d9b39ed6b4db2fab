import type { Command } from 'commander';
import type { Terminal } from '../../agent/contract/terminal.ts';

/** What a verb may do to the world outside. */
export type CommandIo = Terminal;

/** Exit codes of every verb (decisions D8). */
export const exitCode = { ok: 0, findings: 1, usage: 2 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** One verb, one file: adds itself to the program; `act` runs its work and turns errors into exit codes. */
export type RegisterVerb = (program: Command, io: CommandIo, act: Act) => void;
export type Act = (work: () => Promise<ExitCode>) => Promise<void>;

export interface JsonOption {
  readonly json?: boolean;
}
