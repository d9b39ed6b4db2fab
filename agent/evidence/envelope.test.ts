import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jwksOf } from '../../tests/support/evidence-fixture.ts';
import { InvariantError } from '../contract/errors.ts';
import { envelopeBytesMax, openEnvelope, reportKind, signEnvelope } from './envelope.ts';
import { readKeyRegistry } from './key-registry.ts';
import { signingKeyFromSeed } from './keys.ts';

const key = signingKeyFromSeed(Buffer.alloc(32, 3));
const stranger = signingKeyFromSeed(Buffer.alloc(32, 4));
const registry = readKeyRegistry(jwksOf([{ key, role: 'agent' }]));
const payload = { b: 1, a: ['x', null, 0.5], note: 'Wärme' };
const jws = signEnvelope({ payload, key, ...reportKind });
const open = (text: string | Uint8Array) => openEnvelope(Buffer.from(text as string), registry, reportKind);

const encode = (text: string): string => Buffer.from(text).toString('base64url');

/** A JWS with any header text, properly signed: what somebody with a key could send. */
function signedWith(header: string, content = '{}', by = key): string {
  const input = `${encode(header)}.${encode(content)}`;
  return `${input}.${by.sign(Buffer.from(input)).toString('base64url')}`;
}

const header = { alg: 'Ed25519', kid: key.kid, ...reportKind };

describe('signEnvelope', () => {
  it('writes exactly the header of the specification before the canonical payload', () => {
    const [head = '', body = ''] = jws.split('.');
    expect(Buffer.from(head, 'base64url').toString()).toBe(
      `{"alg":"Ed25519","kid":"${key.kid}","typ":"rra-report+jws","cty":"application/vnd.rra.report+json"}`,
    );
    expect(Buffer.from(body, 'base64url').toString()).toBe('{"a":["x",null,0.5],"b":1,"note":"Wärme"}');
    expect(jws).toMatch(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}$/);
  });

  it('signs the same bytes for the same payload', () => {
    expect(signEnvelope({ payload: { note: 'Wärme', a: ['x', null, 0.5], b: 1 }, key, ...reportKind })).toBe(jws);
  });

  it.each([
    ['an integer beyond 2^53', { n: 2 ** 53 }],
    ['NaN', { n: Number.NaN }],
    ['more than the limit', { text: 'x'.repeat(envelopeBytesMax) }],
  ])('never signs %s, which nobody could verify', (_, refused) => {
    expect(() => signEnvelope({ payload: refused, key, ...reportKind })).toThrow(InvariantError);
  });
});

describe('openEnvelope', () => {
  it('hands out the signed bytes and the key', () => {
    const opened = open(jws);
    expect(opened.ok && opened.payload.toString()).toBe('{"a":["x",null,0.5],"b":1,"note":"Wärme"}');
    expect(opened.ok && opened.key.kid).toBe(key.kid);
  });

  it('accepts the older name EdDSA of the algorithm (RFC 8037)', () => {
    expect(open(signedWith(JSON.stringify({ ...header, alg: 'EdDSA' }))).ok).toBe(true);
  });

  it('rejects every single changed byte', () => {
    const bytes = Buffer.from(jws);
    for (let at = 0; at < bytes.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect([at, bit, open(changed).ok]).toEqual([at, bit, false]);
      }
    }
  });

  it('rejects every byte left out, doubled or appended', () => {
    for (let at = 0; at < jws.length; at += 1) {
      expect(open(jws.slice(0, at) + jws.slice(at + 1)).ok).toBe(false);
      expect(open(jws.slice(0, at) + jws.charAt(at) + jws.slice(at)).ok).toBe(false);
    }
    for (const extra of ['\n', ' ', '=', '.', 'A']) expect(open(jws + extra).ok).toBe(false);
  });

  it.each([
    ['empty', '', 'V0', 'envelope.parts', 'bytes 0–end'],
    ['two parts', 'e30.e30', 'V0', 'envelope.parts', 'bytes 0–end'],
    ['four parts', `${jws}.e30`, 'V0', 'envelope.parts', 'bytes 0–end'],
    ['padding', `${jws}=`, 'V0', 'envelope.notBase64url', `byte ${jws.length}`],
    ['a line break', `${jws}\n`, 'V0', 'envelope.notBase64url', `byte ${jws.length}`],
    ['left-over bits', `${jws.slice(0, -1)}B`, 'V0', 'envelope.notBase64url', `byte ${jws.length - 1}`],
    ['too many bytes', 'A'.repeat(envelopeBytesMax + 1), 'V0', 'envelope.tooLarge', `byte ${envelopeBytesMax}`],
    ['a header that is no JSON', signedWith('{'), 'V1', 'header.notJson', 'header character 1'],
    ['a header that is no object', signedWith('[]'), 'V1', 'header.notJson', 'header'],
    ['a header of null', signedWith('null'), 'V1', 'header.notJson', 'header'],
    ['a header key twice', signedWith(`{"alg":"none","alg":"Ed25519"}`), 'V1', 'header.notJson', 'header character 14'],
    ['alg none', signedWith(JSON.stringify({ ...header, alg: 'none' })), 'V1', 'header.alg', 'header /alg'],
    ['alg HS256', signedWith(JSON.stringify({ ...header, alg: 'HS256' })), 'V1', 'header.alg', 'header /alg'],
    ['another typ', signedWith(JSON.stringify({ ...header, typ: 'JWT' })), 'V1', 'header.typ', 'header /typ'],
    ['no typ', signedWith(JSON.stringify({ ...header, typ: undefined })), 'V1', 'header.typ', 'header /typ'],
    ['another cty', signedWith(JSON.stringify({ ...header, cty: 'text/plain' })), 'V1', 'header.cty', 'header /cty'],
    ['an unknown key', signedWith(JSON.stringify({ ...header, kid: stranger.kid }), '{}', stranger), 'V1', 'key.unknown', 'header /kid'],
    ['no kid', signedWith(JSON.stringify({ ...header, kid: undefined })), 'V1', 'key.unknown', 'header /kid'],
    ['a kid of another type', signedWith(JSON.stringify({ ...header, kid: 1 })), 'V1', 'key.unknown', 'header /kid'],
    ["another key's signature", signedWith(JSON.stringify(header), '{}', stranger), 'V2', 'signature.wrong', 'bytes 0–end'],
  ])('refuses %s', (...[, text, check, code, place]) => {
    expect(open(text)).toMatchObject({ ok: false, check, code, place });
  });

  it.each(['crit', 'jwk', 'jku', 'x5u', 'x5c', 'x5t', 'x5t#S256', 'b64', '__proto__'])('refuses a header with %s', (member) => {
    const text = JSON.stringify(header).replace('{', `{${JSON.stringify(member)}:[],`);
    expect(open(signedWith(text))).toMatchObject({ ok: false, check: 'V1', code: 'header.member', place: `header /${member}` });
  });

  it('never throws on any bytes', () => {
    const pieces = fc.constantFrom('.', 'e30', 'A', '=', ...jws.split('.'));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.array(pieces).map((list) => Buffer.from(list.join(''))),
        ),
        (bytes) => {
          expect(open(bytes).ok).toBe(Buffer.from(bytes).toString('latin1') === jws);
        },
      ),
      { numRuns: 500 },
    );
  });
});
