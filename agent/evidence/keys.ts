import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import { InvariantError } from '../contract/errors.ts';
import { canonicalJson } from './canonical-json.ts';
import { sha256 } from './hash.ts';

/** A public Ed25519 key as JWK (RFC 8037). */
export interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
}

/** A key that signs; the private part stays inside. */
export interface SigningKey {
  /** RFC 7638 thumbprint of the public key. */
  readonly kid: string;
  readonly publicJwk: PublicJwk;
  /** Ed25519 signature, 64 bytes. */
  sign(content: Uint8Array): Buffer;
}

const SEED_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** RFC 8410 PrivateKeyInfo of an Ed25519 seed, up to the seed itself. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** 32 random bytes of the operating system. */
export function generateSigningSeed(): Buffer {
  return randomBytes(SEED_BYTES);
}

/** The key of an RFC 8032 seed; the same seed gives the same key and the same signatures. */
export function signingKeyFromSeed(seed: Uint8Array): SigningKey {
  if (seed.length !== SEED_BYTES) {
    throw new InvariantError('evidence/seed-length', `A signing seed is ${SEED_BYTES} bytes, not ${seed.length}`);
  }
  return signingKeyFrom(createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' }));
}

/** The signing key of an Ed25519 private key object. */
export function signingKeyFrom(privateKey: KeyObject): SigningKey {
  const publicJwk = publicJwkOf(privateKey);
  return { kid: thumbprint(publicJwk), publicJwk, sign: (content) => sign(null, content, privateKey) };
}

/** The public JWK of a private or public Ed25519 key object. */
export function publicJwkOf(key: KeyObject): PublicJwk {
  const { x } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'Ed25519', x: String(x) };
}

/** SHA-256 over the required members in canonical form (RFC 7638 §3). */
export function thumbprintHash(jwk: PublicJwk): Buffer {
  return sha256(canonicalJson({ crv: jwk.crv, kty: jwk.kty, x: jwk.x }));
}

/** RFC 7638 thumbprint, base64url: the `kid`. */
export function thumbprint(jwk: PublicJwk): string {
  return thumbprintHash(jwk).toString('base64url');
}

/** Half the thumbprint hash as eight groups of four hex digits, for reading aloud when a key is enrolled. */
export function shortFingerprint(jwk: PublicJwk): string {
  return (thumbprintHash(jwk).subarray(0, 16).toString('hex').match(/.{4}/g) ?? []).join(' ');
}

/** The verifying key object of a public JWK. */
export function verifyingKey(jwk: PublicJwk): KeyObject {
  return createPublicKey({ key: { ...jwk }, format: 'jwk' });
}

/** Ed25519 verification (RFC 8032 §5.1.7); false for a signature of another length. */
export function verifySignature(key: KeyObject, content: Uint8Array, signature: Uint8Array): boolean {
  return signature.length === SIGNATURE_BYTES && verify(null, content, key, signature);
}
