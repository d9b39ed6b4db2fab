import { Command, CommanderError } from 'commander';
import { ConfigError, formatProblem } from '../agent/contract/errors.ts';
import { type Act, type CommandIo, exitCode } from './commands/command.ts';
import { registerEnroll } from './commands/enroll.ts';
import { registerFindings } from './commands/findings.ts';
import { registerKey } from './commands/key.ts';
import { registerRerate } from './commands/rerate.ts';
import { registerRun } from './commands/run.ts';
import { registerStatement } from './commands/statement.ts';
import { createTerminal } from './platform/terminal.ts';

const verbs = [registerRun, registerEnroll, registerStatement, registerFindings, registerRerate, registerKey];

/** The insurer's command line: parse, dispatch, exit code. Every verb takes `--json` and `--help`. */
export async function main(args: readonly string[], io: CommandIo = createTerminal()): Promise<number> {
  let code: number = exitCode.ok;
  const act: Act = async (work) => {
    code = await codeOf(work, { io, isJson: args.includes('--json') });
  };
  const program = new Command('robot-risk-receiver')
    .description("The insurer's end: verifies, stores and acknowledges what robots report.")
    .exitOverride()
    .showHelpAfterError('(add --help for usage and an example)')
    .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => io.err(text.trimEnd()) });
  for (const register of verbs) register(program, io, act);
  for (const command of program.commands) inherit(command, program);
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCode.ok : exitCode.usage;
  }
  return code;
}

function inherit(command: Command, from: Command): void {
  command.copyInheritedSettings(from);
  for (const sub of command.commands) inherit(sub, command);
}

interface Telling {
  readonly io: CommandIo;
  readonly isJson: boolean;
}

/** A wrong configuration is said problem by problem, with `--json` as one object too; anything unexpected keeps its stack, for it is our bug. */
async function codeOf(work: () => Promise<number>, { io, isJson }: Telling): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { code, problems } = error;
    if (isJson) io.out(JSON.stringify({ verdict: 'fail', code, problems }));
    io.err(`${code}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`);
    for (const problem of problems) io.err(`  ${formatProblem(problem)}`);
    return exitCode.usage;
  }
}
