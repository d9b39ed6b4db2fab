import { describe, expect, it } from 'vitest';
import { fromText, partyKey, trustOf, trustText, untilText } from '../../tests/support/signing-fixture.ts';
import { ConfigError } from '../contract/errors.ts';
import { documentRoles } from '../contract/signed-document.ts';
import { readTrustStore, trustStoreText } from './trust-store.ts';

function problemsOf(text: string): string[] {
  try {
    readTrustStore(text, 'trust.json');
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ place, value }) => `${place}: ${value}`);
    throw error;
  }
  return [];
}

describe('a trust store', () => {
  it('says whose key may sign in which role, from when until when', () => {
    const store = trustOf({ acme: { role: 'integrator', name: 'ACME', revokedAt: '2026-03-01' } });
    expect([...store.values()]).toEqual([
      expect.objectContaining({
        kid: partyKey('acme').kid,
        role: 'integrator',
        name: 'ACME',
        validFromMs: Date.parse(fromText),
        validUntilMs: Date.parse(untilText),
        revokedAtMs: Date.UTC(2026, 2, 1),
      }),
    ]);
  });

  it.each(documentRoles)('knows the role %s', (role) => {
    expect(problemsOf(trustText({ acme: { role } }))).toEqual([]);
  });

  it.each(['agent', 'replay', 'simulation', 'admin'])('never believes a document of the role %s', (role) => {
    const text = trustText({ acme: { role: 'owner' } }).replace('"owner"', JSON.stringify(role));
    expect(problemsOf(text)).toEqual([`trust.json /keys/0/role: "${role}"`]);
  });

  it('says all problems of all keys at once', () => {
    const text = trustText({
      early: { role: 'owner', validFrom: 'soon', validUntil: undefined },
      late: { role: 'owner', validUntil: fromText, revokedAt: 'never' },
      named: { role: 'owner', name: '', colour: 'red' },
      lost: { role: 'owner', d: 'secret' },
    });
    expect(problemsOf(text)).toEqual([
      'trust.json /keys/0/validFrom: "soon"',
      'trust.json /keys/0/validUntil: missing',
      'trust.json /keys/1/revokedAt: "never"',
      `trust.json /keys/1/validUntil: "${fromText}"`,
      'trust.json /keys/2/colour: unknown key',
      'trust.json /keys/2/name: ""',
      'trust.json /keys/3/d: a private key',
    ]);
  });

  it.each([
    ['text', 'character 0: not a JSON value'],
    ['{}', '/keys: missing'],
    ['{"keys":[]}', '/keys: no keys'],
    ['{"keys":[1]}', '/keys/0: not an object'],
  ])('refuses %s', (text, problem) => {
    expect(problemsOf(text)).toEqual([`trust.json ${problem}`]);
  });

  it('refuses a key that is listed twice: which entry would hold?', () => {
    const once = JSON.parse(trustText({ acme: { role: 'owner' } }));
    const twice = JSON.stringify({ keys: [...once.keys, { ...once.keys[0], role: 'insurer' }] });
    expect(problemsOf(twice)).toEqual([`trust.json /keys/1: key ${partyKey('acme').kid} again`]);
  });

  it('is written as it is read, to the same bytes', () => {
    const store = trustOf({ acme: { role: 'owner', name: 'ACME' }, old: { role: 'lessor', revokedAt: fromText } });
    const text = trustStoreText(store);
    expect(trustStoreText(readTrustStore(text))).toBe(text);
    expect([...readTrustStore(text).values()].map(({ kid, name, revokedAtMs }) => [kid, name, revokedAtMs])).toEqual([
      [partyKey('acme').kid, 'ACME', undefined],
      [partyKey('old').kid, undefined, Date.parse(fromText)],
    ]);
    expect(text.endsWith('}\n')).toBe(true);
  });
});
