import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runVerb, type VerbRun } from '../../tests/support/captured-io.ts';
import { jwksOf } from '../../tests/support/evidence-fixture.ts';
import { publicJwkOf, shortFingerprint, signingKeyFromSeed, thumbprint } from '../evidence/keys.ts';
import { registerKey } from './key.ts';

let folder = '';
const show = (name: string, ...options: string[]): Promise<VerbRun> =>
  runVerb(registerKey, ['key', 'show', join(folder, name), ...options]);

const agentKey = signingKeyFromSeed(Buffer.alloc(32, 1));
const insurerKey = signingKeyFromSeed(Buffer.alloc(32, 2));
const pair = generateKeyPairSync('ed25519');
const privatePem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const rsaPem = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }).toString();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'key-'));
  const files = {
    'keys.json': jwksOf([
      { key: agentKey, role: 'agent' },
      { key: insurerKey, role: 'insurer' },
    ]),
    'private.pem': privatePem,
    'public.pem': pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    'rsa.pem': rsaPem,
    'broken.pem': '-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n',
    'private.json': jwksOf([{ key: agentKey, role: 'agent', d: 'c2VjcmV0' }]),
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
});

afterAll(() => rm(folder, { recursive: true }));

describe('key show', () => {
  it('prints thumbprint, fingerprint, role and public key of every key of a JWKS', async () => {
    const { code, out } = await show('keys.json');
    expect(code).toBe(0);
    expect(out.slice(0, 4)).toEqual([
      `kid          ${agentKey.kid}`,
      `fingerprint  ${shortFingerprint(agentKey.publicJwk)}`,
      'role         agent',
      `public key   ${JSON.stringify(agentKey.publicJwk)}`,
    ]);
    expect(out[6]).toBe('role         insurer');
  });

  it.each(['private.pem', 'public.pem'])('prints the same public facts from %s', async (name) => {
    const jwk = publicJwkOf(pair.publicKey);
    const { code, out } = await show(name);
    expect(code).toBe(0);
    expect(out).toEqual([
      `kid          ${thumbprint(jwk)}`,
      `fingerprint  ${shortFingerprint(jwk)}`,
      'role         not stated in this file',
      `public key   ${JSON.stringify(jwk)}`,
    ]);
  });

  it('never prints private material', async () => {
    const { d = '' } = pair.privateKey.export({ format: 'jwk' });
    const runs = [await show('private.pem'), await show('private.pem', '--json'), await show('private.json')];
    for (const { out, err } of runs) {
      const printed = [...out, ...err].join('\n');
      expect(printed).not.toContain(d);
      expect(printed).not.toContain('c2VjcmV0');
      expect(printed).not.toContain(privatePem.split('\n')[1]);
    }
    expect(runs[2]?.code).toBe(2);
  });

  it('prints one JSON object', async () => {
    const { out } = await show('private.pem', '--json');
    const [key] = JSON.parse(out[0] ?? '').keys;
    expect(key).toEqual({
      kid: thumbprint(key.publicJwk),
      fingerprint: shortFingerprint(key.publicJwk),
      role: { unknown: 'notDeclared' },
      publicJwk: publicJwkOf(pair.publicKey),
    });
  });

  it.each([
    ['gone.json', 'does not exist'],
    ['rsa.pem', 'a key of type rsa'],
    ['broken.pem', 'not a PEM key'],
    ['private.json', 'a private key'],
  ])('ends with 2 for %s: %s', async (name, reason) => {
    const { code, out, err } = await show(name);
    expect(code).toBe(2);
    expect(out).toEqual([]);
    expect(err[0]).toContain(reason);
    expect(err[0]).toContain(join(folder, name));
  });

  it('explains itself with an example', async () => {
    const { code, out } = await runVerb(registerKey, ['key', 'show', '--help']);
    expect(code).toBe(0);
    expect(out.join('')).toContain('robot-risk key show out/keys.json');
  });
});
