import { stateReceiver } from '../statement/state-receiver.ts';
import { statementLines } from '../statement/statement-lines.ts';
import { openStore } from '../store/open-store.ts';
import { type CommandIo, type ExitCode, exitCode, type JsonOption, type RegisterVerb } from './command.ts';

interface StatementOptions extends JsonOption {
  readonly store: string;
  readonly agent?: string;
}

const help = `
Every stored report is verified anew from its bytes. No factor and no money: those need a tariff.
Exit code: 0 pass, 1 findings or failure, 2 wrong usage.

Example:
  robot-risk-receiver statement --store receiver.sqlite --json`;

/** `statement`: what can be proven of each robot. */
export const registerStatement: RegisterVerb = (program, io, act) => {
  program
    .command('statement')
    .description('hours by grade, events, index, coverage, versions and verdicts of each robot')
    .requiredOption('--store <file>', "the receiver's store")
    .option('--agent <id>', 'one agent only')
    .option('--json', 'one JSON object')
    .addHelpText('after', help)
    .action((options: StatementOptions) => act(async () => state(io, options)));
};

function state(io: CommandIo, { store: path, agent, json }: StatementOptions): ExitCode {
  const store = openStore(path, { mayCreate: false });
  try {
    const statement = stateReceiver(store, agent);
    if (json) io.out(JSON.stringify(statement));
    else for (const line of statementLines(statement)) io.out(line);
    return statement.verdict === 'pass' ? exitCode.ok : exitCode.findings;
  } finally {
    store.close();
  }
}
