import { dirname, resolve } from 'node:path';
import { pathFrom } from '../configuration/path-from.ts';
import { readConfiguration } from '../configuration/read-configuration.ts';
import { startDaemon } from '../daemon.ts';
import { createLogger } from '../platform/logger.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { systemRandom } from '../platform/system-random.ts';
import { directoryErrorOf } from '../record/limits/directory-error.ts';
import { unreadableOf } from '../record/limits/disk-error.ts';
import { type CommandIo, type ExitCode, exitCode, type RegisterVerb } from './command.ts';
import { loadDeviceKey } from './device-key.ts';

const help = `
Logs go to standard error, one JSON object a line. SIGTERM or Ctrl-C stops it cleanly: the open report is closed and sent.
Exit code: 0 stopped cleanly, 1 the disk refuses or our bug, worth a restart, 2 a person must change the configuration or the state
directory.

Example:
  robot-risk run --config /etc/robot-risk/agent.yaml`;

/** `run --config FILE`: the daemon. */
export const registerRun: RegisterVerb = (program, io, act) => {
  program
    .command('run')
    .description('runs the agent: reads the robot, keeps the ledger, reports to the recipients, until stopped')
    .requiredOption('--config <file>', 'the configuration, YAML')
    .option('--json', 'print what was closed and receipted as one JSON object at the end')
    .addHelpText('after', help)
    .action((options: { config: string; json?: boolean }) => act(() => run(io, options)));
};

async function run(io: CommandIo, { config, json }: { config: string; json?: boolean }): Promise<ExitCode> {
  const configuration = await readConfiguration(config);
  const folder = dirname(resolve(config));
  // What the system or SQLite alone would say names no remedy.
  const throwOfDisk = (error: unknown): never => {
    throw directoryErrorOf(error, pathFrom(folder, configuration.record.directory)) ?? unreadableOf(error) ?? error;
  };
  const daemon = await startDaemon({
    configuration,
    folder,
    keyFor: (directory, origin) => loadDeviceKey({ directory, origin }),
    clock: createSystemClock(),
    random: systemRandom,
    logger: createLogger(configuration.log.level),
    signal: io.signal,
  }).catch(throwOfDisk);
  if (!json) io.out(`Page: ${daemon.pageUrl}`);
  await daemon.done.catch(throwOfDisk);
  if (json) io.out(JSON.stringify({ directory: daemon.directory, ...daemon.finalCounts() }));
  return exitCode.ok;
}
