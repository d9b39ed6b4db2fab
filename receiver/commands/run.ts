import { readReceiverConfiguration } from '../configuration/read-receiver-configuration.ts';
import { createLogger } from '../platform/logger.ts';
import { type Receiver, startReceiver } from '../receiver.ts';
import type { ReceiverEvent } from '../receiver-event.ts';
import { type CommandIo, type ExitCode, exitCode, type JsonOption, type RegisterVerb } from './command.ts';

interface RunOptions extends JsonOption {
  readonly config: string;
}

const help = `
Runs until it is interrupted (Ctrl-C, SIGTERM). Logs one JSON line per event to standard error. A broker that is away is waited for.

Example:
  robot-risk-receiver run --config receiver.yaml`;

/** `run`: the insurer's end as a service. */
export const registerRun: RegisterVerb = (program, io, act) => {
  program
    .command('run')
    .description('verifies, stores and acknowledges reports as they arrive')
    .requiredOption('--config <file>', 'the configuration, YAML; config/receiver.example.yaml explains every key')
    .option('--json', 'at the end one JSON object: how often each event happened')
    .addHelpText('after', help)
    .action((options: RunOptions) => act(() => run(io, options)));
};

async function run(io: CommandIo, { config, json }: RunOptions): Promise<ExitCode> {
  const { options, logLevel } = await readReceiverConfiguration(config);
  const counts = new Map<string, number>();
  const onEvent = ({ code }: ReceiverEvent): void => void counts.set(code, (counts.get(code) ?? 0) + 1);
  const receiver = await startReceiver({ ...options, logger: createLogger(logLevel), onEvent });
  await untilInterrupted(receiver, io.signal);
  if (json) io.out(JSON.stringify({ kid: receiver.kid, eventCounts: Object.fromEntries([...counts].sort()) }));
  return exitCode.ok;
}

async function untilInterrupted(receiver: Receiver, signal: AbortSignal): Promise<void> {
  const stop = (): void => void receiver.stop();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  await receiver.stopped;
}
