import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../agent/evidence/canonical-json.ts';
import { chainNext, chainStart } from '../../agent/evidence/chain.ts';
import { openEnvelope, reportKind, signEnvelope } from '../../agent/evidence/envelope.ts';
import { sha256 } from '../../agent/evidence/hash.ts';
import { readKeyRegistry } from '../../agent/evidence/key-registry.ts';
import { signingKeyFromSeed, thumbprint, verifyingKey, verifySignature } from '../../agent/evidence/keys.ts';
import { consistencyProof, inclusionProof, leafHash, merkleRoot } from '../../agent/evidence/merkle-log.ts';
import { verifyConsistency, verifyInclusion } from '../../agent/evidence/merkle-proof.ts';
import { parseStrictJson } from '../../agent/evidence/parse-strict.ts';
import { jwksOf } from '../support/evidence-fixture.ts';

const folder = fileURLToPath(new URL('../../../shared/vectors/', import.meta.url));
const isAbsent = !existsSync(folder);
const read = (name: string): string => readFileSync(`${folder}${name}`, 'utf8');
const list = (name: string): string[] => (isAbsent ? [] : readdirSync(`${folder}${name}`));

interface Ed25519Vector {
  readonly seed: string;
  readonly msg_hex: string;
  readonly pub: string;
  readonly sig: string;
}

interface EvidenceVectors {
  readonly ed25519: readonly Ed25519Vector[];
  readonly rfc8037_jws: string;
  readonly rfc8037_thumbprint: string;
  readonly jcs_sha256: Readonly<Record<string, string>>;
  readonly merkle_roots: Readonly<Record<string, string>>;
  readonly chain: {
    readonly h_minus_1: string;
    readonly records: readonly { readonly jcs: string; readonly sha256: string; readonly head: string }[];
    readonly merkle_root: string;
  };
  readonly report: { readonly protected: string; readonly payload: string; readonly payload_sha256: string; readonly jws: string };
}

const vectors: EvidenceVectors = isAbsent ? JSON.parse('{"ed25519":[],"merkle_roots":{}}') : JSON.parse(read('evidence.json'));
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const firstKey = () => signingKeyFromSeed(bytes(vectors.ed25519[0]?.seed ?? ''));

/** Leaves of transparency-dev/merkle, testonly/constants.go, as the vectors' note says. */
const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map((hex) =>
  leafHash(bytes(hex)),
);
const leafAt = (index: number): Buffer => leaves[index] ?? sha256('no such leaf');

