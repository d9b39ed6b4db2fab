import { describe, expect, it } from 'vitest';
import { buildEvidence, jwksOf } from '../../tests/support/evidence-fixture.ts';
import { reportProblems } from '../commands/report-problems.ts';
import { reportKind } from './envelope.ts';
import { sha256Prefixed } from './hash.ts';
import { readKeyRegistry } from './key-registry.ts';
import { type SigningKey, signingKeyFromSeed } from './keys.ts';
import { VerdictNotes } from './verdict.ts';
import { type OpenedReport, type ReceivedReport, type ReportRules, verifyReport } from './verify-report.ts';

const fixture = buildEvidence({ reportCount: 1 });
const { key } = fixture;
const text = Buffer.from(fixture.reports[0]?.bytes ?? []).toString();
const payloadText = Buffer.from(text.split('.')[1] ?? '', 'base64url').toString();
const rules: ReportRules = { registry: fixture.registry, validateSchema: reportProblems };

/** Any payload bytes under a proper signature: what a faulty or hostile agent could send. */
function signed(payload: string | Buffer, by: SigningKey = key): string {
  const header = Buffer.from(JSON.stringify({ alg: 'Ed25519', kid: by.kid, ...reportKind })).toString('base64url');
  const input = `${header}.${Buffer.from(payload as string).toString('base64url')}`;
  return `${input}.${by.sign(Buffer.from(input)).toString('base64url')}`;
}

function look(
  jws: string,
  changes: Partial<ReportRules & ReceivedReport> = {},
): { opened: OpenedReport | undefined; said: string[]; counts: string } {
  const notes = new VerdictNotes();
  const { receivedMs, ...others } = changes;
  const file = { name: 'r.jws', bytes: Buffer.from(jws), ...(receivedMs === undefined ? {} : { receivedMs }) };
  const opened = verifyReport(file, { ...rules, ...others }, notes);
  const { findings, checks } = notes.verdict([]);
  const said = findings.map(({ check, code, severity, place }) => `${check} ${severity} ${code} @ ${place}`);
  return { opened, said, counts: checks.map(({ count }) => count).join('') };
}

describe('verifyReport', () => {
  it('hands out the payload and the hash the next report must name', () => {
    const { opened, said } = look(text);
    expect(said).toEqual([]);
    expect(opened).toMatchObject({ name: 'r.jws', sha256: sha256Prefixed(text), payload: { reportSeq: 0 } });
  });

  it('counts a check only when it came to it', () => {
    expect(look('x').counts).toBe('10000000');
    expect(look(`${Buffer.from('{}').toString('base64url')}.e30.e30`).counts).toBe('11000000');
    expect(look(signed('{}', signingKeyFromSeed(Buffer.alloc(32, 9)))).counts).toBe('11000000');
    expect(look(text.replace(/\.[^.]*$/, `.${'A'.repeat(86)}`)).counts).toBe('11100000');
    expect(look(signed('{}')).counts).toBe('11110000');
  });

  it.each([
    ['no UTF-8', Buffer.of(0x22, 0xff, 0x22), 'V3 failure payload.notUtf8 @ r.jws payload'],
    ['broken JSON', '{"ä":1,', 'V3 failure payload.notStrictJson @ r.jws payload byte 8'],
    ['a key twice', '{"a":1,"a":1}', 'V3 failure payload.notStrictJson @ r.jws payload byte 7'],
    ['NaN', '{"a":NaN}', 'V3 failure payload.notStrictJson @ r.jws payload byte 5'],
    ['−0', '{"a":-0}', 'V3 failure payload.notStrictJson @ r.jws payload byte 5'],
    ['an integer beyond 2^53', '{"a":9007199254740993}', 'V3 failure payload.notStrictJson @ r.jws payload byte 5'],
    ['no object', '[]', 'V3 failure payload.schema @ r.jws payload /'],
  ])('refuses a signed payload with %s', (...[, payload, said]) => {
    expect(look(signed(payload))).toMatchObject({ opened: undefined, said: [said] });
  });

  it('names every schema problem by its JSON pointer', () => {
    const payload = JSON.parse(payloadText);
    payload.reportSeq = '0';
    payload.exposure.closing.readyMs = 1.5;
    payload.price = 12;
    delete payload.statement;
    expect(look(signed(JSON.stringify(payload))).said.toSorted()).toEqual([
      'V3 failure payload.schema @ r.jws payload /',
      'V3 failure payload.schema @ r.jws payload /exposure/closing/readyMs',
      'V3 failure payload.schema @ r.jws payload /price',
      'V3 failure payload.schema @ r.jws payload /reportSeq',
    ]);
  });

  it('accepts a signed payload that is not canonical, with a finding at its first byte', () => {
    const { opened, said } = look(signed(` ${payloadText}`));
    expect(opened?.payload.reportSeq).toBe(0);
    expect(said).toEqual(['V3 finding payload.notCanonical @ r.jws payload byte 0']);
    expect(look(signed(payloadText.replace('"epoch":0', '"epoch":0.0'))).said[0]).toContain('notCanonical');
  });
});

describe('the use of a key', () => {
  const registryOf = (members: Record<string, unknown>) => readKeyRegistry(jwksOf([{ key, role: 'replay', ...members }]));

  it('is refused for a report of another agent', () => {
    const { opened, said } = look(text, { registry: registryOf({ agentId: signingKeyFromSeed(Buffer.alloc(32, 9)).kid }) });
    expect(opened).toBeUndefined();
    expect(said).toEqual(['V1 failure key.otherAgent @ r.jws header /kid']);
  });

  it.each(['agent', 'simulation', 'insurer', 'owner'])('is refused for a replay when its role is %s', (role) => {
    expect(look(text, { registry: registryOf({ role }) }).said).toEqual(['V1 failure key.role @ r.jws header /kid']);
  });

  it('is refused from the report on from which it is revoked', () => {
    expect(look(text, { registry: registryOf({ revokedFromReportSeq: 0 }) }).said).toEqual(['V1 failure key.revoked @ r.jws header /kid']);
    expect(look(text, { registry: registryOf({ revokedFromReportSeq: 1 }) }).said).toEqual([]);
  });

  it('is judged against validFrom by the receiver’s clock only, when there is one', () => {
    const registry = registryOf({ validFrom: '2026-06-01T00:00:00Z' });
    expect(look(text, { registry }).said).toEqual([]);
    expect(look(text, { registry, receivedMs: Date.UTC(2026, 5, 2) }).said).toEqual([]);
    expect(look(text, { registry, receivedMs: Date.UTC(2026, 4, 31) }).said).toEqual(['V1 failure key.notYetValid @ r.jws header /kid']);
  });
});
