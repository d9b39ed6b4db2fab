import { loadDeviceKey } from '../../agent/commands/device-key.ts';
import type { AgentConfiguration } from '../../agent/configuration/agent-schema.ts';
import { startDaemon } from '../../agent/daemon.ts';
import { silentLogger } from '../../agent/platform/logger.ts';
import { systemRandom } from '../../agent/platform/system-random.ts';
import { createTerminal } from '../../agent/platform/terminal.ts';
import { QuickClock } from './quick-clock.ts';

/** What a daemon in a process of its own is told, as JSON in its one argument. */
export interface DaemonOrder {
  readonly configuration: AgentConfiguration;
  readonly folder: string;
  readonly clockRatio: number;
  readonly clockOriginNs: string;
  readonly reportPeriodMs: number;
  readonly receiptWaitMs: number;
}

/*
 * The daemon as `run` starts it, with the clock and the report period of a test:
 *   DaemonOrder ─▶ startDaemon ─▶ "running" ─▶ … SIGTERM: stops cleanly, SIGKILL: is lost
 */
const { clockRatio, clockOriginNs, ...order } = JSON.parse(process.argv[2] ?? '') as DaemonOrder;
const daemon = await startDaemon({
  ...order,
  keyFor: (directory, origin) => loadDeviceKey({ directory, origin }),
  clock: new QuickClock(clockRatio, clockOriginNs),
  random: systemRandom,
  logger: silentLogger,
  signal: createTerminal().signal,
});
process.stdout.write('running\n');
await daemon.done;
