import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../contract/errors.ts';
import {
  generateSigningSeed,
  publicJwkOf,
  shortFingerprint,
  signingKeyFrom,
  signingKeyFromSeed,
  thumbprint,
  thumbprintHash,
  verifyingKey,
  verifySignature,
} from './keys.ts';

const seed = Buffer.alloc(32, 7);
const key = signingKeyFromSeed(seed);
const message = Buffer.from('usage');

describe('signingKeyFromSeed', () => {
  it('gives the same key and signature for the same seed', () => {
    const again = signingKeyFromSeed(Buffer.from(seed));
    expect(again.kid).toBe(key.kid);
    expect(again.sign(message)).toEqual(key.sign(message));
    expect(signingKeyFromSeed(Buffer.alloc(32, 8)).kid).not.toBe(key.kid);
  });

  it('names the key by the thumbprint of its public part and keeps the private part to itself', () => {
    expect(key.kid).toBe(thumbprint(key.publicJwk));
    expect(key.kid).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(Object.keys(key.publicJwk).sort()).toEqual(['crv', 'kty', 'x']);
    expect(JSON.stringify(key)).not.toContain(seed.toString('base64url'));
  });

  it.each([0, 31, 33, 64])('refuses a seed of %d bytes', (length) => {
    expect(() => signingKeyFromSeed(Buffer.alloc(length))).toThrow(InvariantError);
  });

  it('takes fresh seeds of 32 bytes from the operating system', () => {
    const [one, two] = [generateSigningSeed(), generateSigningSeed()];
    expect(one).toHaveLength(32);
    expect(one.equals(two)).toBe(false);
  });
});

describe('signingKeyFrom', () => {
  it('signs with a key object of the platform', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const fromObject = signingKeyFrom(privateKey);
    expect(fromObject.publicJwk).toEqual(publicJwkOf(publicKey));
    expect(verifySignature(publicKey, message, fromObject.sign(message))).toBe(true);
  });
});

describe('verifySignature', () => {
  const publicKey = verifyingKey(key.publicJwk);
  const signature = key.sign(message);

  it('accepts the signature of this message by this key only', () => {
    expect(verifySignature(publicKey, message, signature)).toBe(true);
    expect(verifySignature(publicKey, Buffer.from('usagf'), signature)).toBe(false);
    expect(verifySignature(createPublicKey(publicKeyPem('other')), message, signature)).toBe(false);
  });

  it('rejects every changed bit of a signature', () => {
    for (let bit = 0; bit < signature.length * 8; bit += 1) {
      const changed = Buffer.from(signature);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(verifySignature(publicKey, message, changed)).toBe(false);
    }
  });

  it.each([0, 63, 65])('rejects a signature of %d bytes', (length) => {
    expect(verifySignature(publicKey, message, Buffer.concat([signature, signature]).subarray(0, length))).toBe(false);
  });

  it('rejects S + L, the second spelling of the same signature', () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const scalar = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + order;
    const spelled = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex').reverse();
    expect(verifySignature(publicKey, message, Buffer.concat([signature.subarray(0, 32), spelled]))).toBe(false);
  });
});

describe('shortFingerprint', () => {
  it('is half the thumbprint hash in eight groups of four', () => {
    const shown = shortFingerprint(key.publicJwk);
    expect(shown).toMatch(/^([0-9a-f]{4} ){7}[0-9a-f]{4}$/);
    expect(thumbprintHash(key.publicJwk).toString('hex').startsWith(shown.replaceAll(' ', ''))).toBe(true);
  });
});

function publicKeyPem(word: string): string {
  const other = signingKeyFromSeed(Buffer.alloc(32, word));
  return verifyingKey(other.publicJwk).export({ type: 'spki', format: 'pem' }).toString();
}
