import { existsSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { AgentConfiguration } from '../../agent/configuration/agent-schema.ts';
import { lockHolder } from '../../agent/platform/instance-lock.ts';
import { type DaemonStart, daemonConfiguration, type RunningDaemon, runDaemon } from './daemon-fixture.ts';
import { jwksOf } from './evidence-fixture.ts';
import { QuickClock } from './quick-clock.ts';
import { receiverKey } from './receiver-fixture.ts';
import { scratchDirectory } from './replayed.ts';

/** A second of ours is twenty of the robot's. */
export const quickClock = (): QuickClock => new QuickClock(20);

/** Starts a daemon in a directory of its own; it is stopped at the end of the test, whatever happens. */
export async function startedDaemon(options: Partial<DaemonStart> = {}): Promise<RunningDaemon & { folder: string }> {
  const folder = options.folder ?? scratchDirectory('daemon');
  const running = await runDaemon({ configuration: daemonConfiguration(), clock: quickClock(), ...options, folder });
  onTestFinished(() => running.stop().catch(() => undefined));
  return { ...running, folder };
}

/** A recipient on this port of loopback, its key file written into the folder. */
export function recipientAt(
  folder: string,
  port: number,
  keys = jwksOf([{ key: receiverKey, role: 'insurer' }]),
): AgentConfiguration['recipients'][number] {
  writeFileSync(join(folder, 'receiver-keys.json'), keys);
  return { id: 'insurer', url: `mqtt://127.0.0.1:${port}`, tenant: 'demo', keys: 'receiver-keys.json' };
}

/** Whatever was opened is closed again: the same directory starts with a sound configuration. */
export async function expectStartsAgain(folder: string): Promise<void> {
  expect(openFilesIn(folder)).toEqual([]);
  expect(lockHolder(join(folder, 'state'))).toBeUndefined();
  const { stop } = await startedDaemon({ folder });
  await stop();
}

/** Files in a folder that this process holds open, where the system tells. */
function openFilesIn(folder: string): string[] {
  const descriptors = '/proc/self/fd';
  if (!existsSync(descriptors)) return [];
  const targets = readdirSync(descriptors).map((name) => targetOf(join(descriptors, name)));
  return targets.filter((target) => target.startsWith(folder));
}

/** A descriptor may be closed between the listing and this look. */
function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}
