import type { Driver, DriverContext, Source } from '../../agent/contract/driver.ts';
import { findSensors } from './find-sensors.ts';
import { HostSource } from './host-source.ts';
import { type HostOptions, optionsSchema } from './options-schema.ts';

export type { HostOptions } from './options-schema.ts';

/**
 * ```
 *  options.root ──look once──▶ sensor files ──▶ HostSource ──run──▶ frames, witnesses, flaws
 * ```
 * Temperatures and batteries of the computer the agent runs on, from Linux sysfs, read only. A host without any is no error.
 */
const host: Driver<HostOptions> = { name: 'host', origin: 'live', optionsSchema, open: openHost };

export default host;

async function openHost({ root, periodMs }: HostOptions, { sourceId, clock }: DriverContext): Promise<Source> {
  const sensors = await findSensors(root);
  return new HostSource({ sourceId, periodMs, clock, sensors });
}
