import { Command, CommanderError } from 'commander';
import { type Act, type CommandIo, exitCode } from './commands/command.ts';
import { registerConfig } from './commands/config.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerExplain } from './commands/explain.ts';
import { registerFinding } from './commands/finding.ts';
import { registerFleetPrior } from './commands/fleet-prior.ts';
import { registerHold } from './commands/hold.ts';
import { registerKey } from './commands/key.ts';
import { registerLedger } from './commands/ledger.ts';
import { registerProfile } from './commands/profile.ts';
import { registerRecompute } from './commands/recompute.ts';
import { registerReplay } from './commands/replay.ts';
import { registerRun } from './commands/run.ts';
import { registerSign } from './commands/sign.ts';
import { registerSimulate } from './commands/simulate.ts';
import { registerStatus } from './commands/status.ts';
import { registerTrust } from './commands/trust.ts';
import { registerVerify } from './commands/verify.ts';
import { ConfigError, formatProblem, TransientError } from './contract/errors.ts';
import { registerDemo } from './demo/demo.ts';
import { createTerminal } from './platform/terminal.ts';

const verbs = [
  registerDemo,
  registerRun,
  registerStatus,
  registerFleetPrior,
  registerHold,
  registerFinding,
  registerReplay,
  registerVerify,
  registerExplain,
  registerRecompute,
  registerConfig,
  registerProfile,
  registerDoctor,
  registerSimulate,
  registerKey,
  registerSign,
  registerTrust,
  registerLedger,
];

/** The command line: parse, dispatch, exit code. Every verb takes `--json` and `--help`. */
export async function main(args: readonly string[], io: CommandIo = createTerminal()): Promise<number> {
  let code: number = exitCode.ok;
  const act: Act = async (work) => {
    code = await codeOf(work, { io, isJson: args.includes('--json') });
  };
  const program = createProgram(io);
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

function createProgram(io: CommandIo): Command {
  return new Command('robot-risk')
    .description('Meters how a robot is really used and reports it as evidence a third party can verify. Read-only; not a safety function.')
    .exitOverride()
    .showHelpAfterError('(add --help for usage and an example)')
    .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => io.err(text.trimEnd()) });
}

function inherit(command: Command, from: Command): void {
  command.copyInheritedSettings(from);
  for (const sub of command.commands) inherit(sub, command);
}

interface Telling {
  readonly io: CommandIo;
  readonly isJson: boolean;
}

/** What a person or the world can mend is said with its remedy; anything unexpected keeps its stack, for it is our bug. */
async function codeOf(work: () => Promise<number>, { io, isJson }: Telling): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (io.signal.aborted && error === io.signal.reason) {
      io.err('Interrupted.');
      return exitCode.findings;
    }
    if (error instanceof ConfigError) return tellProblems(error, { io, isJson });
    if (!(error instanceof TransientError)) throw error;
    const { code, message } = error;
    if (isJson) io.out(JSON.stringify({ verdict: 'fail', code, text: message }));
    io.err(`${code}: ${message}`);
    return exitCode.findings;
  }
}

/** A wrong configuration, problem by problem: for people on standard error, with `--json` for programs on standard output too. */
function tellProblems({ code, problems }: ConfigError, { io, isJson }: Telling): number {
  if (isJson) io.out(JSON.stringify({ verdict: 'fail', code, problems }));
  io.err(`${code}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`);
  for (const problem of problems) io.err(`  ${formatProblem(problem)}`);
  return exitCode.usage;
}
