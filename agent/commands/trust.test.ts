import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runVerb } from '../../tests/support/captured-io.ts';
import { jwksOf } from '../../tests/support/evidence-fixture.ts';
import { scratchDirectory } from '../../tests/support/replayed.ts';
import { partyKey, trustText } from '../../tests/support/signing-fixture.ts';
import { shortFingerprint } from '../evidence/keys.ts';
import { generateKeyPem, signingKeyFromPem } from '../evidence/signing-key-pem.ts';
import { readTrustStore } from '../evidence/trust-store.ts';
import { registerTrust } from './trust.ts';

const acme = partyKey('acme');

function trustFolder() {
  const folder = scratchDirectory('trust');
  const path = (name: string): string => join(folder, name);
  writeFileSync(path('acme.json'), jwksOf([{ key: acme, role: 'insurer' }]));
  const trust = (...words: string[]) => runVerb(registerTrust, ['trust', ...words, '--trust', path('trust.json')]);
  const add = (...more: string[]) => trust('add', path('acme.json'), ...more);
  const stored = () => [...readTrustStore(readFileSync(path('trust.json'), 'utf8')).values()];
  return { path, trust, add, stored };
}

describe('trust add', () => {
  it('makes the store, in the role the key states, and asks for the fingerprint to be compared', async () => {
    const { add, stored } = trustFolder();
    const { code, out } = await add('--name', 'ACME', '--valid-from', '2026-01-01', '--valid-days', '365');
    expect({ code, text: out.join('\n') }).toEqual({ code: 0, text: expect.stringContaining(shortFingerprint(acme.publicJwk)) });
    expect(out.at(-1)).toContain('by another way');
    expect(stored()).toEqual([
      expect.objectContaining({
        kid: acme.kid,
        role: 'insurer',
        name: 'ACME',
        validFromMs: Date.UTC(2026, 0, 1),
        validUntilMs: Date.UTC(2027, 0, 1),
      }),
    ]);
  });

  it('takes a key file in the role that is given, and never its private part', async () => {
    const { path, trust, stored } = trustFolder();
    const pem = generateKeyPem();
    writeFileSync(path('owner.pem'), pem, { mode: 0o600 });
    expect((await trust('add', path('owner.pem'), '--role', 'owner')).code).toBe(0);
    expect(stored()).toEqual([expect.objectContaining({ kid: signingKeyFromPem(pem)?.kid, role: 'owner' })]);
    const secret = pem.split('\n')[1]?.slice(-43) ?? '';
    expect(secret).toHaveLength(43);
    expect(readFileSync(path('trust.json'), 'utf8')).not.toContain(secret);
  });

  it('keeps what is there', async () => {
    const { path, add, stored } = trustFolder();
    writeFileSync(path('trust.json'), trustText({ owner: { role: 'owner', name: 'Owner', revokedAt: '2026-02-01' } }));
    await add();
    expect(stored().map(({ name, role, revokedAtMs }) => [name, role, revokedAtMs])).toEqual([
      ['Owner', 'owner', Date.UTC(2026, 1, 1)],
      [undefined, 'insurer', undefined],
    ]);
  });

  it('compares the fingerprint its owner read, however it was written down', async () => {
    const { path, add } = trustFolder();
    const told = shortFingerprint(acme.publicJwk).toUpperCase().replaceAll(' ', '-');
    const wrong = await add(
      '--fingerprint',
      told.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
    );
    expect(wrong).toMatchObject({ code: 2, out: [], err: [expect.stringContaining('do not believe this key')] });
    expect(wrong.err.join()).not.toContain(shortFingerprint(acme.publicJwk));
    expect(existsSync(path('trust.json'))).toBe(false);
    const right = await add('--fingerprint', told, '--json');
    expect(JSON.parse(right.out.join(''))).toMatchObject({ kid: acme.kid, role: 'insurer', state: 'inForce' });
  });

  it.each([
    ['another role than the key states', ['--role', 'owner'], 'give --role insurer'],
    ['a role nobody knows', ['--role', 'king'], 'Allowed choices'],
    ['no days', ['--valid-days', '1.5'], 'write whole days'],
  ])('refuses %s', async (_, more, words) => {
    const { path, add } = trustFolder();
    const { code, err } = await add(...more);
    expect({ code, err: err.join() }).toEqual({ code: 2, err: expect.stringContaining(words) });
    expect(existsSync(path('trust.json'))).toBe(false);
  });

  it('refuses a key that is listed: a revoked one does not come back', async () => {
    const { add, trust } = trustFolder();
    await add();
    await trust('revoke', acme.kid);
    expect((await add()).err.join()).toContain('does not come back');
  });

  it('refuses several keys at once, a device key, and a file of no role', async () => {
    const { path, trust } = trustFolder();
    writeFileSync(path('two.json'), jwksOf([acme, partyKey('other')].map((key) => ({ key, role: 'owner' }))));
    writeFileSync(path('device.json'), jwksOf([{ key: acme, role: 'agent' }]));
    writeFileSync(path('bare.pem'), generateKeyPem(), { mode: 0o600 });
    expect((await trust('add', path('two.json'))).err.join()).toContain('give a file with the one key');
    expect((await trust('add', path('device.json'), '--role', 'owner')).err.join()).toContain('role agent');
    expect((await trust('add', path('bare.pem'))).err.join()).toContain('say as what it signs: --role insurer, lessor');
  });
});

