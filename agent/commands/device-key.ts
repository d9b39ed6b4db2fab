import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Origin } from '../contract/driver.ts';
import { ConfigError } from '../contract/errors.ts';
import type { SigningKey } from '../evidence/keys.ts';
import { generateKeyPem, signingKeyFromPem } from '../evidence/signing-key-pem.ts';

/** A device key never signs what is not live, so a simulation has a key of its own; a replay's is derived from its recording. */
export type DeviceOrigin = Exclude<Origin, 'replay'>;

/** Name of the key's file in the state directory. */
export const deviceKeyFile = { live: 'agent-key.pem', simulation: 'simulation-key.pem' } as const satisfies Record<DeviceOrigin, string>;

/**
 * The key that signs for this robot, from its state directory; made at the first call, when neither directory nor key exists.
 * Throws ConfigError for a file that is no key, or that others on this machine may read: they could sign as this robot.
 */
export async function loadDeviceKey({ directory, origin }: { directory: string; origin: DeviceOrigin }): Promise<SigningKey> {
  const path = join(directory, deviceKeyFile[origin]);
  const pem = (await readKeyFile(path)) ?? (await createKeyFile(directory, path));
  const key = signingKeyFromPem(pem);
  if (key !== undefined) return key;
  throw unusable(path, 'not an Ed25519 private key in PEM form', 'restore the key from a backup; without it this robot is a new agent');
}

async function readKeyFile(path: string): Promise<string | undefined> {
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) throw readable(path, mode);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw unusable(path, code ?? String(error), 'let the account of this agent read its key');
  }
}

// Written whole beside its place and linked into it, so that a power cut leaves a key or none, and two starts at once agree on one.
async function createKeyFile(directory: string, path: string): Promise<string> {
  const draft = `${path}.${crypto.randomUUID()}`;
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await writeDurably(draft, generateKeyPem());
    await placeOnce(draft, path);
    await syncDirectory(directory);
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unusable(path, (error as NodeJS.ErrnoException).code ?? String(error), 'give a state directory this account may write to');
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const folder = await open(directory, 'r');
  await folder.sync().finally(() => folder.close());
}

async function placeOnce(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // FAT and some network file systems know no links; there a second start in the same moment is not guarded against.
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS') await rename(draft, path);
    else if (code !== 'EEXIST') throw error;
  }
}

function readable(path: string, mode: number): ConfigError {
  const shown = (mode & 0o777).toString(8);
  return unusable(path, `mode ${shown}`, `run "chmod 600 ${path}": whoever reads this key can sign as this robot`);
}

function unusable(place: string, value: string, remedy: string): ConfigError {
  return new ConfigError('commands/device-key', [{ place, value, remedy }]);
}
