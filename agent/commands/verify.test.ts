import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runVerb, type VerbRun } from '../../tests/support/captured-io.ts';
import { buildEvidence, type EvidenceFixture, jwksOf, recordLine } from '../../tests/support/evidence-fixture.ts';
import type { LedgerRecord } from '../contract/record.ts';
import { chainNext, chainStart, linkOf } from '../evidence/chain.ts';
import { sha256Prefixed } from '../evidence/hash.ts';
import { signingKeyFromSeed } from '../evidence/keys.ts';
import { signReply } from '../evidence/reply-signature.ts';
import { registerVerify } from './verify.ts';

const owner = signingKeyFromSeed(Buffer.alloc(32, 3));
const said = { findingSeq: 1, code: 'model.changed', text: 'An update of ours.' };

/** Good evidence whose ledger goes on with this reply, behind the last report. */
function evidenceWith(data: LedgerRecord['data']): EvidenceFixture {
  const { key } = buildEvidence();
  const changeLines = (lines: string[]): string[] => {
    let head = chainStart(key.kid, 0);
    for (const line of lines) head = chainNext(head, line);
    return [...lines, recordLine({ seq: lines.length, link: linkOf(head), type: 'finding.reply', data })];
  };
  return buildEvidence({ changeLines });
}

let folder = '';
const at = (name: string): string => join(folder, name);
const verify = (...args: string[]): Promise<VerbRun> => runVerb(registerVerify, ['verify', ...args]);

async function write(name: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(at(name)), { recursive: true });
  await writeFile(at(name), content);
}

async function writeEvidence(name: string, fixture: EvidenceFixture): Promise<void> {
  for (const file of [...fixture.reports, ...fixture.ledgers]) await write(`${name}/${file.name}`, file.bytes);
  await write(`${name}/keys.json`, fixture.jwks);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'verify-'));
  await writeEvidence('good', buildEvidence());
  await writeEvidence('open', buildEvidence({ unsealedRecordCount: 1 }));
  await write('empty/readme.txt', 'nothing to verify');
});

afterAll(() => rm(folder, { recursive: true }));

describe('verify, of replies to findings', () => {
  const repliesOf = ({ out }: VerbRun): string[] => out.filter((line) => line.startsWith('reply '));

  it('says that one without a signature was stated on the device', async () => {
    await writeEvidence('unsigned', evidenceWith(said));
    const run = await verify(at('unsigned'), '--keys', at('unsigned/keys.json'));
    expect(repliesOf(run)).toEqual(['reply 12 to model.changed 1: "An update of ours."; stated on the device, unsigned']);
    expect(run.out.at(-1), 'a record behind the last report').toBe('PASS WITH FINDINGS');
  });

  it('names the trusted owner whose signature stands, and believes nobody without --trust', async () => {
    const claims = {
      finding: said.code,
      agentId: buildEvidence().key.kid,
      epoch: 0,
      seq: 1,
      text: said.text,
      at: '2026-01-02T00:00:00.000Z',
    };
    await writeEvidence('signed', evidenceWith({ ...said, jws: signReply(claims, owner), kid: owner.kid }));
    const entry = { key: owner, role: 'owner', validFrom: '2026-01-01T00:00:00Z', validUntil: '2027-01-01T00:00:00Z' };
    await write('trust.json', jwksOf([entry]));
    const words = [at('signed'), '--keys', at('signed/keys.json')];
    expect(repliesOf(await verify(...words, '--trust', at('trust.json')))[0]).toContain(`signed by the owner with key ${owner.kid}`);
    expect(repliesOf(await verify(...words))[0]).toContain('(notTrusted)');
    const { out } = await verify(...words, '--trust', at('trust.json'), '--json');
    expect(JSON.parse(out[0] ?? '').replies).toMatchObject([{ seq: 12, findingSeq: 1, standing: { signed: { kid: owner.kid } } }]);
    expect((await verify(...words, '--trust', at('none.json'))).code).toBe(2);
  });
});

