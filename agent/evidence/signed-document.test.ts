import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duringMs, fromText, partyKey, signatureBy, trustOf, untilText } from '../../tests/support/signing-fixture.ts';
import { documentKinds, documentRoles, signingRoles } from '../contract/signed-document.ts';
import { reportKind, signEnvelope } from './envelope.ts';
import { sha256Prefixed } from './hash.ts';
import {
  type DocumentClaim,
  type DocumentSignature,
  documentSignatureKind,
  documentSignatureSchemaId,
  signatureFileCharsMax,
  signatureProblem,
  signatureRefusals,
  signaturesMax,
  verifySignedDocument,
} from './signed-document.ts';

const documentSha256 = sha256Prefixed('{"trl":9}');
const otherSha256 = sha256Prefixed('{"trl":8}');
const trust = trustOf({
  acme: { role: 'integrator' },
  lost: { role: 'integrator', revokedAt: '2026-02-01' },
  maker: { role: 'oem' },
  owner: { role: 'owner' },
  short: { role: 'integrator', validFrom: '2026-03-01', validUntil: '2026-04-01' },
});
const claim: DocumentClaim = { documentSha256, kind: 'context', trust, nowMs: duringMs };
const signed = signatureBy('acme', { documentSha256 });
const by = (name: string, change: Partial<DocumentSignature> = {}) => signatureBy(name, { documentSha256, ...change });
const reasonOf = (file: string | undefined, change: Partial<DocumentClaim> = {}): string => {
  const verdict = verifySignedDocument(file, { ...claim, ...change });
  return 'signed' in verdict ? 'signed' : verdict.reason;
};
const payload = { schema: documentSignatureSchemaId, documentSha256, kind: 'context', role: 'integrator' } as const;
const terms = { signedAt: fromText, validFrom: fromText, validUntil: untilText };

describe('a signed document', () => {
  it('says by whom, in which role and for how long', () => {
    const signer = { kid: partyKey('acme').kid, role: 'integrator', validFrom: fromText, validUntil: untilText };
    expect(verifySignedDocument(`${signed}\n`, claim)).toEqual({ signed: signer });
    expect(verifySignedDocument(signed, claim)).toEqual({ signed: signer });
  });

  it('holds no longer than the key that signed it', () => {
    expect(verifySignedDocument(by('short'), { ...claim, nowMs: Date.UTC(2026, 2, 15) })).toMatchObject({
      signed: { validFrom: '2026-03-01T00:00:00.000Z', validUntil: '2026-04-01T00:00:00.000Z' },
    });
    expect(reasonOf(by('short'))).toBe('expired');
    expect(reasonOf(by('short'), { nowMs: Date.UTC(2026, 1, 1) })).toBe('notYetValid');
  });

  it.each(documentKinds.flatMap((kind) => documentRoles.map((role) => [kind, role] as const)))('as a %s by the %s', (kind, role) => {
    const store = trustOf({ party: { role } });
    const expected = signingRoles[kind].includes(role) ? 'signed' : 'wrongRole';
    expect(reasonOf(by('party', { kind, role }), { kind, trust: store })).toBe(expected);
  });
});

