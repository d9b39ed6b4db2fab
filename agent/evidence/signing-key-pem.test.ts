import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { verifyingKey, verifySignature } from './keys.ts';
import { generateKeyPem, signingKeyFromPem } from './signing-key-pem.ts';

describe('a signing key in PEM form', () => {
  it('signs what its public key verifies', () => {
    const key = signingKeyFromPem(generateKeyPem());
    const content = Buffer.from('content');
    expect(key && verifySignature(verifyingKey(key.publicJwk), content, key.sign(content))).toBe(true);
  });

  it('is the same key every time it is read, and another one every time it is made', () => {
    const pem = generateKeyPem();
    expect(signingKeyFromPem(pem)?.kid).toBe(signingKeyFromPem(pem)?.kid);
    expect(signingKeyFromPem(generateKeyPem())?.kid).not.toBe(signingKeyFromPem(pem)?.kid);
  });

  it('is nothing when the text is no Ed25519 private key', () => {
    const pair = generateKeyPairSync('ed25519');
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
    expect(signingKeyFromPem(pair.publicKey.export({ type: 'spki', format: 'pem' }).toString())).toBeUndefined();
    expect(signingKeyFromPem(rsa.toString())).toBeUndefined();
    expect(signingKeyFromPem('not a key')).toBeUndefined();
  });
});
