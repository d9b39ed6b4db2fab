import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDocument } from '../../agent/configuration/read-document.ts';
import { unknown } from '../../agent/contract/unknown.ts';
import { countByCode } from '../../tests/support/recording-sink.ts';
import {
  openReplay,
  pourAll,
  refusalOf,
  replayText,
  temporaryFiles,
  wideDescription,
  wideHeader,
} from '../../tests/support/replay-fixture.ts';
import replay from './index.ts';

const goodTable = `${wideHeader}\n1,10,0.5,90,31.5,FALSE\n2,11,0.6,180,31.6,TRUE\n`;

/** Opens `table` under `description` and gives the problems it was refused with. */
async function refused(table: string | undefined, description: object): Promise<readonly string[]> {
  const folder = await temporaryFiles({ 'd.yaml': description, ...(table === undefined ? {} : { 'table.csv': table }) });
  return refusalOf(openReplay(join(folder, 'table.csv'), join(folder, 'd.yaml')), folder);
}

describe('the replay driver', () => {
  it('says its name and that what it pours is a replay', () => {
    expect(replay.name).toBe('replay');
    expect(replay.origin).toBe('replay');
  });

  it('has options with defaults and refuses others', () => {
    const check = (options: object) => checkDocument<object>('options', JSON.stringify(options), replay.optionsSchema).value;
    expect(check({ recording: 'table.csv' })).toEqual({
      recording: 'table.csv',
      speedRatio: 0,
      descriptions: [],
      includeUnverified: false,
    });
    expect(() => check({ recording: 'a', speedRatio: -1, speed: 2 })).toThrow(/speed[^R][\s\S]*speedRatio|speedRatio[\s\S]*speed[^R]/);
  });

  it('pours a described table in house units', async () => {
    const sink = await replayText(goodTable);
    expect(sink.flaws).toEqual([]);
    expect(sink.frames.map((frame) => frame.cells)).toEqual([
      {
        'velocityRadPerS j0': 0.5,
        'velocityRadPerS j1': Math.PI / 2,
        'motorTemperatureC j0': 31.5,
        'motorTemperatureC j1': unknown('notReported'),
      },
      {
        'velocityRadPerS j0': 0.6,
        'velocityRadPerS j1': Math.PI,
        'motorTemperatureC j0': 31.6,
        'motorTemperatureC j1': unknown('notReported'),
      },
    ]);
    expect(sink.messages).toMatchObject([{ protectiveStop: false }, { protectiveStop: true }]);
  });

  it('identifies the recording, its description and its boot by their hashes', async () => {
    const files = { 'table.csv': goodTable, 'd.yaml': wideDescription() };
    const folder = await temporaryFiles(files);
    const open = () => openReplay(join(folder, 'table.csv'), join(folder, 'd.yaml'));
    const source = await open();
    const { recordingSha256, descriptionSha256, descriptionName } = source.identity;
    expect(recordingSha256).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(descriptionSha256).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(descriptionName).toBe('fixture');
    const sink = await pourAll(source);
    expect(sink.frames[0]?.time.bootId).toBe(`replay-${String(recordingSha256).slice(7, 23)}`);
    expect((await open()).identity).toEqual(source.identity);
    await appendFile(join(folder, 'table.csv'), '3,12,0.5,90,31.5,FALSE\n');
    expect((await open()).identity).not.toEqual(source.identity);
  });

  it('finds the description among candidates by itself', async () => {
    const folder = await temporaryFiles({ 'table.csv': goodTable, 'a.json': wideDescription() });
    const source = await openReplay(join(folder, 'table.csv'), undefined, { options: { descriptions: [join(folder, 'a.json')] } });
    expect(source.identity).toMatchObject({ descriptionName: 'fixture' });
  });

  it('reads JSON lines as it reads CSV', async () => {
    const rows = [
      '{"n":1,"t":10,"v0":0.5,"v1":90,"tempA":31.5,"stop":false}',
      '{"t":11,"v0":null,"v1":180,"stop":true}',
      '{"t":12,"v0":NaN,"v1":180,"tempA":31.5,"stop":"TRUE"}',
      '{"t":13,',
      '{"t":14,"v0":0.7,"v1":0,"tempA":31.5,"stop":0}',
      '{"t":15,"v0":0.7',
    ];
    const sink = await replayText(rows.join('\n'), { format: 'jsonl' });
    expect(sink.frames.map((frame) => frame.cells['velocityRadPerS j0'])).toEqual([0.5, unknown('missing'), unknown('missing'), 0.7]);
    expect(sink.messages.map((message) => message.kind === 'safety' && message.protectiveStop)).toEqual([false, true, true, false]);
    expect(sink.flaws.map(({ code, place }) => `${place} ${code}`)).toEqual([
      'line 2 replay/row-missing-values',
      'line 3 replay/cell-not-a-number',
      'line 4 replay/broken-json',
      'line 6 replay/truncated-last-line',
    ]);
  });

  it('reads other delimiters, a byte order mark and Windows line ends', async () => {
    const sink = await replayText(`\uFEFF${goodTable.replaceAll(',', ';').replaceAll('\n', '\r\n')}`, { delimiter: ';' });
    expect(sink.frames).toHaveLength(2);
    expect(sink.flaws).toEqual([]);
  });
});

