import { Command, CommanderError } from 'commander';
import { type CommandIo, exitCode, type RegisterVerb } from '../../agent/commands/command.ts';
import { ConfigError, formatProblem } from '../../agent/contract/errors.ts';

/** What a verb did to the world outside. */
export interface VerbRun {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
  readonly progress: readonly string[];
}

/** Runs one verb as the command line does, with its output captured. */
export async function runVerb(register: RegisterVerb, args: readonly string[]): Promise<VerbRun> {
  const lines = { out: [] as string[], err: [] as string[], progress: [] as string[] };
  const io: CommandIo = {
    out: (line) => lines.out.push(line),
    err: (line) => lines.err.push(line),
    progress: (line) => lines.progress.push(line),
    signal: new AbortController().signal,
  };
  const program = new Command('robot-risk');
  let code: number = exitCode.ok;
  register(program, io, async (work) => {
    code = await codeOf(work, io);
  });
  for (const command of [program, ...program.commands, ...program.commands.flatMap((verb) => verb.commands)]) {
    command.exitOverride().configureOutput({ writeOut: io.out, writeErr: io.err });
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    code = error.exitCode === 0 ? exitCode.ok : exitCode.usage;
  }
  return { code, ...lines };
}

async function codeOf(work: () => Promise<number>, io: CommandIo): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.problems) io.err(formatProblem(problem));
    return exitCode.usage;
  }
}
