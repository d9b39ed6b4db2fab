import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchDirectory } from '../../tests/support/replayed.ts';
import { timeAt } from '../../tests/support/telemetry.ts';
import { ConfigError } from '../contract/errors.ts';
import type { LedgerRecord } from '../contract/record.ts';
import { replyLines } from '../evidence/found-reply.ts';
import { type SigningKey, signingKeyFromSeed, verifyingKey } from '../evidence/keys.ts';
import { signReply } from '../evidence/reply-signature.ts';
import { type TrustStore, trustStoreText } from '../evidence/trust-store.ts';
import { Ledger } from '../record/ledger.ts';
import { repliesAmong, repliesIn, trustOf } from './replies-in.ts';

const owner = signingKeyFromSeed(Buffer.alloc(32, 1));
const stranger = signingKeyFromSeed(Buffer.alloc(32, 2));
const agentId = 'agent-1';
const { kid, publicJwk: jwk } = owner;
const term = { validFromMs: 0, validUntilMs: Date.parse('2100-01-01T00:00:00Z'), revokedAtMs: undefined };
const trust: TrustStore = new Map([[kid, { kid, jwk, publicKey: verifyingKey(jwk), role: 'owner', name: 'Hall 3', ...term }]]);
const at = '2026-03-01T10:00:00.000Z';
const text = 'Teaching "day".';

function signedReply(key?: SigningKey) {
  const said = { findingSeq: 0, code: 'safety.autoReset', text };
  const claims = { finding: said.code, agentId, epoch: 0, seq: 0, text, at };
  return key === undefined ? said : { ...said, jws: signReply(claims, key), kid: key.kid };
}

/** A ledger of this agent: a finding, an unsigned reply, one the owner signed, one a stranger signed. */
function ledgerOf(id = agentId): { readonly bytes: Buffer; readonly records: readonly LedgerRecord[] } {
  const ledger = new Ledger({ path: ':memory:', agentId: id, origin: 'live', epoch: 0, identity: {} });
  ledger.append({ type: 'safety.autoReset', time: timeAt(0), data: { resetCount: 3 }, urgent: true });
  for (const data of [signedReply(), signedReply(owner), signedReply(stranger)]) {
    ledger.append({ type: 'finding.reply', time: timeAt(0), data, urgent: true });
  }
  ledger.commit({ state: {} });
  const lines = [...ledger.lines()];
  ledger.close();
  return { bytes: Buffer.from(`${lines.join('\n')}\n`), records: lines.map((line) => JSON.parse(line) as LedgerRecord) };
}

const said = (agentIds: readonly string[], bytes = ledgerOf().bytes) => replyLines(repliesIn(bytes, { agentIds, trust }));

describe('replies on a ledger', () => {
  it('say to what they reply, and whether a trusted owner signed them', () => {
    expect(said([agentId])).toEqual([
      'reply 1 to safety.autoReset 0: "Teaching \\"day\\"."; stated on the device, unsigned',
      `reply 2 to safety.autoReset 0: "Teaching \\"day\\"."; signed by the owner (Hall 3) with key ${kid} at ${at}`,
      expect.stringMatching(/^reply 3 .*; no signature of a trusted owner: .* \(notTrusted\)$/),
    ]);
  });

  it('are the same among the records alone', () => {
    const { bytes, records } = ledgerOf();
    expect(repliesAmong(records, agentId, trust)).toEqual(repliesIn(bytes, { agentIds: [agentId], trust }));
  });

  it("are held against the agent whose chain the ledger begins, and never believed in another's", () => {
    expect(said(['another', agentId])[1]).toContain('signed by the owner');
    expect(said(['another', 'third'])[1]).toContain('(otherReply)');
    expect(said([agentId], ledgerOf('agent-2').bytes)[1]).toContain('signed by the owner');
    expect(said([agentId, 'agent-2'], ledgerOf('agent-2').bytes)[1]).toContain('its agentId is not the one that was signed (otherReply)');
  });

  it('are none of nothing, of lines that cannot be read, and of a text that only mentions one', () => {
    const mention = '{"type":"finding.reply"}\n"type":"finding.reply"\n';
    expect(said([agentId], Buffer.alloc(0))).toEqual([]);
    expect(said([agentId], Buffer.from(mention))).toEqual([]);
    expect(said([agentId], Buffer.concat([Buffer.from(mention), ledgerOf().bytes]))).toHaveLength(3);
    expect(said([agentId], ledgerOf().bytes.subarray(0, -1))).toHaveLength(3);
  });
});

describe('whom to believe', () => {
  it('is nobody without a trust store, and whoever stands in it', async () => {
    expect([...(await trustOf(undefined))]).toEqual([]);
    const path = join(scratchDirectory('trust'), 'trust.json');
    writeFileSync(path, trustStoreText(trust));
    expect((await trustOf(path)).get(kid)?.role).toBe('owner');
    await expect(trustOf(`${path}.none`)).rejects.toBeInstanceOf(ConfigError);
  });
});