describe('bad input is refused before anything is poured', () => {
  it('unknown key, wrong type and missing key in the description, each with its line', async () => {
    const problems = await refused(goodTable, wideDescription({ colour: 'red', periodMs: '1 s', layout: 'tall', about: undefined }));
    expect(problems).toHaveLength(4);
    for (const name of ['colour', 'periodMs', 'layout', 'about']) expect(problems.join('\n')).toContain(name);
    expect(problems.every((problem) => problem.startsWith('d.yaml:1'))).toBe(true);
  });

  it('a unit that cannot become the signal’s', async () => {
    const columns = [
      { column: 'v0', component: 'joint', part: 'j0', signal: 'torqueNm', unit: 'A' },
      { column: 'v1', component: 'joint', part: 'j1', signal: 'velocityRadPerS', unit: 'deg/s' },
      { column: 'tempA', component: 'joint', part: 'j0', signal: 'motorTemperatureC', unit: 'C' },
    ];
    expect(await refused(goodTable, wideDescription({ columns }))).toEqual([
      'd.yaml columns[0] "v0" | unit "A" cannot become N.m of joint.torqueNm | write one of N.m, mN.m',
    ]);
  });

  it('a missing file', async () => {
    expect(await refused(undefined, wideDescription())).toEqual([
      'table.csv | no such file or folder | give the path of the recorded table',
    ]);
  });

  it('an empty table', async () => {
    expect(await refused('', wideDescription())).toEqual(['table.csv | is empty | give a recording that has rows']);
    expect(await refused(`${wideHeader}\n`, wideDescription())).toEqual([
      'table.csv | has a header and no rows | give a recording that has rows',
    ]);
  });

  it('duplicate, missing and undescribed columns', async () => {
    const problems = await refused('n,t,v0,v0,v2,tempA,stop\n1,2,3,4,5,6,7\n', wideDescription());
    expect(problems.map((problem) => problem.split(' | ').slice(0, 2).join(' | '))).toEqual([
      'table.csv | column "v0" stands 2 times in the header',
      'table.csv | no column "v1"',
      'table.csv | column "v2" is not described',
    ]);
  });

  it('problems of the description and of the table together, in one message', async () => {
    const columns = [{ column: 'v0', component: 'joint', part: 'tail', signal: 'currentA', unit: 'V' }];
    const problems = await refused('t,v0,v9\nnoon,1,2\n', wideDescription({ columns, flags: [] }));
    expect(problems.map((problem) => problem.split(' | ')[1])).toEqual([
      'unit "V" cannot become A of joint.currentA',
      'part "tail"',
      'column "v9" is not described',
    ]);
  });

  it('a table none of whose first rows has a readable time', async () => {
    const [problem] = await refused(goodTable, wideDescription({ time: { column: 't', format: 'iso8601' } }));
    expect(problem).toContain('none of the first rows has a time of format iso8601 in column "t"');
  });

  it('neither a description nor one that fits', async () => {
    const folder = await temporaryFiles({ 'table.csv': goodTable });
    expect((await refusalOf(openReplay(join(folder, 'table.csv'), undefined), folder))[0]).toContain('fits no description');
  });
});