describe('a document does not count as signed', () => {
  it.each([
    ['unsigned', undefined, 'no signature file'],
    ['malformed', '', '1 parts between dots'],
    ['malformed', 'a.b', '2 parts'],
    ['malformed', 'x'.repeat(signatureFileCharsMax + 1), `at most ${signatureFileCharsMax}`],
    ['malformed', Array.from({ length: signaturesMax + 1 }, () => 'x').join('\n'), `${signaturesMax + 1} signatures`],
    ['notTrusted', by('stranger'), partyKey('stranger').kid],
    ['revoked', by('lost'), 'revoked at 2026-02-01'],
    ['wrongKind', by('acme', { kind: 'policy' }), 'signed as a policy, read as a context'],
    ['hashDiffers', by('acme', { documentSha256: otherSha256 }), otherSha256],
    ['wrongRole', by('acme', { role: 'insurer' }), 'signed as insurer with the key of the integrator'],
    ['wrongRole', by('maker', { role: 'oem' }), 'a context is signed by lessor, owner, integrator, insurer'],
    ['expired', by('acme', { validUntil: '2026-06-01T00:00:00.000Z' }), 'until 2026-06-01'],
    ['notYetValid', by('acme', { validFrom: '2026-06-01T00:00:00.001Z' }), 'from 2026-06-01'],
  ])('%s', (reason, file, words) => {
    expect(verifySignedDocument(file, claim)).toMatchObject({ reason, text: expect.stringContaining(words) });
  });

  it('from the very moment it ends, and not a millisecond before', () => {
    const edgeMs = Date.parse('2026-07-01T00:00:00.000Z');
    const file = by('acme', { validUntil: '2026-07-01T00:00:00.000Z' });
    expect([edgeMs - 1, edgeMs].map((nowMs) => reasonOf(file, { nowMs }))).toEqual(['signed', 'expired']);
  });

  it('before the moment it begins', () => {
    const file = by('acme', { validFrom: '2026-05-01T00:00:00.000Z' });
    const edgeMs = Date.UTC(2026, 4, 1);
    expect([edgeMs - 1, edgeMs].map((nowMs) => reasonOf(file, { nowMs }))).toEqual(['notYetValid', 'signed']);
  });

  it('by a revoked key, whatever the clock says: a robot may wake up in 1970', () => {
    expect(reasonOf(by('lost'), { nowMs: 0 })).toBe('revoked');
    expect(reasonOf(by('lost'), { nowMs: Date.UTC(2038, 0, 19) })).toBe('revoked');
  });

  it.each<[string, object]>([
    ['a further member', { ...payload, ...terms, note: 'x' }],
    ['a missing member', { ...payload, validFrom: fromText, validUntil: untilText }],
    ['another schema', { ...payload, ...terms, schema: 'robot-risk/document-signature/2' }],
    ['an unknown kind', { ...payload, ...terms, kind: 'contract' }],
    ['an unknown role', { ...payload, ...terms, role: 'agent' }],
    ['a bare hash', { ...payload, ...terms, documentSha256: documentSha256.slice(7) }],
    ['a local time', { ...payload, ...terms, validFrom: '2026-01-01T00:00:00.000+01:00' }],
    ['a day that is none', { ...payload, ...terms, signedAt: '2026-02-31T00:00:00.000Z' }],
    ['an end before its beginning', { ...payload, ...terms, validFrom: untilText, validUntil: fromText }],
    ['no object', []],
  ])('whose claims have %s', (_, claims) => {
    const file = signEnvelope({ payload: claims as never, key: partyKey('acme'), ...documentSignatureKind });
    expect(reasonOf(file)).toBe('malformed');
  });

  it('by a report: the header says what was signed', () => {
    expect(reasonOf(signEnvelope({ payload: { ...payload, ...terms }, key: partyKey('acme'), ...reportKind }))).toBe('malformed');
  });
});

describe('a signature file', () => {
  it('with any one byte changed signs nothing', () => {
    const bytes = Buffer.from(`${signed}\n`);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const flipped = Buffer.from(bytes);
        flipped[place] = (flipped[place] ?? 0) ^ change;
        expect(['malformed', 'notTrusted']).toContain(reasonOf(flipped.toString('utf8')));
      }),
      { numRuns: 2_000 },
    );
  });

  it('of any text signs nothing and throws nothing', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(fc.base64String(), { maxLength: 4 }).map((parts) => parts.join('.')),
        ),
        (text) => {
          expect(['malformed', 'notTrusted']).toContain(reasonOf(text));
        },
      ),
    );
  });

  it('may hold several signatures: the one that holds longest counts, in any order', () => {
    const longer = by('owner', { role: 'owner' });
    const lines = [by('acme', { validUntil: '2027-01-01T00:00:00.000Z' }), 'noise', longer, by('lost'), by('stranger')];
    fc.assert(
      fc.property(fc.shuffledSubarray(lines, { minLength: lines.length }), (shuffled) => {
        expect(verifySignedDocument(`${shuffled.join('\n')}\n`, claim)).toMatchObject({ signed: { kid: partyKey('owner').kid } });
      }),
    );
  });

  it('may end in an empty line', () => {
    expect(reasonOf(`${signed}\n\n`)).toBe('signed');
  });

  it('where none of several stands says the reason that came furthest', () => {
    const lines = ['noise', by('stranger'), by('lost'), by('acme', { documentSha256: otherSha256 })];
    expect(reasonOf(lines.join('\n'))).toBe('hashDiffers');
    const past = by('acme', { validUntil: '2026-02-01T00:00:00.000Z' });
    const future = by('acme', { validFrom: '2026-12-01T00:00:00.000Z' });
    expect(verifySignedDocument([future, past].join('\n'), claim)).toMatchObject({
      reason: 'notYetValid',
      signer: { validFrom: '2026-12-01T00:00:00.000Z' },
    });
  });
});

describe('a refusal as a problem', () => {
  it.each(signatureRefusals)('%s names the file, what is wrong and what to do', (reason) => {
    const problem = signatureProblem('site/context.yaml', 'context', { reason, text: 'because' });
    expect(problem).toMatchObject({ place: 'site/context.yaml.sig', value: `${reason}: because` });
    expect(problem.remedy.length).toBeGreaterThan(20);
  });
});
