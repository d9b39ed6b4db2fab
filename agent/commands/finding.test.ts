import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { runVerb } from '../../tests/support/captured-io.ts';
import { daemonConfiguration } from '../../tests/support/daemon-fixture.ts';
import { scratchDirectory } from '../../tests/support/replayed.ts';
import { timeAt } from '../../tests/support/telemetry.ts';
import { publicJwkOf, thumbprint, verifyingKey } from '../evidence/keys.ts';
import { verifyReply } from '../evidence/reply-signature.ts';
import type { TrustStore } from '../evidence/trust-store.ts';
import { BlackBox } from '../record/black-box/black-box.ts';
import type { ListedFinding } from '../record/finding-desk.ts';
import { Ledger } from '../record/ledger.ts';
import { registerFinding } from './finding.ts';

let folder = '';
const state = () => join(folder, 'state');
const finding = (...args: string[]) => runVerb(registerFinding, ['finding', ...args, '--config', join(folder, 'agent.yaml')]);
const openLedger = () => new Ledger({ path: join(state(), 'ledger.sqlite'), agentId: 'a', origin: 'live', epoch: 0, identity: {} });

/** A ledger with two findings, at 1 and 3. */
beforeEach(() => {
  folder = scratchDirectory('finding');
  mkdirSync(join(state(), 'incidents'), { recursive: true });
  writeFileSync(join(folder, 'agent.yaml'), stringify(daemonConfiguration()));
  const ledger = openLedger();
  const types = ['agent.started', 'safety.autoReset', 'meter.tick', 'version.changed', 'clock.step'];
  for (const type of types) ledger.append({ type, time: timeAt(0), data: { what: type, agentId: 'a' }, urgent: true });
  ledger.commit({ state: {} });
  ledger.close();
});

/** A key of the owner's in a file, and a trust store that believes it. */
function ownerKey() {
  const { privateKey } = generateKeyPairSync('ed25519');
  const path = join(folder, 'owner.pem');
  writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const jwk = publicJwkOf(privateKey);
  const kid = thumbprint(jwk);
  const term = { validFromMs: 0, validUntilMs: Number.MAX_SAFE_INTEGER, revokedAtMs: undefined, name: undefined };
  const trust: TrustStore = new Map([[kid, { kid, role: 'owner', jwk, publicKey: verifyingKey(jwk), ...term }]]);
  return { path, kid, trust };
}

/** The agent starts, looks at its folder of requests, and records what it finds. */
async function agentLooks(): Promise<readonly object[]> {
  const ledger = openLedger();
  const directory = join(state(), 'incidents');
  const box = ledger.join((database) => new BlackBox({ database, directory, agentId: 'a', origin: 'live', options: {} }));
  const said: object[] = [];
  for (const ms of [10_000, 20_000, 30_000]) {
    const notices = box.advance(timeAt(ms));
    await box.settle();
    for (const { type, data } of [...notices, ...box.take()]) {
      ledger.append({ type, time: timeAt(ms), data, urgent: true });
      said.push({ type, ...data });
    }
    ledger.commit({ state: {} });
  }
  ledger.close();
  return said;
}

describe('finding list', () => {
  it('lists the findings with their neutral text and innocent explanations', async () => {
    const { code, out } = await finding('list');
    expect(code).toBe(0);
    expect(out.filter((line) => !line.startsWith(' ')).map((line) => line.split('  ')[0])).toEqual(['1', '3']);
    expect(out[0]).toContain('safety.autoReset: protective stops were cleared');
    expect(out[1]).toMatch(/^ {4}an operator/);
    expect((await finding('list', '--lang', 'zh')).out[0]).toContain('保护性停止');
  });

  it('says so where there is none, or no ledger yet', async () => {
    writeFileSync(join(folder, 'agent.yaml'), stringify({ ...daemonConfiguration(), record: { directory: 'elsewhere' } }));
    expect(await finding('list')).toMatchObject({ code: 0, out: ['No finding.'] });
    expect(await finding('list', '--lang', 'zh')).toMatchObject({ code: 0, out: ['无发现。'] });
  });
});

