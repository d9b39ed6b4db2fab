import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../tests/support/cli.ts';
import { wideHeader } from '../../tests/support/replay-fixture.ts';
import { type SmallRecordingChange, smallRecording, smallRows, tableOf, withoutFolder } from '../../tests/support/small-recording.ts';

/** Replays something wrong into `out`; gives what was said. Whatever it is: exit code 2, and `out` is not even made. */
async function refused(change: SmallRecordingChange, ...more: string[]): Promise<string[]> {
  const recording = await smallRecording(change);
  const { code, out, err } = await recording.replay('--out', recording.out, ...more);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(existsSync(recording.out)).toBe(false);
  return withoutFolder(err, recording);
}

const columns = [{ column: 'v0', component: 'joint', part: 'j0', signal: 'velocityRadPerS', unit: 'rad/s' }];
const twoColumns = (second: object) => ({ columns: [...columns, { ...columns[0], column: 'v1', part: 'j1', ...second }] });
const restIgnored = { ignored: ['n', 'v1', 'tempA'].map((column) => ({ column, reason: 'not of interest' })) };

describe('a recording that cannot be replayed', () => {
  it('is not there', async () => {
    const { folder, at, out } = await smallRecording();
    const { code, err } = await runCli('replay', at('gone.csv'), '--out', out);
    expect(code).toBe(2);
    expect(withoutFolder(err, { folder })).toEqual([
      'replay/refused: 1 problem',
      'gone.csv: no such file or folder — give the path of an existing recording',
    ]);
    expect(existsSync(out)).toBe(false);
  });

  it.each([
    ['is empty', '', 'table.csv: is empty — give a recording that has rows'],
    ['has a header and no rows', `${wideHeader}\n`, 'table.csv: has a header and no rows — give a recording that has rows'],
    ['is cut off in its header', 'n,t,v0', 'table.csv: no column "v1" — take it out of the description, or give the recording that has it'],
    [
      'has a column twice',
      tableOf(smallRows(), 'n,t,v0,v0,tempA,stop'),
      'table.csv: column "v0" stands 2 times in the header — give every column a name of its own',
    ],
    [
      'has a column nobody described',
      tableOf(smallRows(), `${wideHeader},volume`),
      'table.csv: column "volume" is not described — describe it under columns or flags, or list it under ignored with the reason',
    ],
    [
      'has a column with another spelling',
      tableOf(smallRows(), wideHeader.replace('tempA', 'tempa')),
      'table.csv: no column "tempA" — the header has "tempa": write the name exactly so, spaces included',
    ],
  ])('%s', async (_, table, expected) => {
    const [title, ...problems] = await refused({ table });
    expect(title).toMatch(/^replay\/refused: \d+ problems?$/);
    expect(problems).toContain(expected);
  });

  it('has no readable time', async () => {
    const rows = smallRows().map((row) => row.replace(/^(\d+),\d+/, '$1,noon'));
    const [, problem] = await refused({ table: tableOf(rows) });
    expect(problem).toContain('none of the first rows has a time of format seconds in column "t"');
  });

  it('is a folder where a table is meant', async () => {
    const { at, folder } = await smallRecording();
    const { code, err } = await runCli('replay', folder, '--description', at('columns.yaml'), '--profile', at('two-joint.yaml'));
    expect(code).toBe(2);
    expect(err).toContain('is a folder — give the path of the recorded table');
  });

  it('fits no description that ships, and names those that were tried', async () => {
    const { at } = await smallRecording();
    const { code, err } = await runCli('replay', at('table.csv'));
    expect(code).toBe(2);
    expect(err).toMatch(/fits no description \(tried: .*synthetic-cobot.*\) — write a description of its columns/);
  });
});

