import { describe, expect, it } from 'vitest';
import { sha256Prefixed } from '../../agent/evidence/hash.ts';
import { readKeyRegistry } from '../../agent/evidence/key-registry.ts';
import { signingKeyFromSeed } from '../../agent/evidence/keys.ts';
import { buildEvidence, jwksOf } from '../../tests/support/evidence-fixture.ts';
import { jwsOf } from '../../tests/support/reception-fixture.ts';
import { openReport, reopenReport } from './open-report.ts';

const evidence = buildEvidence({ origin: 'live' });
const jws = jwsOf(evidence.reports, 0);
const open = (text: string, registry = evidence.registry, receivedMs = 0) => openReport({ jws: text, receivedMs, registry });

describe('opening a report', () => {
  it('gives its payload when form, key, signature and schema hold', () => {
    const opened = open(jws);
    expect(opened.ok && opened.report.payload).toEqual(evidence.payloads[0]);
    expect(opened.ok && opened.notes.verdict([]).findings).toEqual([]);
  });

  it('says the first thing that is wrong', () => {
    const [header, payload, signature] = jws.split('.');
    expect(open('not a report')).toMatchObject({ ok: false, code: 'envelope.notBase64url' });
    expect(open(`${header}.${payload}`)).toMatchObject({ ok: false, code: 'envelope.parts' });
    expect(open(`${header}.${payload}.${'A'.repeat(signature?.length ?? 0)}`)).toMatchObject({ ok: false, code: 'signature.wrong' });
  });

  it('refuses a key that is not enrolled, not yet valid, or revoked', () => {
    const stranger = readKeyRegistry(jwksOf([{ key: signingKeyFromSeed(Buffer.alloc(32, 9)), role: 'agent' }]));
    const late = readKeyRegistry(jwksOf([{ key: evidence.key, role: 'agent', validFrom: '2026-01-02T00:00:00Z' }]));
    const revoked = readKeyRegistry(jwksOf([{ key: evidence.key, role: 'agent', revokedFromReportSeq: 0 }]));
    expect(open(jws, stranger)).toMatchObject({ code: 'key.unknown' });
    expect(open(jws, late, Date.UTC(2026, 0, 1))).toMatchObject({ code: 'key.notYetValid' });
    expect(open(jws, revoked)).toMatchObject({ code: 'key.revoked' });
  });
});

describe('reopening a stored report', () => {
  const stored = { reportSeq: 0, sha256: sha256Prefixed(jws), jws };

  it('gives the payload it was stored with', () => {
    expect(reopenReport(stored, evidence.registry)).toMatchObject({ name: 'report 0', payload: { reportSeq: 0, prevReport: null } });
  });

  it('calls a lost key our bug: reports and keys are stored together', () => {
    const stranger = readKeyRegistry(jwksOf([{ key: signingKeyFromSeed(Buffer.alloc(32, 9)), role: 'agent' }]));
    expect(() => reopenReport(stored, stranger)).toThrow(expect.objectContaining({ code: 'receiver/key-lost' }));
  });
});
