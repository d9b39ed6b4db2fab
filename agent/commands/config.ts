import { stringify } from 'yaml';
import { agentSchema } from '../configuration/agent-schema.ts';
import { checkSources } from '../configuration/check-sources.ts';
import { readConfiguration } from '../configuration/read-configuration.ts';
import { ConfigError } from '../contract/errors.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { type CommandIo, type ExitCode, exitCode, type RegisterVerb } from './command.ts';

interface JsonOption {
  readonly json?: boolean;
}

/** `config check`, `config show`, `config schema`: validate, with defaults filled in, document. */
export const registerConfig: RegisterVerb = (program, io, act) => {
  const config = program.command('config').description("the agent's configuration");
  config
    .command('check')
    .argument('<file>', 'the configuration, YAML')
    .description('checks a configuration and everything it points to; says all problems at once, with line and remedy')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  robot-risk config check config/agent.example.yaml')
    .action((file: string, options: JsonOption) => act(() => check(io, file, options)));
  config
    .command('show')
    .argument('<file>', 'the configuration, YAML')
    .description('prints a configuration with every default filled in')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  robot-risk config show config/agent.example.yaml')
    .action((file: string, options: JsonOption) => act(() => show(io, file, options)));
  config
    .command('schema')
    .description('prints the JSON Schema of the configuration')
    .option('--json', 'the same; it always is JSON')
    .addHelpText('after', '\nExample:\n  robot-risk config schema > agent.schema.json')
    .action(() =>
      act(async () => {
        io.out(JSON.stringify(agentSchema, null, 2));
        return exitCode.ok;
      }),
    );
};

async function check(io: CommandIo, file: string, { json }: JsonOption): Promise<ExitCode> {
  try {
    const configuration = await readConfiguration(file);
    await checkSources(file, configuration, createSystemClock());
    const { sources, robot } = configuration;
    if (json) io.out(JSON.stringify({ verdict: 'pass', problems: [] }));
    else io.out(`ok: ${file}, robot ${robot.profile}, ${sources.length} ${sources.length === 1 ? 'source' : 'sources'}`);
    return exitCode.ok;
  } catch (error) {
    if (!json || !(error instanceof ConfigError)) throw error;
    io.out(JSON.stringify({ verdict: 'fail', problems: error.problems }));
    return exitCode.usage;
  }
}

async function show(io: CommandIo, file: string, { json }: JsonOption): Promise<ExitCode> {
  const configuration = await readConfiguration(file);
  io.out(json ? JSON.stringify(configuration) : stringify(configuration).trimEnd());
  return exitCode.ok;
}