describe('a description that cannot be used', () => {
  it('gives a unit that cannot become the signal’s', async () => {
    const [, problem] = await refused({ description: { ...twoColumns({ unit: 'percent' }), ...restIgnored } });
    expect(problem).toBe(
      'columns.yaml columns[1] "v1": unit "percent" cannot become rad/s of joint.velocityRadPerS — write one of rad/s, mrad/s, deg/s, rpm, turn/s',
    );
  });

  it.each([
    ['an unknown component', { component: 'wing' }, 'component "wing"'],
    ['an unknown signal', { signal: 'flapping' }, 'signal "joint.flapping"'],
    ['a signal that only sounds like one', { signal: 'toString' }, 'signal "joint.toString"'],
    ['a part the profile has not', { part: 'j9' }, 'part "j9"'],
  ])('names %s', async (_, change, expected) => {
    expect((await refused({ description: { ...twoColumns(change), ...restIgnored } })).join('\n')).toContain(expected);
  });

  it('has an unknown key, and says which was meant', async () => {
    const [, problem] = await refused({ description: { perdioMs: 1000 } });
    expect(problem).toBe('columns.yaml:1 perdioMs: unknown key "perdioMs" — did you mean "periodMs"?');
  });

  it('has wrong types: all of them are said at once', async () => {
    const said = await refused({ description: { periodMs: 'often', columns: 'all', layout: 'round' } });
    expect(said[0]).toBe('replay/refused: 3 problems');
    expect(said.slice(1)).toEqual([
      'columns.yaml:1 layout: "round" — write one of wide, long, files',
      'columns.yaml:1 periodMs: "often" — write a number',
      'columns.yaml:1 columns: "all" — write an array',
    ]);
  });

  it('is not there', async () => {
    const recording = await smallRecording();
    const { code, err } = await runCli('replay', recording.at('table.csv'), '--description', recording.at('none.yaml'));
    expect(code).toBe(2);
    expect(withoutFolder(err, recording)[1]).toBe('none.yaml: ENOENT — give the path of an existing, readable file');
  });
});

describe('several things that are wrong together', () => {
  it('are one message: table, description, context and reference model', async () => {
    const said = await refused(
      { table: tableOf(smallRows(), `${wideHeader},volume`), description: twoColumns({ unit: 'kg' }), files: { 'site.yaml': 'trl: 99\n' } },
      '--context',
      'no-such-site.yaml',
      '--reference-model',
      'guessed',
    );
    const all = said.join('\n');
    expect(all).toContain('column "volume" is not described');
    expect(all).toContain('unit "kg" cannot become rad/s');
    expect(all).toContain('no-such-site.yaml: ENOENT');
    expect(all).toMatch(/guessed\.yaml: ENOENT/);
  });

  it('include a context with values that cannot be', async () => {
    const recording = await smallRecording({ files: { 'site.yaml': 'trl: 99\nhumidityMaxRatio: 60\nhumanExposure: H9\n' } });
    const { code, err } = await recording.replay('--context', recording.at('site.yaml'), '--out', recording.out);
    expect(code).toBe(2);
    expect(withoutFolder(err, recording).slice(1)).toEqual([
      'site.yaml:1 trl: 99 — it must be <= 9',
      'site.yaml:3 humanExposure: "H9" — write one of H0, H1, H2, H3, H4',
      'site.yaml:2 humidityMaxRatio: 60 — it must be <= 1',
    ]);
    expect(existsSync(recording.out)).toBe(false);
  });

  it('include a profile that nobody knows', async () => {
    const { at } = await smallRecording();
    const { code, err } = await runCli('replay', at('table.csv'), '--description', at('columns.yaml'), '--profile', 'r2d2');
    expect(code).toBe(2);
    expect(err).toContain('profile: "r2d2" — write one of');
  });
});

describe('replay, used wrongly', () => {
  it.each([
    ['without a recording', []],
    ['with two recordings', ['a.csv', 'b.csv']],
    ['with an option nobody knows', ['a.csv', '--fast']],
    ['with an option that lacks its value', ['a.csv', '--out']],
  ])('%s ends with 2 and points to --help', async (_, args) => {
    const { code, out, err } = await runCli('replay', ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('(add --help for usage and an example)');
  });
});
