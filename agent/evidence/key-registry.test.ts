import { describe, expect, it } from 'vitest';
import { jwksOf } from '../../tests/support/evidence-fixture.ts';
import { ConfigError } from '../contract/errors.ts';
import { keyRoles, readKeyRegistry } from './key-registry.ts';
import { signingKeyFromSeed } from './keys.ts';

const key = signingKeyFromSeed(Buffer.alloc(32, 1));
const other = signingKeyFromSeed(Buffer.alloc(32, 2));

function problemsOf(text: string): string[] {
  try {
    readKeyRegistry(text, 'keys.json');
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ place, value }) => `${place}: ${value}`);
    throw error;
  }
  return [];
}

describe('readKeyRegistry', () => {
  it('reads keys by their thumbprint, with role and terms', () => {
    const registry = readKeyRegistry(
      jwksOf([
        { key, role: 'agent', validFrom: '2026-01-31T00:00:00Z', revokedFromReportSeq: 7, agentId: other.kid, alg: 'Ed25519', use: 'sig' },
        { key: other, role: 'insurer' },
      ]),
    );
    expect([...registry.keys()]).toEqual([key.kid, other.kid]);
    expect(registry.get(key.kid)).toMatchObject({
      role: 'agent',
      agentId: other.kid,
      validFromMs: Date.UTC(2026, 0, 31),
      revokedFromReportSeq: 7,
    });
    expect(registry.get(other.kid)).toMatchObject({
      role: 'insurer',
      agentId: other.kid,
      validFromMs: undefined,
      revokedFromReportSeq: undefined,
    });
  });

  it('knows every role and no other', () => {
    for (const role of keyRoles) expect(problemsOf(jwksOf([{ key, role }]))).toEqual([]);
    expect(problemsOf(jwksOf([{ key, role: 'admin' }]))).toEqual(['keys.json /keys/0/role: "admin"']);
    expect(problemsOf(jwksOf([{ key }]))).toEqual(['keys.json /keys/0/role: missing']);
  });

  it('says all problems of all keys at once', () => {
    const text = jwksOf([
      { key, role: 'agent', validFrom: 'soon', revokedFromReportSeq: -1, agentId: 5, alg: 'HS256', colour: 'red' },
      { key: other, role: 'agent', kid: key.kid },
      { key, role: 'agent' },
      { key: other, role: 'agent', crv: 'X25519' },
      { key: other, role: 'agent', x: 'AAAA' },
      { key: other, role: 'agent', kty: 'RSA' },
    ]);
    expect(problemsOf(text)).toEqual([
      'keys.json /keys/0/colour: unknown key',
      'keys.json /keys/0/alg: "HS256"',
      'keys.json /keys/0/validFrom: "soon"',
      'keys.json /keys/0/revokedFromReportSeq: -1',
      'keys.json /keys/0/agentId: 5',
      `keys.json /keys/1/kid: "${key.kid}"`,
      `keys.json /keys/2: key ${key.kid} again`,
      'keys.json /keys/3: kty "OKP", crv "X25519"',
      'keys.json /keys/4/x: 3 bytes instead of 32',
      'keys.json /keys/5: kty "RSA", crv "Ed25519"',
    ]);
  });

  it('refuses a key of small order', () => {
    const x = Buffer.alloc(32).toString('base64url');
    expect(problemsOf(JSON.stringify({ keys: [{ kty: 'OKP', crv: 'Ed25519', x, role: 'agent' }] }))[0]).toContain('small order');
  });

  it('refuses a file that holds a private key, without repeating it', () => {
    const problems = problemsOf(jwksOf([{ key, role: 'agent', d: 'c2VjcmV0' }]));
    expect(problems).toEqual(['keys.json /keys/0/d: a private key']);
  });

  it.each([
    ['', 'keys.json character 0: the text ends too early'],
    ['{"keys":[],"keys":[]}', 'keys.json character 11: duplicate key "keys"'],
    ['[]', 'keys.json /keys: missing'],
    ['{"keys":{}}', 'keys.json /keys: no keys'],
    ['{"keys":[]}', 'keys.json /keys: no keys'],
    ['{"keys":[1]}', 'keys.json /keys/0: not an object'],
  ])('refuses %s', (text, problem) => {
    expect(problemsOf(text)[0]).toBe(problem);
  });
});