describe('bad rows are counted and never fatal', () => {
  const rows = (...lines: string[]): string => `${wideHeader}\n${lines.join('\n')}\n`;
  const first = '1,10,0.5,90,31.5,FALSE';
  const last = '9,20,0.9,90,31.5,TRUE';

  it.each([
    { what: 'too few fields', line: '2,11,0.5', code: 'replay/field-count', discarded: true },
    { what: 'too many fields', line: '2,11,0.5,90,31.5,FALSE,1', code: 'replay/field-count', discarded: true },
    { what: 'an unreadable time', line: '2,soon,0.5,90,31.5,FALSE', code: 'replay/time-unreadable', discarded: true },
    { what: 'time running backwards', line: '2,9,0.5,90,31.5,FALSE', code: 'replay/time-backwards', discarded: true },
    { what: 'time far ahead', line: '2,9000000000,0.5,90,31.5,FALSE', code: 'replay/time-jump', discarded: true },
    { what: 'a broken quote', line: '2,11,"0.5,90,31.5,FALSE', code: 'replay/quote-broken', discarded: true },
    { what: 'a line that is too long', line: `2,11,${'9'.repeat(70_000)},90,31.5,FALSE`, code: 'replay/line-too-long', discarded: true },
    { what: 'NaN', line: '2,11,NaN,90,31.5,FALSE', code: 'replay/cell-not-a-number', discarded: false },
    { what: 'a word for a number', line: '2,11,fast,90,31.5,FALSE', code: 'replay/cell-not-a-number', discarded: false },
    { what: 'a missing value', line: '2,11,,90,31.5,FALSE', code: 'replay/row-missing-values', discarded: false },
    { what: 'an unknown word for a flag', line: '2,11,0.5,90,31.5,7', code: 'replay/flag-unreadable', discarded: false },
  ])('$what', async ({ line, code, discarded }) => {
    const sink = await replayText(rows(first, line, last));
    expect(sink.flaws.map((flaw) => ({ code: flaw.code, place: flaw.place, discarded: flaw.discarded }))).toEqual([
      { code, place: 'line 3', discarded },
    ]);
    expect(sink.frames).toHaveLength(discarded ? 2 : 3);
    expect(sink.frames.at(-1)?.cells['velocityRadPerS j0']).toBe(0.9);
  });

  it('a truncated last line', async () => {
    const sink = await replayText(`${rows(first)}2,11,0.`);
    expect(countByCode(sink.flaws)).toEqual({ 'replay/truncated-last-line': 1 });
    expect(sink.frames).toHaveLength(1);
  });

  it('equal times are no flaw', async () => {
    const sink = await replayText(rows(first, first, last));
    expect(sink.flaws).toEqual([]);
    expect(sink.frames).toHaveLength(3);
  });

  it('any bytes after a good head end quietly, with one frame per good row at most', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (noise) => {
        const table = Buffer.concat([Buffer.from(rows(first)), noise]);
        const sink = await replayText(table);
        expect(sink.frames.length).toBeLessThanOrEqual(1 + noise.filter((byte) => byte === 0x0a).length + 1);
        expect(sink.frames.length + sink.flaws.length).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 30 },
    );
  });
});
