import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type SigningKey, signingKeyFrom } from './keys.ts';

/** A new Ed25519 private key as PKCS#8 PEM. Write it with mode 0600 and nowhere else. */
export function generateKeyPem(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** The signing key of a PEM text; undefined when it is not an Ed25519 private key without a passphrase. */
export function signingKeyFromPem(pem: string): SigningKey | undefined {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    return undefined;
  }
  return key.asymmetricKeyType === 'ed25519' ? signingKeyFrom(key) : undefined;
}
