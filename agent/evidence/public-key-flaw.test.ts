import { describe, expect, it } from 'vitest';
import { signingKeyFromSeed } from './keys.ts';
import { publicKeyFlaw } from './public-key-flaw.ts';

const encoded = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url');
const withSign = (hex: string): string => `${hex.slice(0, 62)}${(Number.parseInt(hex.slice(62), 16) | 0x80).toString(16).padStart(2, '0')}`;

/** Encodings of the eight points whose order divides 8 (libsodium, ed25519_ref10.c, blocklist). */
const smallOrder = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
];
const aboveThePrime = [
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
];

describe('publicKeyFlaw', () => {
  it('finds none in an ordinary key', () => {
    for (let fill = 0; fill < 20; fill += 1) expect(publicKeyFlaw(signingKeyFromSeed(Buffer.alloc(32, fill)).publicJwk.x)).toBeUndefined();
  });

  it.each(smallOrder)('refuses the point of small order %s, with either sign', (hex) => {
    expect(publicKeyFlaw(encoded(hex))).toContain('small order');
    expect(publicKeyFlaw(encoded(withSign(hex)))).toContain('small order');
  });

  it.each(aboveThePrime)('refuses the second spelling %s of a point', (hex) => {
    expect(publicKeyFlaw(encoded(hex))).toContain('canonical');
    expect(publicKeyFlaw(encoded(withSign(hex)))).toContain('canonical');
  });

  it('refuses another length and other spellings of base64url', () => {
    expect(publicKeyFlaw(encoded('00'.repeat(31)))).toBe('31 bytes instead of 32');
    expect(publicKeyFlaw('')).toBe('0 bytes instead of 32');
    const { x } = signingKeyFromSeed(Buffer.alloc(32, 1)).publicJwk;
    expect(publicKeyFlaw(`${x}=`)).toContain('base64url');
    expect(publicKeyFlaw(`${x.slice(0, -1)}!`)).toContain('base64url');
    expect(publicKeyFlaw(` ${x}`)).toContain('base64url');
  });
});