describe('trust revoke', () => {
  it('keeps the key with the moment it was revoked at, found by its first characters', async () => {
    const { add, trust, stored } = trustFolder();
    await add();
    const { code, out } = await trust('revoke', acme.kid.slice(0, 8));
    expect({ code, out: out.join() }).toEqual({ code: 0, out: expect.stringContaining('revoked since') });
    const [before] = stored();
    expect(before?.revokedAtMs).toBeGreaterThan(Date.UTC(2025, 0, 1));
    await trust('revoke', acme.kid, '--json');
    expect(stored()[0]?.revokedAtMs).toBe(before?.revokedAtMs);
  });

  it.each(['nobody-at-all', acme.kid.slice(0, 7)])('does not guess: %s', async (kid) => {
    const { add, trust, stored } = trustFolder();
    await add();
    const { code, err } = await trust('revoke', kid);
    expect({ code, err: err.join() }).toEqual({ code: 2, err: expect.stringContaining(`write one of ${acme.kid}`) });
    expect(stored()[0]?.revokedAtMs).toBeUndefined();
  });
});

describe('trust list', () => {
  it('says who is believed as what, and in which state', async () => {
    const { path, trust } = trustFolder();
    const parties = {
      now: { role: 'owner', name: 'Owner' },
      later: { role: 'lessor', validFrom: '2099-01-01' },
      past: { role: 'insurer', validUntil: '2020-01-02' },
      lost: { role: 'integrator', revokedAt: '2026-02-01' },
    } as const;
    writeFileSync(path('trust.json'), trustText(parties));
    const { keys } = JSON.parse((await trust('list', '--json')).out.join(''));
    expect(keys.map(({ role, state }: { role: string; state: string }) => [role, state])).toEqual([
      ['owner', 'inForce'],
      ['lessor', 'notYetValid'],
      ['insurer', 'expired'],
      ['integrator', 'revoked'],
    ]);
    const { out } = await trust('list');
    expect(out).toContain('role         owner, Owner');
    expect(out.join('\n')).toContain('revoked since 2026-02-01');
  });

  it('wants a trust store that can be read', async () => {
    const { path, trust } = trustFolder();
    expect((await trust('list')).code).toBe(2);
    writeFileSync(path('trust.json'), '{"keys":[]}');
    expect((await trust('list')).err.join()).toContain('no keys');
  });
});
