import type { ReportedFinding } from '../../agent/contract/finding.ts';
import { type SigningKey, signingKeyFromSeed, verifyingKey } from '../../agent/evidence/keys.ts';
import { signReply } from '../../agent/evidence/reply-signature.ts';
import { type TrustStore, trustStoreText } from '../../agent/evidence/trust-store.ts';

/** The owner of a fixture robot, and whoever believes in that key. */
export const ownerKey: SigningKey = signingKeyFromSeed(Buffer.alloc(32, 1));
const term = { validFromMs: 0, validUntilMs: Date.parse('2100-01-01T00:00:00Z'), revokedAtMs: undefined };
const { kid, publicJwk: jwk } = ownerKey;
export const ownerTrust: TrustStore = new Map([[kid, { kid, jwk, publicKey: verifyingKey(jwk), role: 'owner', name: 'Hall 3', ...term }]]);
export const ownerTrustText: string = trustStoreText(ownerTrust);

const text = 'The new gripper was taught that day.';
const at = '2026-03-01T10:00:00.000Z';

/** What a report of this agent says of stops that were cleared at once, with what its owner replies: signed by this key, or unsigned. */
export function repliedFinding(agentId: string, key?: SigningKey): ReportedFinding {
  const claims = { finding: 'safety.autoReset', agentId, epoch: 0, seq: 812, text, at };
  const jws = key === undefined ? null : signReply(claims, key);
  return {
    code: 'safety.autoReset',
    findingCount: 2,
    recordSeqs: [812, 815],
    reviewRequested: true,
    replied: true,
    replySeqs: [820],
    replies: [{ seq: 820, findingSeq: 812, text, jws }],
  };
}

/** A finding nobody replied to, and that asks nobody to look. */
export const versionFinding: ReportedFinding = {
  code: 'version.changed',
  findingCount: 1,
  recordSeqs: [3],
  reviewRequested: false,
  replied: false,
  replySeqs: [],
};