describe('verify with files of the black box', () => {
  const recorded = (content: string) => {
    const data = { incidentId: 'fall', sha256: sha256Prefixed(content) };
    return (lines: string[]) => lines.map((line) => (line.includes('"seq":3,') ? changed(line, data) : line));
  };
  const changed = (line: string, data: object): string => JSON.stringify({ ...JSON.parse(line), type: 'incident.recorded', data });
  const linesWith = async (name: string, content: string) => {
    const fixture = buildEvidence();
    const lines = recorded(content)(String(Buffer.from(fixture.ledgers[0]?.bytes ?? [])).split('\n'));
    await writeEvidence(name, { ...fixture, ledgers: [{ name: 'ledger.jsonl', bytes: Buffer.from(lines.join('\n')) }] });
    await mkdir(at(`${name}/incidents`));
  };
  const said = async (name: string): Promise<string[]> => {
    const { out } = await verify(at(name), '--keys', at(`${name}/keys.json`), '--json');
    return (JSON.parse(out[0] ?? '').findings as { severity: string; code: string }[])
      .map(({ severity, code }) => `${severity} ${code}`)
      .filter((text) => text.includes('incident'));
  };

  it('finds one absent, passes it as it was written, and fails one that was changed', async () => {
    await linesWith('boxed', 'the file');
    expect(await said('boxed')).toEqual(['finding incident.absent']);
    await write('boxed/incidents/fall.mcap', 'the file');
    expect(await said('boxed')).toEqual([]);
    await write('boxed/incidents/fall.mcap', 'the fi1e');
    expect(await said('boxed')).toEqual(['failure incident.changed']);
  });

  it('asks for none where no folder of incidents is given, and takes other recordings for what they are', async () => {
    await linesWith('unboxed', 'the file');
    await rm(at('unboxed/incidents'), { recursive: true });
    await write('unboxed/drive.mcap', 'a recording');
    expect(await said('unboxed')).toEqual([]);
  });

  it('takes the folder, or one file of it, beside the ledger', async () => {
    await write('elsewhere/incidents/rise.mcap', 'another');
    const keys = ['--keys', at('good/keys.json')];
    for (const path of ['elsewhere', 'elsewhere/incidents', 'elsewhere/incidents/rise.mcap']) {
      const { code, out } = await verify(at('good'), at(path), ...keys);
      expect([code, out.some((line) => line.includes('incident.unrecorded') || line.includes('names incident rise'))]).toEqual([1, true]);
    }
  });
});

