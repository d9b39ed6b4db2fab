import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jwksOf } from '../../tests/support/evidence-fixture.ts';
import { ConfigError } from '../contract/errors.ts';
import { signingKeyFromSeed } from '../evidence/keys.ts';
import { readEvidence } from './read-evidence.ts';

let folder = '';
const at = (name: string): string => join(folder, name);
const key = signingKeyFromSeed(Buffer.alloc(32, 1));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evidence-'));
  await mkdir(at('a/deep/er'), { recursive: true });
  await mkdir(at('a/folder.jws'), { recursive: true });
  const files = { 'a/2.jws': 'two', 'a/deep/er/1.jws': 'one', 'a/ledger.jsonl': 'l', 'a/notes.txt': 'n', 'a/summary.json': '{}' };
  for (const [name, content] of Object.entries(files)) await writeFile(at(name), content);
  await writeFile(at('keys.json'), jwksOf([{ key, role: 'agent' }]));
});

afterAll(() => rm(folder, { recursive: true }));

describe('readEvidence', () => {
  it('finds reports and ledgers anywhere beneath a directory, in the order of their names, and nothing else', async () => {
    const { reports, ledgers, registry } = await readEvidence([at('a')], at('keys.json'));
    expect(reports.map(({ name, bytes }) => [name, String(bytes)])).toEqual([
      [at('a/2.jws'), 'two'],
      [at('a/deep/er/1.jws'), 'one'],
    ]);
    expect(ledgers.map(({ name }) => name)).toEqual([at('a/ledger.jsonl')]);
    expect([...registry.keys()]).toEqual([key.kid]);
  });

  it('reads a file once however often it is named', async () => {
    const { reports } = await readEvidence([at('a/2.jws'), at('a'), at('a/deep/../2.jws')], at('keys.json'));
    expect(reports).toHaveLength(2);
  });

  it('collects the problems of all paths and of the key file', async () => {
    await writeFile(at('broken.json'), '{');
    const reading = readEvidence([at('gone'), at('a/notes.txt')], at('broken.json'));
    await expect(reading).rejects.toBeInstanceOf(ConfigError);
    await reading.catch((error: ConfigError) => {
      expect(error.problems.map(({ place }) => place).toSorted()).toEqual(
        [at('a/notes.txt'), `${at('broken.json')} character 1`, at('gone')].toSorted(),
      );
      expect(error.problems.every(({ remedy }) => remedy.length > 0)).toBe(true);
    });
  });
});
