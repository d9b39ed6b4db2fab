import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { duringMs, signatureBy, trustOf, trustText } from '../../tests/support/signing-fixture.ts';
import { tariffWith } from '../../tests/support/tariff-fixture.ts';
import { openTariff, openTrust, type TariffSource } from './open-tariffs.ts';

const nothing = { named: () => [], names: () => [] };
let folder = '';
const put = (file: string, change: Parameters<typeof tariffWith>[0] = {}) =>
  writeFile(join(folder, file), tariffWith({ name: 'acme', ...change }).canonical);
const open = (wanted: string, archive = nothing) => openTariff(wanted, { folder, archive });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tariffs-'));
  await put('acme-1.yaml');
  await put('acme-2.yaml', { version: 2, validFrom: '2026-06-01' });
});

afterEach(() => rm(folder, { recursive: true }));

describe('a tariff', () => {
  it('by its name is all its versions', async () => {
    expect((await open('acme')).versions.map(({ tariff }) => tariff.version)).toEqual([1, 2]);
  });

  it('by name and version, or by its file, is that one alone', async () => {
    expect((await open('acme-1')).versions.map(({ tariff }) => tariff.version)).toEqual([1]);
    expect(await open(join(folder, 'acme-2.yaml'))).toMatchObject({ name: 'acme', versions: [{ tariff: { version: 2 } }] });
  });

  it('is found in the archive when its file is gone', async () => {
    const old = tariffWith({ name: 'gone', version: 3 });
    const archive = { named: (name: string) => (name === 'gone' ? [{ document: old.canonical }] : []), names: () => ['gone'] };
    const series = await openTariff('gone', { folder, archive });
    expect(series.latest).toEqual(old);
  });

  it('that ships is found by name', async () => {
    expect((await openTariff('illustrative-unpriced', { folder: undefined, archive: nothing })).latest.tariff.actuarial).toBe(false);
  });

  it('that is unknown is answered with the names there are', async () => {
    for (const wanted of ['nobody', 'acme-7']) {
      await expect(open(wanted)).rejects.toThrow(
        expect.objectContaining({ code: 'receiver/unknown-tariff', message: expect.stringContaining('acme') }),
      );
    }
  });

  it('is called like its file', async () => {
    await put('acme-3.yaml', { version: 4 });
    await expect(open('acme')).rejects.toThrow('acme-4.yaml');
  });

  it('needs a file and a folder that exist', async () => {
    await expect(open(join(folder, 'absent.yaml'))).rejects.toThrow('does not exist');
    await expect(openTariff('acme', { folder: join(folder, 'absent'), archive: nothing })).rejects.toThrow('does not exist');
  });

  it('is never looked for by a pattern', async () => {
    await expect(open('ac.*')).rejects.toThrow(expect.objectContaining({ code: 'receiver/unknown-tariff' }));
  });
});

describe('a tariff with a signature beside it', () => {
  const trust = { store: trustOf({ acme: { role: 'insurer' } }), nowMs: duringMs };
  const { sha256: documentSha256, canonical } = tariffWith({ name: 'acme' });
  const sign = (text = signatureBy('acme', { documentSha256, kind: 'tariff', role: 'insurer' })) =>
    writeFile(join(folder, 'acme-1.yaml.sig'), text);
  const statesOf = async (wanted: string, source: Partial<TariffSource> = {}) => {
    const { versions } = await openTariff(wanted, { folder, archive: nothing, ...source });
    return versions.map(({ signature }) => signature.state);
  };

  it('is checked with a trust store, each version by itself', async () => {
    await sign();
    expect(await statesOf('acme', { trust })).toEqual(['inForce', 'unsigned']);
    expect(await statesOf(join(folder, 'acme-1.yaml'), { trust })).toEqual(['inForce']);
  });

  it('counts as not checked without one', async () => {
    await sign('noise');
    expect(await statesOf('acme')).toEqual(['notChecked', 'notChecked']);
  });

  it('is refused when the signature does not stand', async () => {
    await sign('noise');
    await expect(statesOf('acme', { trust })).rejects.toThrow(expect.objectContaining({ code: 'receiver/tariff-signature' }));
  });

  it('keeps its signature when the archive has the same document without one', async () => {
    await sign();
    const archive = { named: () => [{ document: canonical }], names: () => ['acme'] };
    expect(await statesOf('acme', { trust, archive })).toEqual(['inForce', 'unsigned']);
    await rm(join(folder, 'acme-1.yaml'));
    expect(await statesOf('acme', { trust, archive })).toEqual(['notChecked', 'unsigned']);
  });

  it('needs a trust store that can be read', async () => {
    expect(await openTrust(undefined, 0)).toBeUndefined();
    await expect(openTrust(join(folder, 'absent.json'), 0)).rejects.toThrow('does not exist');
    await writeFile(join(folder, 'trust.json'), trustText({ acme: { role: 'insurer' } }));
    expect((await openTrust(join(folder, 'trust.json'), 7))?.nowMs).toBe(7);
  });
});
