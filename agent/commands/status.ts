import { dirname, resolve } from 'node:path';
import { Option } from 'commander';
import { pathFrom } from '../configuration/path-from.ts';
import { readConfiguration } from '../configuration/read-configuration.ts';
import type { AgentStatus } from '../contract/status.ts';
import { isAlive, lockHolder } from '../platform/instance-lock.ts';
import { type CommandIo, type ExitCode, exitCode, type RegisterVerb } from './command.ts';
import { statusLines } from './status-lines.ts';

interface StatusOptions {
  readonly config: string;
  readonly lang: 'en' | 'zh';
  readonly json?: boolean;
}

const help = `
With --lang zh everything the catalogue has words for is Chinese; names, codes, the grade's text and warnings stay as the agent says them.
--json has the texts in both languages, and for the condition of components what is unknown and why.
Exit code: 0 running without a warning, 1 warnings or not running, 2 wrong usage.

Example:
  robot-risk status --config /etc/robot-risk/agent.yaml`;

/** `status --config FILE`: what the running agent says of itself. */
export const registerStatus: RegisterVerb = (program, io, act) => {
  program
    .command('status')
    .description('hours, grade, condition, index, sources and recipients of the running agent')
    .requiredOption('--config <file>', "the running agent's configuration")
    .addOption(new Option('--lang <language>', 'language of the text').choices(['en', 'zh']).default('en'))
    .option('--json', 'one JSON object')
    .addHelpText('after', help)
    .action((options: StatusOptions) => act(() => status(io, options)));
};

async function status(io: CommandIo, { config, lang, json }: StatusOptions): Promise<ExitCode> {
  const { record } = await readConfiguration(config);
  const directory = pathFrom(dirname(resolve(config)), record.directory);
  const found = await askAgent(directory, io.signal);
  if (found === undefined) {
    if (json) io.out(JSON.stringify({ running: false, directory }));
    else io.out(`Not running on ${directory}. Start it: robot-risk run --config ${config}`);
    return exitCode.findings;
  }
  if (json) io.out(JSON.stringify({ running: true, ...found }));
  else for (const line of statusLines(found, lang)) io.out(line);
  return found.warnings.length === 0 ? exitCode.ok : exitCode.findings;
}

/** What the agent on this directory says; undefined when none runs there, or its port belongs to something else by now. */
async function askAgent(directory: string, signal: AbortSignal): Promise<AgentStatus | undefined> {
  const holder = lockHolder(directory);
  if (!holder?.pageUrl || !isAlive(holder.pid)) return undefined;
  try {
    const answer = await fetch(new URL('status.json', holder.pageUrl), { signal });
    const found = answer.ok ? ((await answer.json()) as Partial<AgentStatus> | null) : null;
    return found?.agentId === undefined ? undefined : (found as AgentStatus);
  } catch {
    return undefined;
  }
}
