import { loadDeviceKey } from '../../agent/commands/device-key.ts';
import type { AgentConfiguration } from '../../agent/configuration/agent-schema.ts';
import type { Clock } from '../../agent/contract/time.ts';
import { type Daemon, type DaemonOptions, startDaemon } from '../../agent/daemon.ts';
import type { ScriptEntry } from '../../drivers/simulator/options-schema.ts';
import { randomStream } from '../../drivers/simulator/plant/seeded-random.ts';
import { type RecordingLogger, recordingLogger } from './recording-logger.ts';

export const fixtureSerialNumber = 'SIM-0001';

/** What a test varies of a daemon with one simulated cobot. */
export interface DaemonChoice {
  readonly recipients?: AgentConfiguration['recipients'];
  readonly simulator?: Readonly<Record<string, unknown>> & { readonly script?: readonly ScriptEntry[] };
  readonly sources?: AgentConfiguration['sources'];
  readonly pagePort?: number;
  readonly recordDirectory?: string;
}

/** The configuration a file would give: a free port for the page, no anomaly model, nobody to report to. */
export function daemonConfiguration(choice: DaemonChoice = {}): AgentConfiguration {
  const { recipients = [], simulator = {}, pagePort = 0, recordDirectory = 'state' } = choice;
  const options = { seed: 1, script: [], speedRatio: 1, ...simulator };
  return {
    robot: { profile: 'ur3e', serialNumber: fixtureSerialNumber },
    hostRole: 'onboard',
    sources: choice.sources ?? [{ id: 'robot', driver: 'simulator', options }],
    referenceModel: 'illustrative-1',
    record: { directory: recordDirectory, ledgerBytesMax: 67_108_864, lossBoundMs: 60_000 },
    recipients,
    page: { port: pagePort },
    log: { level: 'silent' },
    anomaly: { backend: 'off', shortCommissioning: false, eventForecast: 'off' },
  };
}

export interface RunningDaemon {
  readonly daemon: Daemon;
  readonly logger: RecordingLogger;
  /** Asks it to stop and waits until it has. */
  stop(): Promise<void>;
}

export type DaemonStart = Pick<DaemonOptions, 'configuration' | 'folder'> & Partial<DaemonOptions> & { readonly clock: Clock };

/** Starts a daemon in this process with a log that is kept. */
export async function runDaemon(options: DaemonStart): Promise<RunningDaemon> {
  const stopping = new AbortController();
  const logger = recordingLogger();
  const chance = randomStream(1, 0);
  const daemon = await startDaemon({
    keyFor: (directory, origin) => loadDeviceKey({ directory, origin }),
    random: () => chance.unit(),
    logger,
    signal: stopping.signal,
    ...options,
  });
  const stop = async (): Promise<void> => {
    stopping.abort();
    await daemon.done;
  };
  return { daemon, logger, stop };
}
