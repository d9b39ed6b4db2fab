import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { productFile, runCli } from '../../tests/support/cli.ts';
import { filesBeneath, scratchDirectory } from '../../tests/support/replayed.ts';
import { smallRecording, smallRows, tableOf } from '../../tests/support/small-recording.ts';
import { main } from '../main.ts';

const synthetic = productFile('config/recordings/synthetic-cobot.csv');

/** Replays the synthetic recording and interrupts it at the so manieth sign of progress. */
async function interrupted(out: string, atProgress: number) {
  const stop = new AbortController();
  const progress: string[] = [];
  const err: string[] = [];
  const code = await main(['replay', synthetic, '--out', out], {
    out: () => undefined,
    err: (line) => err.push(line),
    progress: (line) => {
      progress.push(line);
      if (progress.length === atProgress) stop.abort();
    },
    signal: stop.signal,
  });
  return { code, err, progress };
}

describe('an interrupted replay', () => {
  it('says so, shows no results, and keeps its work', async () => {
    const out = scratchDirectory('interrupted');
    const { code, err } = await interrupted(out, 1);
    expect({ code, err }).toEqual({ code: 1, err: ['Interrupted.'] });
    expect(existsSync(join(out, 'scratch.sqlite'))).toBe(true);
    expect(existsSync(join(out, 'summary.json'))).toBe(false);
  });

  it('goes on by the same command, to the same bytes as one that ran through', async () => {
    const [whole, out] = [scratchDirectory('whole'), scratchDirectory('interrupted')];
    expect((await runCli('replay', synthetic, '--out', whole)).code).toBe(0);
    await interrupted(out, 1);
    await interrupted(out, 2);
    expect((await runCli('replay', synthetic, '--out', out)).code).toBe(0);
    expect(filesBeneath(out)).toEqual(filesBeneath(whole));
  });

  it('does not begin when it was interrupted before', async () => {
    const out = join(scratchDirectory('never'), 'out');
    const io = { out: () => undefined, err: () => undefined, progress: () => undefined, signal: AbortSignal.abort() };
    expect(await main(['replay', synthetic, '--out', out], io)).toBe(1);
    expect(existsSync(out)).toBe(false);
  });

  it('tells its progress in items, time of the recording and records', async () => {
    const { progress } = await interrupted(scratchDirectory('progress'), 99);
    expect(progress).toHaveLength(3);
    expect(progress[0]).toMatch(/^replaying: 2000 items, \d+ s of the recording, \d+ records$/);
  });
});

describe('the directory of the results', () => {
  it('is refused while it holds an unfinished run of another recording', async () => {
    const out = scratchDirectory('other');
    await interrupted(out, 1);
    const before = filesBeneath(out);
    const { code, err } = await (await smallRecording()).replay('--out', out);
    expect(code).toBe(2);
    expect(err).toMatch(/^record\/other-run: 1 problem\n.*scratch\.sqlite: .* — give an empty directory, or take this one away/);
    expect(filesBeneath(out)['scratch.sqlite']).toBe(before['scratch.sqlite']);
  });

  it('is refused for the same recording under another context', async () => {
    const out = scratchDirectory('context');
    await interrupted(out, 1);
    const { code, err } = await runCli('replay', synthetic, '--out', out, '--context', productFile('config/context.example.yaml'));
    expect(code).toBe(2);
    expect(err).toContain('another recording, configuration or version');
  });

  it('is taken again after a finished run, by the same recording and by another', async () => {
    const recording = await smallRecording();
    await recording.replay('--out', recording.out);
    const first = filesBeneath(recording.out);
    expect((await recording.replay('--out', recording.out)).code).toBe(0);
    expect(filesBeneath(recording.out)).toEqual(first);
    const other = await smallRecording({ table: tableOf(smallRows().slice(0, 30)) });
    expect((await other.replay('--out', recording.out)).code).toBe(0);
    const second = filesBeneath(recording.out);
    expect(Object.keys(second)).toEqual(Object.keys(first));
    expect(second['ledger.jsonl']).not.toBe(first['ledger.jsonl']);
  });

  it('keeps files that are none of ours', async () => {
    const recording = await smallRecording();
    mkdirSync(recording.out);
    writeFileSync(join(recording.out, 'notes.txt'), 'mine');
    await recording.replay('--out', recording.out);
    expect(filesBeneath(recording.out)['notes.txt']).toBe('mine');
  });

  it('is refused when its reports folder holds something else: it would be replaced', async () => {
    const recording = await smallRecording();
    mkdirSync(join(recording.out, 'reports'), { recursive: true });
    writeFileSync(join(recording.out, 'reports', 'thesis.docx'), 'years of work');
    const { code, err } = await recording.replay('--out', recording.out);
    expect(code).toBe(2);
    expect(err).toContain('holds thesis.docx, which is no report — give a directory of its own with --out');
    expect(Object.keys(filesBeneath(recording.out))).toEqual(['reports/thesis.docx']);
  });

  it('loses no work when the results cannot be written: the next run finishes them', async () => {
    const recording = await smallRecording();
    const blocked = join(recording.out, 'keys.json');
    mkdirSync(join(blocked, 'in-the-way'), { recursive: true });
    const failed = await recording.replay('--out', recording.out);
    expect(failed.code).toBe(2);
    expect(failed.err).toContain('replay/out-unwritable: 1 problem');
    expect(existsSync(join(recording.out, 'scratch.sqlite'))).toBe(true);
    rmSync(blocked, { recursive: true });
    expect((await recording.replay('--out', recording.out)).code).toBe(0);
    const straight = recording.at('straight');
    await recording.replay('--out', straight);
    expect(filesBeneath(recording.out)).toEqual(filesBeneath(straight));
  });
});