describe('verify', () => {
  it('passes a directory of good evidence, one line per check, the result last', async () => {
    const { code, out, err } = await verify(at('good'), '--keys', at('good/keys.json'));
    expect(err).toEqual([]);
    expect(code).toBe(0);
    expect(out[0]).toMatch(/^agent [\w-]{43}, origin replay: 3 reports, 2026-01-01T00:00:00.000Z to 2026-01-01T03:00:00.000Z$/);
    expect(out.slice(1)).toEqual([
      'V0 envelope form    passed       3 reports',
      'V1 header and key   passed       3 reports',
      'V2 signature        passed       3 reports',
      'V3 payload          passed       3 reports',
      'V4 report sequence  passed       3 reports',
      'V5 usage counters   passed       3 reports',
      'V6 log consistency  passed       3 reports',
      'V7 ledger           passed       12 records',
      'PASS',
    ]);
  });

  it('takes single files, and the same file named twice once', async () => {
    const report = at('good/reports/000000.jws');
    const { code, out } = await verify(report, at('good/reports/../reports/000000.jws'), '--keys', at('good/keys.json'));
    expect(code).toBe(0);
    expect(out).toContain('V0 envelope form    passed       1 report');
    expect(out).toContain('V7 ledger           not checked  no ledger to check');
  });

  it('ends with 1 and says what it found and where, when something needs an explanation', async () => {
    const { code, out } = await verify(at('open'), '--keys', at('open/keys.json'));
    expect(code).toBe(1);
    expect(out).toContain('V7 ledger           passed       13 records, 1 finding');
    expect(out.at(-2)).toBe(
      `finding V7 ${at('open/ledger.jsonl')} line 13: 1 record that no report among the files has signed (ledger.unsealed)`,
    );
    expect(out.at(-1)).toBe('PASS WITH FINDINGS');
  });

  it('ends with 1 and FAIL for a changed report, and names the file', async () => {
    const fixture = buildEvidence();
    const bytes = Buffer.from(fixture.reports[1]?.bytes ?? []);
    bytes[600] = (bytes[600] ?? 0) === 0x41 ? 0x42 : 0x41;
    await write('bad/one.jws', bytes);
    const { code, out } = await verify(at('bad/one.jws'), '--keys', at('good/keys.json'));
    expect(code).toBe(1);
    expect(out.find((line) => line.startsWith('FAILURE'))).toContain(
      `FAILURE V2 ${at('bad/one.jws')} bytes 0–end: the signature does not fit`,
    );
    expect(out.at(-1)).toBe('FAIL');
  });

  it('names the schema problem by its place in the payload', async () => {
    const fixture = buildEvidence({ reportCount: 1, changePayload: (payload) => Object.assign(payload, { premium: 3 }) });
    await writeEvidence('priced', fixture);
    const { out } = await verify(at('priced/reports'), '--keys', at('priced/keys.json'));
    expect(out).toContain(`FAILURE V3 ${at('priced/reports/000000.jws')} payload /premium: no such member in a report (payload.schema)`);
  });

  it('prints the whole verdict as one JSON object', async () => {
    const { code, out } = await verify(at('good'), '--keys', at('good/keys.json'), '--json');
    expect(code).toBe(0);
    expect(out).toHaveLength(1);
    expect(JSON.parse(out[0] ?? '')).toMatchObject({
      verdict: 'pass',
      findings: [],
      reports: [{ reportSeq: 0 }, { reportSeq: 1 }, { reportSeq: 2 }],
    });
  });

  it('shows progress', async () => {
    const { progress } = await verify(at('good'), '--keys', at('good/keys.json'));
    expect(progress).toEqual(['verifying report 1 of 3', 'verifying report 2 of 3', 'verifying report 3 of 3']);
  });
});

describe('verify, used wrongly', () => {
  it('says every path and key that cannot be used, and ends with 2', async () => {
    await write('bad-keys.json', '{"keys":[{"kty":"RSA"},{"kty":"OKP","crv":"Ed25519","x":"AAAA","role":"agent"}]}');
    const { code, out, err } = await verify(at('gone'), at('empty'), at('empty/readme.txt'), '--keys', at('bad-keys.json'));
    expect(code).toBe(2);
    expect(out).toEqual([]);
    const places = err.map((line) => line.split(' — ')[0]).toSorted();
    expect(places).toEqual(
      [
        `${at('bad-keys.json')} /keys/0/role: missing`,
        `${at('bad-keys.json')} /keys/0: kty "RSA", crv missing`,
        `${at('bad-keys.json')} /keys/1/x: 3 bytes instead of 32`,
        `${at('empty')}: no *.jws or *.jsonl beneath`,
        `${at('empty/readme.txt')}: neither a report nor a ledger`,
        `${at('gone')}: does not exist`,
      ].toSorted(),
    );
  });

  it('says that the key file is missing', async () => {
    const { code, err } = await verify(at('good'), '--keys', at('none.json'));
    expect(code).toBe(2);
    expect(err).toEqual([`${at('none.json')}: does not exist — name the JWKS of the enrolled keys with --keys`]);
  });

  it('asks for --keys and for a path', async () => {
    expect((await verify(at('good'))).code).toBe(2);
    expect((await verify('--keys', at('good/keys.json'))).code).toBe(2);
  });

  it('explains itself with an example', async () => {
    const { code, out } = await verify('--help');
    expect(code).toBe(0);
    expect(out.join('')).toContain('robot-risk verify out/reports out/ledger.jsonl --keys out/keys.json');
  });
});
