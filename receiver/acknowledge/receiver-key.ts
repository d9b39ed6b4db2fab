import { open, readFile, rm, stat } from 'node:fs/promises';
import { ConfigError } from '../../agent/contract/errors.ts';
import type { SigningKey } from '../../agent/evidence/keys.ts';
import { generateKeyPem, signingKeyFromPem } from '../../agent/evidence/signing-key-pem.ts';

/** Makes the key that signs receipts, for its owner alone (mode 0600). Throws ConfigError when the file exists: a key is never replaced. */
export async function createReceiverKey(path: string): Promise<SigningKey> {
  const pem = generateKeyPem();
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(pem);
      await file.sync();
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
  } catch (error) {
    const exists = codeOf(error) === 'EEXIST';
    const remedy = exists
      ? 'name another file; agents pin this key, and receipts of another one they refuse'
      : 'name a file that can be written';
    throw unusable(path, exists ? 'exists already' : codeOf(error), remedy);
  }
  return keyOf(path, pem);
}

/** The key that signs receipts. Throws ConfigError for a file that is absent, no key, or readable by others on this machine. */
export async function readReceiverKey(path: string): Promise<SigningKey> {
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) {
      const shown = (mode & 0o777).toString(8);
      throw unusable(path, `mode ${shown}`, `run "chmod 600 ${path}": whoever reads this key can sign receipts`);
    }
    return keyOf(path, await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const absent = codeOf(error) === 'ENOENT';
    const remedy = absent ? `make it with "robot-risk-receiver key init --out ${path}"` : 'let the account of this receiver read it';
    throw unusable(path, absent ? 'does not exist' : codeOf(error), remedy);
  }
}

function keyOf(path: string, pem: string): SigningKey {
  const key = signingKeyFromPem(pem);
  if (key !== undefined) return key;
  throw unusable(path, 'not an Ed25519 private key in PEM form', 'restore it from a backup: agents pin this key');
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

function unusable(place: string, value: string, remedy: string): ConfigError {
  return new ConfigError('receiver/key-file', [{ place, value, remedy }]);
}
