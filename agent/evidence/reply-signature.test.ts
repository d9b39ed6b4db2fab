import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerRecord } from '../contract/record.ts';
import type { Json } from '../contract/schema.ts';
import { type EnvelopeKind, reportKind, signEnvelope } from './envelope.ts';
import { signingKeyFromSeed, verifyingKey } from './keys.ts';
import { type ReplyClaims, replySchemaId, replySignatureKind, signReply, verifyReply } from './reply-signature.ts';
import type { TrustedKey, TrustStore } from './trust-store.ts';

const owner = signingKeyFromSeed(Buffer.alloc(32, 1));
const stranger = signingKeyFromSeed(Buffer.alloc(32, 2));
const claims: ReplyClaims = {
  ...{ finding: 'safety.autoReset', agentId: 'agent-1', epoch: 0, seq: 12 },
  ...{ text: 'Teaching day. 示教日。', at: '2026-03-01T10:00:00.000Z' },
};
const { text: _, ...withoutText } = claims;
const day = (text: string) => Date.parse(`${text}T00:00:00Z`);

function storeOf(change: Partial<TrustedKey> = {}): TrustStore {
  const { kid, publicJwk: jwk } = owner;
  const term = { validFromMs: day('2026-01-01'), validUntilMs: day('2027-01-01'), revokedAtMs: undefined };
  return new Map([[kid, { kid, jwk, publicKey: verifyingKey(jwk), role: 'owner', name: 'Hall 3', ...term, ...change }]]);
}

type Reply = Pick<LedgerRecord, 'epoch' | 'data'>;
const recordOf = (jws: Json | undefined, change: Record<string, Json> = {}, epoch = 0): Reply => ({
  epoch,
  data: { findingSeq: 12, code: 'safety.autoReset', text: claims.text, ...(jws === undefined ? {} : { jws, kid: owner.kid }), ...change },
});
const standing = (record: Reply, trust = storeOf(), agentId = 'agent-1') => verifyReply(record, agentId, trust);
const reason = (record: Reply, trust = storeOf(), agentId = 'agent-1') => {
  const found = standing(record, trust, agentId);
  return 'reason' in found ? found.reason : 'signed';
};
const signed = signReply(claims, owner);
const signedAs = (payload: unknown, kind: EnvelopeKind = replySignatureKind) =>
  signEnvelope({ payload: payload as Json, key: owner, ...kind });

describe("the owner's signature on a reply", () => {
  it('stands under a trusted key of the owner, and says whose and when', () => {
    expect(standing(recordOf(signed))).toEqual({ signed: { kid: owner.kid, name: 'Hall 3', at: claims.at } });
  });

  it('is absent from a reply that was stated on the device', () => {
    expect(standing(recordOf(undefined))).toEqual({ reason: 'unsigned', text: 'stated on the device, unsigned' });
  });

  it.each<[string, Partial<TrustedKey>, string]>([
    ['a key that was revoked', { revokedAtMs: day('2026-06-01') }, 'revoked'],
    ['a key of the integrator', { role: 'integrator' }, 'wrongRole'],
    ['a key believed only later', { validFromMs: day('2026-03-02') }, 'outOfTerm'],
    ['a key believed until that very moment', { validUntilMs: Date.parse(claims.at) }, 'outOfTerm'],
    ['a key believed from that very moment', { validFromMs: Date.parse(claims.at) }, 'signed'],
  ])('of %s: %s %s', (_, change, expected) => {
    expect(reason(recordOf(signed), storeOf(change))).toBe(expected);
  });

  it('of a key nobody trusts does not stand', () => {
    expect(reason(recordOf(signReply(claims, stranger)))).toBe('notTrusted');
    expect(reason(recordOf(signed), new Map())).toBe('notTrusted');
  });

  it.each<[string, Reply]>([
    ['text', recordOf(signed, { text: 'Another text.' })],
    ['finding', recordOf(signed, { code: 'meter.rollback' })],
    ['seq', recordOf(signed, { findingSeq: 13 })],
    ['epoch', recordOf(signed, {}, 1)],
  ])('does not stand beside another %s', (what, record) => {
    expect(standing(record)).toEqual({ reason: 'otherReply', text: `its ${what} is not the one that was signed` });
  });

  it("does not stand in another robot's ledger", () => {
    expect(reason(recordOf(signed), storeOf(), 'agent-2')).toBe('otherReply');
  });

  it.each<[string, Json]>([
    ['no text', 5],
    ['null', null],
    ['no envelope', 'a.b'],
    ['too long', 'a'.repeat(12_289)],
    ['a document of another kind', signedAs({ schema: replySchemaId, ...claims }, reportKind)],
    ['another schema', signedAs({ ...claims, schema: 'robot-risk/finding-reply/2' })],
    ['one member more', signedAs({ schema: replySchemaId, ...claims, extra: 1 })],
    ['one member less', signedAs({ schema: replySchemaId, ...withoutText })],
    ['a time of another spelling', signedAs({ schema: replySchemaId, ...claims, at: '2026-03-01' })],
    ['a list', signedAs([])],
  ])('is malformed as %s', (_, jws) => {
    expect(reason(recordOf(jws))).toBe('malformed');
  });

  it('never stands after one character was changed, and never throws (property)', () => {
    const place = fc.nat({ max: signed.length - 1 });
    const character = fc.constantFrom(...'ABab01-_.é');
    fc.assert(
      fc.property(place, character, (at, other) => {
        fc.pre(signed[at] !== other);
        expect(reason(recordOf(signed.slice(0, at) + other + signed.slice(at + 1)))).not.toBe('signed');
      }),
    );
    fc.assert(
      fc.property(fc.anything(), (jws) => {
        expect(reason(recordOf(jws as Json))).not.toBe('signed');
      }),
    );
  });
});
