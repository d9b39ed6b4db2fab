import { describe, expect, it } from 'vitest';
import { prefixed, sha256, sha256Prefixed } from './hash.ts';

const ofAbc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

describe('sha256', () => {
  it('is SHA-256 (FIPS 180-4 example "abc"), of bytes as of text', () => {
    expect(sha256('abc').toString('hex')).toBe(ofAbc);
    expect(sha256(Buffer.from('abc')).toString('hex')).toBe(ofAbc);
  });

  it('reads text as UTF-8', () => {
    expect(sha256('°')).toEqual(sha256(Buffer.of(0xc2, 0xb0)));
  });

  it('takes a view of a larger buffer for its own bytes only', () => {
    const view = new Uint8Array(Buffer.from('xabcx')).subarray(1, 4);
    expect(sha256Prefixed(view)).toBe(`sha256:${ofAbc}`);
    expect(prefixed(view)).toBe('sha256:616263');
  });
});
