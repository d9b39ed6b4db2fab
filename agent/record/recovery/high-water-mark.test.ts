import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchDirectory } from '../../../tests/support/replayed.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import { sha256Prefixed } from '../../evidence/hash.ts';
import { agentStopped } from '../entries.ts';
import { Ledger } from '../ledger.ts';
import { type HighWaterMark, HighWaterMarkFile } from './high-water-mark.ts';

const mark: HighWaterMark = {
  version: 1,
  epoch: 2,
  logSize: 40,
  logRoot: `sha256:${'a'.repeat(64)}`,
  oldestReportSeq: 3,
  reportSeq: 9,
  reportSha256: sha256Prefixed('a.b.c'),
  jws: 'a.b.c',
};
const place = (): string => join(scratchDirectory('mark'), 'ledger.sqlite');

describe('the high-water mark', () => {
  it('is read as it was written, the newest one', () => {
    const file = new HighWaterMarkFile(place());
    expect(file.read()).toBeUndefined();
    expect(file.write(mark)).toBe(true);
    expect(file.write({ ...mark, logSize: 41 })).toBe(true);
    expect(file.read()).toEqual({ ...mark, logSize: 41 });
  });

  it('is not believed when any single byte of it is another one', () => {
    const path = place();
    const file = new HighWaterMarkFile(path);
    file.write(mark);
    const bytes = readFileSync(`${path}.mark.json`);
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      writeFileSync(`${path}.mark.json`, changed);
      expect([at, file.read()]).toEqual([at, 'unreadable']);
    }
  });

  it.each(['', '{', '[]', 'null', '{"version":1}', '{"version":2}'])('%j is no mark', (text) => {
    const path = place();
    writeFileSync(`${path}.mark.json`, text);
    expect(new HighWaterMarkFile(path).read()).toBe('unreadable');
  });

  it('stands as it was when the disk refuses the next one', () => {
    const path = place();
    const file = new HighWaterMarkFile(path);
    file.write(mark);
    mkdirSync(`${path}.mark.json.new`);
    expect(file.write({ ...mark, logSize: 99 })).toBe(false);
    expect(file.read()).toEqual(mark);
  });
});

describe('a ledger with a mark', () => {
  it('raises it after its first commit and after every report, and not in between', () => {
    const path = place();
    const file = new HighWaterMarkFile(path);
    const ledger = new Ledger({ path, agentId: 'a', origin: 'live', epoch: 0, identity: {}, mark: file });
    const sizeOf = (): unknown => (file.read() as HighWaterMark | undefined)?.logSize;
    const commit = (reportSeq?: number): void => {
      ledger.append(agentStopped(timeAt(0), 'test'));
      ledger.commit({ state: {}, ...(reportSeq === undefined ? {} : { report: { reportSeq, jws: `jws-${reportSeq}` } }) });
    };
    expect(sizeOf()).toBeUndefined();
    commit();
    expect(sizeOf()).toBe(1);
    commit();
    expect(sizeOf()).toBe(1);
    commit(0);
    commit(1);
    commit();
    const { size, root } = ledger.head();
    expect(size).toBe(5);
    const expected = { epoch: 0, logSize: 4, oldestReportSeq: 0, reportSeq: 1, reportSha256: sha256Prefixed('jws-1'), jws: 'jws-1' };
    expect(file.read()).toMatchObject(expected);
    expect((file.read() as HighWaterMark).logRoot).not.toBe(root);
    ledger.close();
  });

  it('tries again with the next commit when the disk refused', () => {
    const path = place();
    let refuses = true;
    const file = new HighWaterMarkFile(path);
    const raised: boolean[] = [];
    const mark = {
      raise: (...at: Parameters<HighWaterMarkFile['raise']>) => {
        const isRaised = refuses ? false : file.raise(...at);
        raised.push(isRaised);
        return isRaised;
      },
    };
    const ledger = new Ledger({ path, agentId: 'a', origin: 'live', epoch: 0, identity: {}, mark });
    ledger.commit({ state: {} });
    refuses = false;
    for (let count = 0; count < 3; count++) ledger.commit({ state: {} });
    expect(raised).toEqual([false, true]);
    ledger.close();
  });
});
