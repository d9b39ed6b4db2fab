import { readProfile } from '../configuration/product-files.ts';
import { readConfiguration } from '../configuration/read-configuration.ts';
import { readDocument } from '../configuration/read-document.ts';
import { ConfigError } from '../contract/errors.ts';
import type { ProbeReport } from '../contract/probe.ts';
import type { Terminal } from '../contract/terminal.ts';
import { listDrivers, loadDriver } from '../ingest/load-driver.ts';
import { createSystemClock } from '../platform/system-clock.ts';

/** One source to look at. */
export interface ProbeTarget {
  readonly driver: string;
  readonly address: string | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  readonly profile: string;
  readonly listenMs: number;
}

/** Runs a driver's probe on one source; throws ConfigError when there is no such driver or it has no probe. */
export async function probeSource(target: ProbeTarget, io: Terminal, tell: (line: string) => void): Promise<ProbeReport> {
  const { probe } = await loadDriver(target.driver);
  if (probe === undefined) {
    const able = (await listProbes()).map(({ name }) => name);
    throw new ConfigError('doctor/no-probe', [
      { place: 'source', value: `"${target.driver}" cannot be probed`, remedy: `write one of ${able.join(', ')}` },
    ]);
  }
  const profile = (await readProfile(target.profile)).value;
  const context = { sourceId: target.driver, profile, clock: createSystemClock(), readDocument };
  return await probe.run({ address: target.address, options: target.options, context, listenMs: target.listenMs, tell }, io.signal);
}

/** The drivers that can be probed. */
export async function listProbes(): Promise<{ name: string; summary: string; addressExample: string }[]> {
  const drivers = await Promise.all((await listDrivers()).map((name) => loadDriver(name)));
  return drivers.flatMap(({ name, probe }) =>
    probe === undefined ? [] : [{ name, summary: probe.summary, addressExample: probe.addressExample }],
  );
}

/** The sources of a configuration that can be probed, and the ids of those that cannot. */
export async function targetsOf(path: string, listenMs: number): Promise<{ targets: ProbeTarget[]; others: string[] }> {
  const { robot, sources } = await readConfiguration(path);
  const able = new Set((await listProbes()).map(({ name }) => name));
  const targets = sources
    .filter(({ driver }) => able.has(driver))
    .map(({ driver, options }) => ({ driver, address: undefined, options: { ...options }, profile: robot.profile, listenMs }));
  return { targets, others: sources.filter(({ driver }) => !able.has(driver)).map(({ id }) => id) };
}
