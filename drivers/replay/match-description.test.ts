import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../agent/configuration/read-document.ts';
import { refusalOf, temporaryFiles, wideDescription, wideHeader } from '../../tests/support/replay-fixture.ts';
import { matchDescription } from './match-description.ts';

const table = `${wideHeader}\n1,0,1,2,3,FALSE\n`;
const isoTime = { time: { column: 't', format: 'iso8601' } };

/** Matches `table.csv` in a folder of these files against the candidates named. */
async function match(files: Record<string, string | object>, descriptions: readonly string[], description?: string) {
  const folder = await temporaryFiles(files);
  const attempt = matchDescription({
    recording: join(folder, 'table.csv'),
    description: description === undefined ? undefined : join(folder, description),
    descriptions: descriptions.map((name) => join(folder, name)),
    readDocument,
  });
  return { folder, attempt };
}

describe('the description of a recording', () => {
  it('is the candidate whose columns fit', async () => {
    const other = wideDescription({ name: 'other', ignored: [] });
    const { folder, attempt } = await match({ 'table.csv': table, 'a.json': other, 'b.json': wideDescription() }, ['a.json', 'b.json']);
    const matched = await attempt;
    expect(matched.path).toBe(join(folder, 'b.json'));
    expect(matched.description).toMatchObject({ name: 'fixture', profile: 'two-joint' });
    expect(matched.sha256).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(matched.preview.problems).toEqual([]);
  });

  it('is told apart by its times where the columns are the same', async () => {
    const files = { 'table.csv': table, 'iso.json': wideDescription({ name: 'iso', ...isoTime }), 'seconds.json': wideDescription() };
    const { attempt } = await match(files, ['iso.json', 'seconds.json']);
    expect((await attempt).description.name).toBe('fixture');
  });

  it('is the given one, whether it fits or not: what is wrong is told with it', async () => {
    const files = { 'table.csv': 't,v0\n1,2\n', 'a.json': wideDescription() };
    const { attempt } = await match(files, [], 'a.json');
    expect((await attempt).preview.problems.map((problem) => problem.value)).toEqual([
      'no column "v1"',
      'no column "tempA"',
      'no column "stop"',
    ]);
  });
});

describe('no description', () => {
  it('for a recording that is not there', async () => {
    const { folder, attempt } = await match({ 'a.json': wideDescription() }, ['a.json']);
    expect(await refusalOf(attempt, folder)).toEqual(['table.csv | no such file or folder | give the path of an existing recording']);
  });

  it('for a recording that is not there, told together with what is wrong in the given description', async () => {
    const { folder, attempt } = await match({ 'a.json': wideDescription({ periodMs: 'often', extra: 1 }) }, [], 'a.json');
    const problems = await refusalOf(attempt, folder);
    expect(problems).toHaveLength(3);
    expect(problems.join('\n')).toContain('extra');
    expect(problems.join('\n')).toContain('periodMs');
    expect(problems.at(-1)).toContain('table.csv | no such file or folder');
  });

  it('when none is like it: the message says which were tried and what to write', async () => {
    const { folder, attempt } = await match({ 'table.csv': 'a,b\n1,2\n', 'a.json': wideDescription() }, ['a.json']);
    const [problem] = await refusalOf(attempt, folder);
    expect(problem).toContain('table.csv | fits no description (tried: fixture) | write a description of its columns');
  });

  it('when there are no candidates', async () => {
    const { folder, attempt } = await match({ 'table.csv': table }, []);
    expect((await refusalOf(attempt, folder))[0]).toContain('fits no description (tried: none given)');
  });

  it('when one is nearly like it: every difference is told', async () => {
    const header = wideHeader.replace('v1', 'v1 ').replace('n,', 'n,n,');
    const files = {
      'table.csv': `${header}\n1,1,0,1,2,3,FALSE\n`,
      'a.json': wideDescription(),
      'b.json': wideDescription({ name: 'far', ...isoTime }),
    };
    const { folder, attempt } = await match(files, ['a.json']);
    expect((await refusalOf(attempt, folder)).map((each) => each.split(' | ')[1])).toEqual([
      'column "n" stands 2 times in the header (description fixture)',
      'no column "v1" (description fixture)',
      'column "v1 " is not described (description fixture)',
    ]);
  });

  it('when several fit: a person must choose', async () => {
    const files = { 'table.csv': table, 'a.json': wideDescription(), 'b.json': wideDescription({ name: 'twin' }) };
    const { folder, attempt } = await match(files, ['a.json', 'b.json']);
    expect(await refusalOf(attempt, folder)).toEqual([
      'table.csv | fits several descriptions: fixture, twin | choose one with --description',
    ]);
  });
});
