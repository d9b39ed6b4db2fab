import { describe, expect, it } from 'vitest';
import { jwksOf } from '../../tests/support/evidence-fixture.ts';
import type { Problem } from '../contract/errors.ts';
import { type JwksEntry, readJwks, readPublicJwk, readUtcMs } from './jwks-entry.ts';
import { signingKeyFromSeed } from './keys.ts';

const key = signingKeyFromSeed(Buffer.alloc(32, 1));

/** What a reader of one member finds wrong. */
function heard(read: (report: (member: string, value: string, remedy: string) => void) => void): string[] {
  const problems: string[] = [];
  read((member, value) => problems.push(`${member}: ${value}`));
  return problems;
}

const utcOf = (value: JwksEntry[string]) => {
  let found: number | undefined;
  const problems = heard((report) => {
    found = readUtcMs({ at: value }, 'at', report);
  });
  return { found, problems };
};

describe('a JWKS', () => {
  it('gives what the reader makes of each key, and what it says is wrong', () => {
    const text = jwksOf([{ key, colour: 'red' }]);
    const { keys, problems } = readJwks(text, 'keys.json', (entry, report) => {
      report('/colour', String(entry.colour), 'choose another one');
      return { kid: String(entry.kid) };
    });
    const problem: Problem = { place: 'keys.json /keys/0/colour', value: 'red', remedy: 'choose another one' };
    expect({ keys: [...keys.keys()], problems }).toEqual({ keys: [key.kid], problems: [problem] });
  });

  it('leaves a key out of which the reader makes nothing', () => {
    expect(readJwks(jwksOf([{ key }]), 'keys.json', () => undefined)).toEqual({ keys: new Map(), problems: [] });
  });
});

describe('a public key', () => {
  it('may have the members its reader knows, and no other', () => {
    const entry = { ...key.publicJwk, role: 'x', colour: 'red' };
    expect(heard((report) => expect(readPublicJwk(entry, ['role'], report)).toEqual(key.publicJwk))).toEqual(['/colour: unknown key']);
  });

  it('with its private part is refused, and the part is not repeated', () => {
    const problems = heard((report) => expect(readPublicJwk({ ...key.publicJwk, d: 'secret' }, [], report)).toBeUndefined());
    expect(problems).toEqual(['/d: a private key']);
  });
});

describe('a moment', () => {
  it.each([
    ['2026-01-31', Date.UTC(2026, 0, 31)],
    ['2026-01-31T12:00:00Z', Date.UTC(2026, 0, 31, 12)],
    ['2026-01-31T12:00:00.250Z', Date.UTC(2026, 0, 31, 12, 0, 0, 250)],
  ])('%s is read', (text, ms) => {
    expect(utcOf(text)).toEqual({ found: ms, problems: [] });
  });

  it.each(['tomorrow', '2026-13-01', '2026-01-31T12:00:00+01:00', 5, null])('%j is none', (value) => {
    expect(utcOf(value)).toEqual({ found: undefined, problems: [`/at: ${JSON.stringify(value)}`] });
  });

  it('may be absent', () => {
    expect(heard((report) => expect(readUtcMs({}, 'at', report)).toBeUndefined())).toEqual([]);
  });
});
