import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../tests/support/replay-fixture.ts';
import { scratchDirectory } from '../../tests/support/replayed.ts';
import { reportFolder, tampered } from '../../tests/support/report-folder.ts';
import { findReports } from './find-reports.ts';

const remedy = 'give a report (.jws) or the directory that holds the reports';

describe('finding reports', () => {
  it('takes one file', async () => {
    const { path, payloads } = await reportFolder();
    expect(await findReports(path(1))).toEqual([payloads[1]]);
  });

  it('takes all beneath a directory, by sequence and not by name', async () => {
    const { folder, path, payloads } = await reportFolder();
    mkdirSync(join(folder, 'zzz'));
    renameSync(path(0), join(folder, 'zzz', 'first.jws'));
    writeFileSync(join(folder, 'summary.json'), '{}');
    expect((await findReports(folder)).map(({ reportSeq }) => reportSeq)).toEqual(payloads.map((_, reportSeq) => reportSeq));
  });
});

describe('what is no report', () => {
  it.each([
    ['nothing there', undefined, 'no such file or directory'],
    ['text', 'hello', 'is no signed report'],
    ['an empty file', '', 'is no signed report'],
    ['two parts', 'e30.e30', 'is no signed report'],
    ['a payload that is no JSON', 'e30.bm8.e30', 'is no signed report'],
    ['a payload with a key twice', `e30.${Buffer.from('{"a":1,"a":2}').toString('base64url')}.e30`, 'is no signed report'],
  ])('is said: %s', async (_, text, value) => {
    const folder = scratchDirectory('reports');
    if (text !== undefined) writeFileSync(join(folder, 'one.jws'), text);
    expect(await refusalOf(findReports(join(folder, 'one.jws')), folder)).toEqual([`one.jws | ${value} | ${remedy}`]);
  });

  it('may be signed by a receiver: a receipt is none', async () => {
    const folder = scratchDirectory('reports');
    const receipt = { schema: 'robot-risk/receipt/1', agentId: 'a', reportSeq: 0 };
    writeFileSync(join(folder, 'receipt.jws'), `e30.${Buffer.from(JSON.stringify(receipt)).toString('base64url')}.e30`);
    const [problem] = await refusalOf(findReports(join(folder, 'receipt.jws')), folder);
    expect(problem).toMatch(/^receipt\.jws \| is no report: \/.* \| give a report/);
  });

  it('may lack a part that an explanation needs', async () => {
    const { folder, payloads } = await reportFolder();
    const [payload] = payloads;
    if (payload === undefined) throw new Error('no report was closed');
    const cut = join(folder, 'cut.jws');
    writeFileSync(
      cut,
      tampered(payload, (changed) => {
        delete changed.robot;
      }),
    );
    expect((await refusalOf(findReports(cut), folder))[0]).toContain("is no report: /: must have required property 'robot'");
  });

  it('is a directory without any', async () => {
    const folder = scratchDirectory('reports');
    writeFileSync(join(folder, 'ledger.jsonl'), '');
    expect(await refusalOf(findReports(folder), 'nowhere')).toEqual([`${folder} | holds no *.jws | ${remedy}`]);
    writeFileSync(join(folder, 'ledger.sqlite'), '');
    const [said] = await refusalOf(findReports(folder), 'nowhere');
    expect(said).toContain('holds no *.jws | its reports are in the ledger: robot-risk ledger export PATH --out evidence');
  });
});
