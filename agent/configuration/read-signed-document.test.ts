import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../tests/support/replay-fixture.ts';
import { scratchDirectory } from '../../tests/support/replayed.ts';
import { duringMs, fromText, partyKey, trustOf, trustText, untilText, writeSigned } from '../../tests/support/signing-fixture.ts';
import { contextSchema } from '../contract/declared-context.ts';
import { readSignedDocument, readTrust, type SignatureCheck } from './read-signed-document.ts';

const trust = trustOf({ integrator: { role: 'integrator' } });
const check: SignatureCheck = { kind: 'context', trust, nowMs: duringMs };
const read = (path: string, change: Partial<SignatureCheck> = {}) => readSignedDocument(path, contextSchema, { ...check, ...change });
const site = { trl: 9, humanExposure: 'H1' };
const refusal = async (path: string, change: Partial<SignatureCheck> = {}) => (await refusalOf(read(path, change), 'nowhere')).join();

describe('a document with a signature beside it', () => {
  it('comes with whoever signed it', async () => {
    const { path, sha256 } = writeSigned(scratchDirectory('signed'), site);
    expect(await read(path)).toEqual({
      value: site,
      sha256,
      signedBy: { kid: partyKey('integrator').kid, role: 'integrator', validFrom: fromText, validUntil: untilText },
    });
  });

  it('keeps its signature when only layout and comments change: the parsed document is what was signed', async () => {
    const { path } = writeSigned(scratchDirectory('signed'), site);
    writeFileSync(path, `# the hall in the north\nhumanExposure:   "H1"\ntrl: 9.0\n`);
    expect(await read(path)).toHaveProperty('signedBy.role', 'integrator');
  });

  it('without the signature file is unsigned, and allowed', async () => {
    const { path, sha256 } = writeSigned(scratchDirectory('signed'), site);
    rmSync(`${path}.sig`);
    expect(await read(path)).toEqual({ value: site, sha256 });
  });

  it.each([
    ['hashDiffers', ({ path }: { path: string }) => appendFileSync(path, 'scene: test\n'), 'restore the document that was signed'],
    ['malformed', ({ path }: { path: string }) => writeFileSync(`${path}.sig`, ''), 'take the file away'],
    ['malformed', ({ path }: { path: string }) => writeFileSync(`${path}.sig`, Buffer.from([0xff, 0xfe])), 'take the file away'],
  ])('is refused when it does not stand: %s', async (reason, spoil, remedy) => {
    const signed = writeSigned(scratchDirectory('signed'), site);
    spoil(signed);
    const words = await refusal(signed.path);
    expect(words).toContain(`${signed.path}.sig | ${reason}: `);
    expect(words).toContain(remedy);
  });

  it('is refused after any byte of its signature was flipped', async () => {
    const { path } = writeSigned(scratchDirectory('signed'), site);
    const bytes = readFileSync(`${path}.sig`);
    for (const place of [0, 20, Math.floor(bytes.length / 2), bytes.length - 2]) {
      const flipped = Buffer.from(bytes);
      flipped[place] = (flipped[place] ?? 0) ^ 1;
      writeFileSync(`${path}.sig`, flipped);
      expect(await refusal(path)).toMatch(/malformed|notTrusted/);
    }
  });

  it('is refused where nobody is trusted, with the way to trust somebody', async () => {
    const { path } = writeSigned(scratchDirectory('signed'), site);
    const words = await refusal(path, { trust: undefined });
    expect(words).toContain('notTrusted');
    expect(words).toContain('robot-risk trust add KEYFILE');
    expect(await refusal(path, { trust: trustOf({ integrator: { role: 'integrator', revokedAt: fromText } }) })).toContain('revoked');
    expect(await refusal(path, { trust: trustOf({ integrator: { role: 'oem' } }) })).toContain('wrongRole');
    expect(await refusal(path, { kind: 'policy' })).toContain('wrongKind');
  });

  it.each([
    ['expired', { validUntil: '2026-02-01T00:00:00.000Z' }],
    ['not yet valid', { validFrom: '2026-12-01T00:00:00.000Z' }],
  ])('comes along when it is only %s: whoever uses it judges the term', async (_, terms) => {
    const { path } = writeSigned(scratchDirectory('signed'), site, { terms });
    expect(await read(path)).toMatchObject({ value: site, signedBy: terms });
  });

  it('is still held against its schema', async () => {
    const { path } = writeSigned(scratchDirectory('signed'), { trl: 12 });
    expect(await refusal(path)).toContain('trl | 12');
  });
});

describe('a trust store', () => {
  it('is read from a file, which its problems name', async () => {
    const path = join(scratchDirectory('trust'), 'trust.json');
    writeFileSync(path, trustText({ acme: { role: 'owner' } }));
    expect([...(await readTrust(path)).keys()]).toEqual([partyKey('acme').kid]);
    writeFileSync(path, '{}');
    expect(await refusalOf(readTrust(path), 'nowhere')).toEqual([expect.stringContaining(`${path} /keys | missing`)]);
    rmSync(path);
    expect((await refusalOf(readTrust(path), 'nowhere')).join()).toContain('ENOENT');
  });
});
