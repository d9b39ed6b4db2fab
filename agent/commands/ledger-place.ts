import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ConfigError } from '../contract/errors.ts';
import type { SigningKey } from '../evidence/keys.ts';
import { quarantinedOf } from '../record/recovery/quarantine.ts';
import { type DeviceOrigin, deviceKeyFile, loadDeviceKey } from './device-key.ts';

/** A ledger's database, and the epoch it ended when it was taken away. */
export interface LedgerFile {
  readonly path: string;
  readonly name: string;
  /** Undefined for the ledger in use. */
  readonly endedEpoch: number | undefined;
}

/** Name of the ledger in a state directory. */
export const ledgerName = 'ledger.sqlite';

/** The ledger at this path, or all in this state directory, the one in use first. Throws ConfigError when there is none. */
export function ledgersAt(path: string): readonly LedgerFile[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw noLedger(path, 'does not exist');
  if (!found.isDirectory()) return [{ path, name: basename(path), endedEpoch: undefined }];
  const current = join(path, ledgerName);
  const quarantined = quarantinedOf(current).map((each) => ({ path: each.path, name: basename(each.path), endedEpoch: each.epoch }));
  const ledgers = existsSync(current) ? [{ path: current, name: ledgerName, endedEpoch: undefined }, ...quarantined] : quarantined;
  if (ledgers.length === 0) throw noLedger(path, `holds no ${ledgerName}`);
  return ledgers;
}

function noLedger(place: string, value: string): ConfigError {
  return new ConfigError('commands/no-ledger', [{ place, value, remedy: 'give a ledger.sqlite, or the record.directory that holds it' }]);
}

/** A key of this state directory and what it signs. */
export interface StateKey {
  readonly origin: DeviceOrigin;
  readonly key: SigningKey;
}

/** The device keys that are there, beside the ledger; none is made. */
export async function stateKeys(path: string): Promise<readonly StateKey[]> {
  const directory = statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : dirname(path);
  const origins = (['live', 'simulation'] as const).filter((origin) => existsSync(join(directory, deviceKeyFile[origin])));
  return Promise.all(origins.map(async (origin) => ({ origin, key: await loadDeviceKey({ directory, origin }) })));
}
