import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { runVerb, type VerbRun } from '../../tests/support/captured-io.ts';
import { productFile } from '../../tests/support/cli.ts';
import { scratchDirectory } from '../../tests/support/replayed.ts';
import { readSignedDocument, readTrust } from '../configuration/read-signed-document.ts';
import { contextSchema } from '../contract/declared-context.ts';
import type { DocumentRole } from '../contract/signed-document.ts';
import { generateKeyPem, signingKeyFromPem } from '../evidence/signing-key-pem.ts';
import { registerSign } from './sign.ts';
import { registerTrust } from './trust.ts';

/** A folder with a context and a key for each of these roles, all of them trusted. */
async function signingFolder(...roles: DocumentRole[]) {
  const folder = scratchDirectory('sign');
  const path = (name: string): string => join(folder, name);
  writeFileSync(path('context.yaml'), stringify({ trl: 9, humanExposure: 'H1' }));
  for (const role of roles) {
    writeFileSync(path(`${role}.pem`), generateKeyPem(), { mode: 0o600 });
    await runVerb(registerTrust, ['trust', 'add', path(`${role}.pem`), '--role', role, '--trust', path('trust.json')]);
  }
  const sign = (role: string, ...more: string[]): Promise<VerbRun> =>
    runVerb(registerSign, ['sign', path('context.yaml'), '--role', role, '--key', path(`${role}.pem`), ...more]);
  const kidOf = (role: string) => signingKeyFromPem(readFileSync(path(`${role}.pem`), 'utf8'))?.kid;
  const reading = async (nowMs: number) =>
    readSignedDocument(path('context.yaml'), contextSchema, { kind: 'context', trust: await readTrust(path('trust.json')), nowMs });
  return { path, sign, kidOf, reading };
}

const soonMs = Date.parse('2026-07-01');

describe('sign', () => {
  it('writes a signature that a trust store with the key believes, and says what it signed', async () => {
    const { path, sign, kidOf, reading } = await signingFolder('owner');
    const { code, out } = await sign('owner', '--valid-from', '2026-01-01');
    expect({ code, text: out.join('\n') }).toEqual({ code: 0, text: expect.stringContaining(`${kidOf('owner')} as owner`) });
    expect(out.join('\n')).toContain('from 2026-01-01T00:00:00.000Z until 2027-01-01T00:00:00.000Z');
    expect((await reading(soonMs)).signedBy).toMatchObject({ kid: kidOf('owner'), role: 'owner' });
    expect(readFileSync(path('context.yaml.sig'), 'utf8')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  });

  it('gives one JSON object', async () => {
    const { path, sign, kidOf } = await signingFolder('owner');
    const { out } = await sign('owner', '--json', '--valid-from', '2026-01-01', '--valid-days', '1');
    expect(JSON.parse(out.join(''))).toMatchObject({
      signatureFile: path('context.yaml.sig'),
      kid: kidOf('owner'),
      kind: 'context',
      role: 'owner',
      documentSha256: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      validUntil: '2026-01-02T00:00:00.000Z',
    });
  });

  it('keeps the signatures of others, and replaces its own and those on what the document was before', async () => {
    const { path, sign } = await signingFolder('owner', 'lessor');
    const lineCount = () => readFileSync(path('context.yaml.sig'), 'utf8').trimEnd().split('\n').length;
    await sign('owner');
    await sign('lessor');
    expect(lineCount()).toBe(2);
    await sign('owner', '--valid-days', '10');
    expect(lineCount()).toBe(2);
    writeFileSync(path('context.yaml'), 'trl: 8\n');
    await sign('owner');
    expect(lineCount()).toBe(1);
  });

  it('tells a reference model and a tariff by what is in them', async () => {
    const { path, sign } = await signingFolder('insurer');
    for (const [file, kind] of [
      ['reference-models/illustrative-1.yaml', 'referenceModel'],
      ['tariffs/illustrative-unpriced-1.yaml', 'tariff'],
    ]) {
      copyFileSync(productFile(`config/${file}`), path('context.yaml'));
      expect(JSON.parse((await sign('insurer', '--json')).out.join(''))).toMatchObject({ kind });
    }
  });
});

describe('sign refuses, and writes nothing,', () => {
  it.each([
    ['a role that may not sign it', 'oem', [], 'have it signed by lessor, owner, integrator, insurer'],
    ['a term of no days', 'owner', ['--valid-days', '0'], 'write whole days from 1 to 3650'],
    ['a day that is none', 'owner', ['--valid-from', 'soon'], 'write a UTC day or moment'],
    ['a key that is absent', 'owner', ['--key', 'absent.pem'], 'make one: openssl genpkey'],
    ['a model that is none', 'insurer', ['--kind', 'referenceModel'], '"gradeRelativities" is missing'],
  ] as const)('%s', async (...[, role, more, remedy]) => {
    const { path, sign } = await signingFolder(role);
    const { code, err } = await sign(role, ...more);
    expect({ code, err: err.join('\n') }).toEqual({ code: 2, err: expect.stringContaining(remedy) });
    expect(existsSync(path('context.yaml.sig'))).toBe(false);
  });

  it.each([
    ['what an agent would refuse', 'trl: 12\n', 'it must be <= 9'],
    ['what nobody can name', 'colour: red\n', 'say what it is with --kind'],
    ['a list', '- trl: 9\n', 'say what it is with --kind'],
    ['no YAML', 'trl: [\n', 'mend the YAML'],
  ])('%s', async (_, text, remedy) => {
    const { path, sign } = await signingFolder('owner');
    writeFileSync(path('context.yaml'), text);
    const { code, err } = await sign('owner');
    expect({ code, err: err.join('\n') }).toEqual({ code: 2, err: expect.stringContaining(remedy) });
    expect(existsSync(path('context.yaml.sig'))).toBe(false);
  });

  it('a key that others may read', async () => {
    const { path, sign } = await signingFolder('owner');
    chmodSync(path('owner.pem'), 0o644);
    const { code, err } = await sign('owner');
    expect({ code, err: err.join() }).toEqual({ code: 2, err: expect.stringContaining('chmod 600') });
  });

  it('a role nobody knows, and a call without one', async () => {
    const { sign, path } = await signingFolder('owner');
    expect((await sign('owner', '--role', 'king')).code).toBe(2);
    expect((await runVerb(registerSign, ['sign', path('context.yaml'), '--key', path('owner.pem')])).code).toBe(2);
  });
});
