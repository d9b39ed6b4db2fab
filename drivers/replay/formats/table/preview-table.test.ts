import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDocument } from '../../../../agent/configuration/read-document.ts';
import { temporaryFiles, wideDescription, wideHeader } from '../../../../tests/support/replay-fixture.ts';
import { likenessRatio, previewTable } from './preview-table.ts';
import { headerOf, headRowCountMax, readHeadLines } from './read-head.ts';
import { type Description, descriptionSchema } from './table-description.ts';

function described(replaced: object = {}): Description {
  return checkDocument<Description>('fixture', JSON.stringify(wideDescription(replaced)), descriptionSchema).value;
}

const filesKeys = {
  layout: 'files',
  filePattern: 'm_{part}.csv',
  parts: [
    { word: '1', part: 'j0' },
    { word: '2', part: 'j1' },
  ],
  columns: [{ column: 'v', component: 'joint', signal: 'velocityRadPerS', unit: 'rad/s' }],
  flags: [],
  ignored: [],
};

/** Problems of a recording of these files; `name` is the one given, by default the folder. */
async function problemsOf(files: Record<string, string>, replaced: object, name = '.'): Promise<string[]> {
  const folder = await temporaryFiles(files);
  const { problems } = await previewTable(described(replaced), join(folder, name));
  return problems.map(({ place, value }) => `${place === folder ? '.' : place.replace(`${folder}/`, '')} | ${value}`);
}

describe('the head of a table', () => {
  it('that can be read shows its header and has no problems', async () => {
    const folder = await temporaryFiles({ 'table.csv': `${wideHeader}\n1,0,1,2,3,FALSE\n` });
    const preview = await previewTable(described(), join(folder, 'table.csv'));
    expect(preview).toEqual({
      files: [{ path: join(folder, 'table.csv'), word: undefined, header: wideHeader.split(',') }],
      problems: [],
    });
    expect(likenessRatio(described(), preview)).toBe(1);
  });

  it('tells what is missing: file, rows, header', async () => {
    expect(await problemsOf({}, {}, 'none.csv')).toEqual(['none.csv | no such file or folder']);
    expect(await problemsOf({ 'a.csv': '' }, {}, 'a.csv')).toEqual(['a.csv | is empty']);
    expect(await problemsOf({ 'a.csv': '\n \n' }, {}, 'a.csv')).toEqual(['a.csv | is empty']);
    expect(await problemsOf({ 'a.csv': `${wideHeader}\n` }, {}, 'a.csv')).toEqual(['a.csv | has a header and no rows']);
    expect(await problemsOf({ 'a.csv': '"t,v\n1,2\n' }, {}, 'a.csv')).toEqual(['a.csv | its first line is no csv header']);
    expect(await problemsOf({ 'a.jsonl': 'no json\n' }, { format: 'jsonl' }, 'a.jsonl')).toEqual([
      'a.jsonl | its first line is no jsonl header',
    ]);
  });

  it('wants a file for a table and a folder for files', async () => {
    expect(await problemsOf({}, {})).toEqual(['. | is a folder']);
    expect(await problemsOf({ 'm_1.csv': 't,v\n1,2\n' }, filesKeys, 'm_1.csv')).toEqual(['m_1.csv | is a file']);
  });

  it('must have a readable time among its first rows', async () => {
    const unreadable = Array.from({ length: headRowCountMax }, () => 'x,yesterday,1,2,3,FALSE\n').join('');
    expect(await problemsOf({ 'a.csv': `${wideHeader}\n${unreadable}` }, {}, 'a.csv')).toEqual([
      'a.csv | none of the first rows has a time of format seconds in column "t"',
    ]);
    expect(await problemsOf({ 'a.csv': `${wideHeader}\nbroken\nx,noon,1,2,3,FALSE\nx,7,1,2,3,FALSE\n` }, {}, 'a.csv')).toEqual([]);
  });

  it('names every file that is absent or odd', async () => {
    expect(await problemsOf({ 'm_1.csv': 't,w\n1,2\n' }, filesKeys)).toEqual([
      'm_1.csv | no column "v"',
      'm_1.csv | column "w" is not described',
      'm_2.csv | cannot be read (ENOENT)',
    ]);
  });

  it('needs readable times in every file, or in one of them when rows are matched by their place', async () => {
    const files = { 'm_1.csv': 't,v\nnoon,2\n', 'm_2.csv': 't,v\n1,2\n' };
    expect(await problemsOf(files, filesKeys)).toEqual(['m_1.csv | none of the first rows has a time of format seconds in column "t"']);
    expect(await problemsOf(files, { ...filesKeys, align: 'row' })).toEqual([]);
    const none = { 'm_1.csv': 't,v\nnoon,2\n', 'm_2.csv': 't,v\nnoon,2\n' };
    expect(await problemsOf(none, { ...filesKeys, align: 'row' })).toHaveLength(2);
  });
});

describe('reading a head', () => {
  async function* chunksFrom(texts: readonly string[]): AsyncGenerator<Uint8Array> {
    for (const text of texts) yield new TextEncoder().encode(text);
  }

  it('stops after enough lines and closes what it read from', async () => {
    let pulledCount = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        pulledCount++;
        yield new TextEncoder().encode('a,b\n'.repeat(30));
      }
    }
    expect(await readHeadLines(endless())).toHaveLength(headRowCountMax + 1);
    expect(pulledCount).toBe(4);
  });

  it('stops after a megabyte without a line', async () => {
    let pulledCount = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        pulledCount++;
        yield new Uint8Array(262_144).fill(0x78);
      }
    }
    expect(await readHeadLines(endless())).toEqual([]);
    expect(pulledCount).toBe(4);
  });

  it('takes the last line without its newline', async () => {
    expect(await readHeadLines(chunksFrom(['a,b\n1', ',2']))).toEqual(['a,b', '1,2']);
  });

  it('gathers the keys of JSON lines, for sparse rows too', () => {
    expect(headerOf(described({ format: 'jsonl' }), ['broken', '{"t":1,"v0":2}', '{"t":2,"stop":true}'])).toEqual(['t', 'v0', 'stop']);
  });
});