describe('finding reply', () => {
  it('becomes a record once the agent has looked, and stands beside its finding', async () => {
    expect(await finding('reply', '1', '--text', 'Teaching day.')).toMatchObject({ code: 0, out: [expect.stringContaining('Asked')] });
    expect(await agentLooks()).toEqual([{ type: 'finding.reply', findingSeq: 1, code: 'safety.autoReset', text: 'Teaching day.' }]);
    expect(readdirSync(join(state(), 'incidents', 'requests'))).toEqual([]);
    const { findings } = JSON.parse((await finding('list', '--json')).out[0] ?? '') as { findings: ListedFinding[] };
    expect(findings.map(({ seq, replies }) => [seq, replies])).toEqual([
      [1, [{ seq: 5, kid: null }]],
      [3, []],
    ]);
    expect((await finding('list')).out[0]).toContain('replied in 5 (unsigned)');
    expect((await finding('list', '--lang', 'zh')).out[0]).toContain('已回复，记录 5 (未签名)');
  });

  it('is signed with --key: the record carries signature and kid, and the trusted owner is named', async () => {
    const { kid, path, trust } = ownerKey();
    expect((await finding('reply', '1', '--text', 'Teaching day.', '--key', path)).out).toEqual([
      expect.stringContaining(`signed by ${kid}`),
    ]);
    const [said] = (await agentLooks()) as { type: string; jws: string; kid: string }[];
    expect(said).toMatchObject({ findingSeq: 1, code: 'safety.autoReset', text: 'Teaching day.', kid, jws: expect.stringMatching(/^ey/) });
    expect((await finding('list')).out[0]).toContain(`replied in 5 (signed by ${kid})`);
    expect((await finding('list', '--lang', 'zh')).out[0]).toContain(`已回复，记录 5 (由 ${kid} 签名)`);
    const { type: _, ...data } = said ?? { type: '' };
    expect(verifyReply({ epoch: 0, data }, 'a', trust)).toEqual({ signed: { kid, name: undefined, at: expect.stringMatching(/Z$/) } });
    expect(verifyReply({ epoch: 0, data }, 'b', trust)).toMatchObject({ reason: 'otherReply' });
  });

  it('is refused where the key cannot be used', async () => {
    const { path } = ownerKey();
    chmodSync(path, 0o644);
    expect((await finding('reply', '1', '--text', 'x', '--key', path)).code).toBe(2);
    expect((await finding('reply', '1', '--text', 'x', '--key', join(folder, 'none.pem'))).code).toBe(2);
    expect(await agentLooks()).toEqual([]);
  });

  it('puts nothing on record but what a reply has', async () => {
    mkdirSync(join(state(), 'incidents', 'requests'), { recursive: true });
    const reply = { kind: 'reply', findingSeq: 1, code: 'safety.autoReset', text: 'x' };
    const signed = [{ jws: 'a' }, { jws: 5, kid: 'k' }, { jws: 'a'.repeat(12_289), kid: 'k' }];
    for (const [index, more] of [{ extra: 1 }, ...signed].entries()) {
      writeFileSync(join(state(), 'incidents', 'requests', `${index}.json`), JSON.stringify({ ...reply, ...more }));
    }
    expect(await agentLooks()).toEqual([{ type: 'finding.reply', findingSeq: 1, code: 'safety.autoReset', text: 'x' }]);
  });

  it.each(['2', '4', '99'])('knows no finding %s: another record, a clock step, none at all', async (seq) => {
    expect(await finding('reply', seq, '--text', 'x')).toMatchObject({ code: 1, out: [`There is no finding ${seq}; see list.`] });
    expect(await agentLooks()).toEqual([]);
  });

  it.each([' ', 'x'.repeat(1001)])('refuses a text that is empty or too long', async (text) => {
    expect((await finding('reply', '1', '--text', text)).code).toBe(2);
  });

  it.each(['{"kind":"reply"}', '{"kind":"reply","findingSeq":1,"code":"unheard.of","text":""}', '{"kind":"reply","findingSeq":-0.5}'])(
    'is not believed when somebody wrote %s by hand',
    async (text) => {
      mkdirSync(join(state(), 'incidents', 'requests'));
      writeFileSync(join(state(), 'incidents', 'requests', '1.json'), text);
      expect(await agentLooks()).toEqual([]);
    },
  );
});
