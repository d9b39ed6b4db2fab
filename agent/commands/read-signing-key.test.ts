import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchDirectory } from '../../tests/support/replayed.ts';
import { generateKeyPem, signingKeyFromPem } from '../evidence/signing-key-pem.ts';
import { readSigningKey } from './read-signing-key.ts';

const keyFile = (text: string, mode = 0o600): string => {
  const path = join(scratchDirectory('key'), 'owner.pem');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
};

describe('a signing key', () => {
  it('is read from a file for its owner alone', async () => {
    const pem = generateKeyPem();
    expect((await readSigningKey(keyFile(pem))).kid).toBe(signingKeyFromPem(pem)?.kid);
  });

  it.each([0o644, 0o640, 0o604])('is refused where others may read it: mode %o', async (mode) => {
    const path = keyFile(generateKeyPem(), mode);
    await expect(readSigningKey(path)).rejects.toThrow(`${path}: mode ${mode.toString(8)} — run "chmod 600 ${path}"`);
  });

  it('is refused where it is none, without repeating the file', async () => {
    await expect(readSigningKey(keyFile('secret'))).rejects.toThrow(/^(?!.*secret).*not an Ed25519 private key in PEM form/);
  });

  it('is refused where it is absent, with the way to make one', async () => {
    await expect(readSigningKey('absent.pem')).rejects.toThrow(
      'absent.pem: does not exist — give the file of a private key; make one: openssl',
    );
  });
});