describe.skipIf(isAbsent)('evidence vectors (../shared/vectors/evidence.json)', () => {
  it('has the three Ed25519 vectors of RFC 8032 §7.1', () => {
    expect(vectors.ed25519).toHaveLength(3);
  });

  it.each(vectors.ed25519)('signs as RFC 8032 with the key $pub', ({ seed, msg_hex, pub, sig }) => {
    const key = signingKeyFromSeed(bytes(seed));
    expect(Buffer.from(key.publicJwk.x, 'base64url').toString('hex')).toBe(pub);
    expect(key.sign(bytes(msg_hex)).toString('hex')).toBe(sig);
    expect(verifySignature(verifyingKey(key.publicJwk), bytes(msg_hex), bytes(sig))).toBe(true);
  });

  it('verifies the JWS and has the thumbprint of RFC 8037', () => {
    const { publicJwk } = firstKey();
    expect(thumbprint(publicJwk)).toBe(vectors.rfc8037_thumbprint);
    const [header = '', payload = '', signature = ''] = vectors.rfc8037_jws.split('.');
    const signed = Buffer.from(`${header}.${payload}`);
    expect(verifySignature(verifyingKey(publicJwk), signed, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(firstKey().sign(signed).toString('base64url')).toBe(signature);
  });

  it.each(Object.entries(vectors.merkle_roots))('has the RFC 6962 root of %s leaves', (size, root) => {
    expect(merkleRoot(leaves.slice(0, Number(size))).toString('hex')).toBe(root);
  });

  it.each([
    [3, 7, ['0298d122906dcfc1', 'fac54203e7cc696c', '837dbb152e9b0790']],
    [6, 7, ['0ebc5d3437fbe2db', 'd37ee418976dd957']],
  ] as const)('has the known inclusion proof of leaf %d of %d', (index, size, starts) => {
    const proof = inclusionProof(leafAt, index, size);
    expect(proof.map((hash) => hash.toString('hex').slice(0, 16))).toEqual(starts);
    expect(verifyInclusion({ leaf: leafAt(index), index, size, root: merkleRoot(leaves.slice(0, size)) }, proof)).toBe(true);
  });

  it.each([
    [3, 7, ['0298d122906dcfc1', '07506a85fd9dd2f1', 'fac54203e7cc696c', '837dbb152e9b0790']],
    [4, 7, ['837dbb152e9b0790']],
    [6, 8, ['0ebc5d3437fbe2db', 'ca854ea128ed050b', 'd37ee418976dd957']],
  ] as const)('has the known consistency proof from %d to %d leaves', (oldSize, newSize, starts) => {
    const proof = consistencyProof(leafAt, oldSize, newSize);
    expect(proof.map((hash) => hash.toString('hex').slice(0, 16))).toEqual(starts);
    const [oldRoot, newRoot] = [merkleRoot(leaves.slice(0, oldSize)), merkleRoot(leaves.slice(0, newSize))];
    expect(verifyConsistency({ oldSize, oldRoot, newSize, newRoot }, proof)).toBe(true);
  });

  it('follows the chain of three records to the same heads and root', () => {
    const { chain, report } = vectors;
    let head = chainStart(JSON.parse(report.payload).agent, 0);
    expect(head.toString('hex')).toBe(chain.h_minus_1);
    for (const record of chain.records) {
      expect(canonicalJson(JSON.parse(record.jcs))).toBe(record.jcs);
      expect(sha256(record.jcs).toString('hex')).toBe(record.sha256);
      head = chainNext(head, record.jcs);
      expect(head.toString('hex')).toBe(record.head);
    }
    expect(merkleRoot(chain.records.map(({ jcs }) => leafHash(jcs))).toString('hex')).toBe(chain.merkle_root);
  });

  it('signs the report to the same bytes and accepts it', () => {
    const { report } = vectors;
    const key = firstKey();
    expect(sha256(report.payload).toString('hex')).toBe(report.payload_sha256);
    expect(signEnvelope({ payload: JSON.parse(report.payload), key, ...reportKind })).toBe(report.jws);
    const opened = openEnvelope(Buffer.from(report.jws), readKeyRegistry(jwksOf([{ key, role: 'agent' }])), reportKind);
    expect(opened.ok && opened.payload.toString()).toBe(report.payload);
  });

  it('rejects the report with any one character changed', () => {
    const registry = readKeyRegistry(jwksOf([{ key: firstKey(), role: 'agent' }]));
    const { jws } = vectors.report;
    for (let at = 0; at < jws.length; at += 1) {
      const other = jws.charAt(at) === 'A' ? 'B' : 'A';
      const changed = jws.slice(0, at) + other + jws.slice(at + 1);
      expect([at, openEnvelope(Buffer.from(changed), registry, reportKind).ok]).toEqual([at, false]);
    }
  });
});

describe.skipIf(isAbsent)('canonical JSON vectors (../shared/vectors/jcs)', () => {
  it('are the six of cyberphone/json-canonicalization', () => {
    expect(list('jcs/input')).toHaveLength(6);
  });

  it.each(list('jcs/input'))('%s becomes the given bytes', (name) => {
    const canonical = canonicalJson(JSON.parse(read(`jcs/input/${name}`)));
    expect(canonical).toBe(read(`jcs/output/${name}`));
    const hex = read(`jcs/outhex/${name.replace('.json', '.txt')}`).replace(/\s+/g, '');
    expect(Buffer.from(canonical).toString('hex')).toBe(hex);
    expect(sha256(canonical).toString('hex')).toBe(vectors.jcs_sha256[name.replace('.json', '')]);
  });

  it('is read strictly, save the file that holds integers beyond 2^53 on purpose', () => {
    const refused = list('jcs/output').filter((name) => !parseStrictJson(read(`jcs/output/${name}`)).ok);
    expect(refused).toEqual(['values.json']);
  });
});

interface WycheproofGroup {
  readonly publicKey: { readonly pk: string };
  readonly tests: readonly {
    readonly tcId: number;
    readonly comment: string;
    readonly msg: string;
    readonly sig: string;
    readonly result: string;
  }[];
}

describe.skipIf(isAbsent)('Wycheproof Ed25519 vectors (../shared/vectors/wycheproof)', () => {
  const groups: readonly WycheproofGroup[] = isAbsent ? [] : JSON.parse(read('wycheproof/ed25519_test.json')).testGroups;
  const cases = groups.flatMap(({ publicKey, tests }) => tests.map((test) => ({ ...test, pk: publicKey.pk })));

  it('are all there', () => {
    expect(cases).toHaveLength(151);
    expect(new Set(cases.map(({ result }) => result))).toEqual(new Set(['valid', 'invalid']));
  });

  it.each(cases)('$tcId is $result: $comment', ({ pk, msg, sig, result }) => {
    const key = verifyingKey({ kty: 'OKP', crv: 'Ed25519', x: bytes(pk).toString('base64url') });
    expect(verifySignature(key, bytes(msg), bytes(sig))).toBe(result === 'valid');
  });
});
