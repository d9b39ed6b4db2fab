import { readFile, stat } from 'node:fs/promises';
import { ConfigError } from '../contract/errors.ts';
import type { SigningKey } from '../evidence/keys.ts';
import { signingKeyFromPem } from '../evidence/signing-key-pem.ts';

/** A party's own key. Throws ConfigError for a file that is absent, is no Ed25519 key, or that others on this machine may read. */
export async function readSigningKey(path: string): Promise<SigningKey> {
  const key = signingKeyFromPem(await readKeyFile(path));
  if (key !== undefined) return key;
  throw unusable(path, 'not an Ed25519 private key in PEM form', 'make one: openssl genpkey -algorithm ed25519 -out KEY');
}

async function readKeyFile(path: string): Promise<string> {
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) {
      const remedy = `run "chmod 600 ${path}": whoever reads this key can sign as you`;
      throw unusable(path, `mode ${(mode & 0o777).toString(8)}`, remedy);
    }
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const value = code === 'ENOENT' ? 'does not exist' : (code ?? String(error));
    throw unusable(path, value, 'give the file of a private key; make one: openssl genpkey -algorithm ed25519 -out KEY');
  }
}

function unusable(place: string, value: string, remedy: string): ConfigError {
  return new ConfigError('commands/signing-key', [{ place, value, remedy }]);
}
