import { describe, expect, it } from 'vitest';
import { duringMs, partyKey, signatureBy, trustOf, untilText } from '../../tests/support/signing-fixture.ts';
import { tariffWith } from '../../tests/support/tariff-fixture.ts';
import { checkTariffSignature, notChecked } from './tariff-signature.ts';

const { sha256, signature } = tariffWith();
const trust = trustOf({ acme: { role: 'insurer' }, owner: { role: 'owner' } });
const by = (name: string, change = {}) => signatureBy(name, { documentSha256: sha256, kind: 'tariff', role: 'insurer', ...change });
const check = (signatureFile: string | undefined) => checkTariffSignature({ path: 'acme-1.yaml', sha256, signatureFile }, trust, duringMs);
const { kid } = partyKey('acme');

describe('the signature of a tariff', () => {
  it('is not checked by reading the tariff alone', () => {
    expect(signature).toEqual(notChecked);
  });

  it('says who signed it, and until when', () => {
    expect(check(by('acme'))).toEqual({ state: 'inForce', signedBy: { kid, role: 'insurer', validUntil: untilText } });
  });

  it('may be missing: the tariff is unsigned', () => {
    expect(check(undefined)).toEqual({ state: 'unsigned', signedBy: null });
  });

  it.each([
    ['expired', { validUntil: '2026-01-31T00:00:00.000Z' }],
    ['notYetValid', { validFrom: '2027-01-31T00:00:00.000Z' }],
  ])('out of its term is said, so that what was priced then can be stated again: %s', (state, terms) => {
    expect(check(by('acme', terms))).toMatchObject({ state, signedBy: { kid } });
  });

  it.each([
    ['malformed', 'noise'],
    ['notTrusted', by('stranger')],
    ['wrongRole', by('owner', { role: 'owner' })],
    ['wrongKind', by('acme', { kind: 'policy' })],
    ['hashDiffers', by('acme', { documentSha256: `sha256:${'0'.repeat(64)}` })],
  ])('that does not stand is refused: %s', (reason, file) => {
    expect(() => check(file)).toThrow(
      expect.objectContaining({ code: 'receiver/tariff-signature', message: expect.stringContaining(`acme-1.yaml.sig: ${reason}: `) }),
    );
  });
});
