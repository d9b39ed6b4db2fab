import { createHash } from 'node:crypto';
import { appendFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusalOf, temporaryFiles } from '../../tests/support/replay-fixture.ts';
import { recordingFingerprint } from './recording-fingerprint.ts';

describe('the fingerprint of a recording', () => {
  it('is the SHA-256 of a file’s bytes', async () => {
    const folder = await temporaryFiles({ 'a.csv': 't,v\n1,2\n' });
    const expected = createHash('sha256').update('t,v\n1,2\n').digest('hex');
    expect(await recordingFingerprint(join(folder, 'a.csv'))).toBe(`sha256:${expected}`);
  });

  it('of a folder depends on every file, its name and its bytes, and on nothing else', async () => {
    const files = { 'm_1.csv': 'a', 'm_2.csv': 'b' };
    const [one, two] = [await temporaryFiles(files), await temporaryFiles(files)];
    const before = await recordingFingerprint(one);
    expect(await recordingFingerprint(two)).toBe(before);
    await rename(join(one, 'm_2.csv'), join(one, 'm_3.csv'));
    const renamed = await recordingFingerprint(one);
    await appendFile(join(two, 'm_1.csv'), ' ');
    const appended = await recordingFingerprint(two);
    expect(new Set([before, renamed, appended]).size).toBe(3);
  });

  it('does not confuse where one file ends and the next begins', async () => {
    const [one, two] = [await temporaryFiles({ a: 'xy', b: 'z' }), await temporaryFiles({ a: 'x', b: 'yz' })];
    expect(await recordingFingerprint(one)).not.toBe(await recordingFingerprint(two));
  });

  it('of a .db3 covers the log beside it that holds messages, and not what SQLite only works with', async () => {
    const folder = await temporaryFiles({ 'x.db3': 'pages' });
    const at = join(folder, 'x.db3');
    const [file, all] = [await recordingFingerprint(at), await recordingFingerprint(folder)];
    await writeFile(`${at}-shm`, 'scratch');
    await writeFile(`${at}-wal`, '');
    expect([await recordingFingerprint(at), await recordingFingerprint(folder)]).toEqual([file, all]);
    await writeFile(`${at}-wal`, 'messages');
    const withLog = [await recordingFingerprint(at), await recordingFingerprint(folder)];
    expect(withLog).toEqual([withLog[0], withLog[0]]);
    expect(withLog[0]).not.toBe(file);
  });

  it('of nothing is refused with the reason', async () => {
    const folder = await temporaryFiles({});
    expect(await refusalOf(recordingFingerprint(join(folder, 'none.csv')), folder)).toEqual([
      'none.csv | ENOENT | give the path of an existing, readable recording',
    ]);
  });
});
