import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signatureBy } from '../../tests/support/signing-fixture.ts';
import { sha256Prefixed } from './hash.ts';
import { withSignature } from './with-signature.ts';

const documentSha256 = sha256Prefixed('document');
const mine = signatureBy('acme', { documentSha256 });
const others = signatureBy('owner', { documentSha256, role: 'owner' });

describe('a further signature', () => {
  it('begins the file, and stands behind those of others', () => {
    expect(withSignature('', mine)).toBe(`${mine}\n`);
    expect(withSignature(`${others}\n`, mine)).toBe(`${others}\n${mine}\n`);
  });

  it('replaces the one of the same key', () => {
    const earlier = signatureBy('acme', { documentSha256, validUntil: '2027-01-01T00:00:00.000Z' });
    expect(withSignature(`${earlier}\n${others}\n`, mine)).toBe(`${others}\n${mine}\n`);
  });

  it('leaves no signature on what the document was before', () => {
    const stale = signatureBy('owner', { documentSha256: sha256Prefixed('before'), role: 'owner' });
    expect(withSignature(`${stale}\n`, mine)).toBe(`${mine}\n`);
  });

  it('leaves nothing that is no signature, whatever stood there', () => {
    fc.assert(
      fc.property(fc.string(), (noise) => {
        expect(withSignature(noise, mine)).toBe(`${mine}\n`);
      }),
    );
  });
});
