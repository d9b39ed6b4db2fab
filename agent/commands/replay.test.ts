import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { productFile, runCli } from '../../tests/support/cli.ts';
import { filesBeneath } from '../../tests/support/replayed.ts';
import { smallRecording, smallRows, tableOf } from '../../tests/support/small-recording.ts';
import { twoJointProfile } from '../../tests/support/telemetry.ts';
import type { ReplaySummary } from './replay-summary.ts';

const summaryOf = (text: string): ReplaySummary => JSON.parse(text) as ReplaySummary;

describe('replay', () => {
  it('shows what it found and where the results are', async () => {
    const recording = await smallRecording();
    const { code, out, err } = await recording.replay('--out', recording.out);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Recording  fixture on Test Two, origin replay');
    expect(out).toContain('Hours      powered 0:00:59, ready 0:00:59, operating 0:00:59');
    expect(out).toContain('Events     1 protectiveStop; not observed: emergencyStop, impact, fall, limitTrip, majorFault');
    expect(out.split('\n').at(-1)).toBe(
      `Results    ${recording.out}; check them: robot-risk verify ${recording.out} --keys ${recording.out}/keys.json`,
    );
  });

  it('leaves ledger, reports, keys and summary in --out, and nothing else', async () => {
    const recording = await smallRecording();
    await recording.replay('--out', recording.out);
    expect(Object.keys(filesBeneath(recording.out))).toEqual(['keys.json', 'ledger.jsonl', 'reports/000000.jws', 'summary.json']);
  });

  it('makes the directory of the results, with those above it', async () => {
    const recording = await smallRecording();
    const out = recording.at('deep/er/out');
    expect((await recording.replay('--out', out)).code).toBe(0);
    expect(existsSync(join(out, 'summary.json'))).toBe(true);
  });

  it('without --out leaves nothing and points to nothing', async () => {
    const recording = await smallRecording();
    const before = Object.keys(filesBeneath(recording.folder));
    const { code, out } = await recording.replay();
    expect(code).toBe(0);
    expect(out).not.toContain('Results');
    expect(Object.keys(filesBeneath(recording.folder))).toEqual(before);
  });

  it('passes its own verification', async () => {
    const recording = await smallRecording();
    await recording.replay('--out', recording.out);
    const { code, out } = await runCli('verify', recording.out, '--keys', join(recording.out, 'keys.json'));
    expect(out.split('\n').at(-1)).toBe('PASS');
    expect(code).toBe(0);
  });
});

describe('replay --json', () => {
  it('prints the summary as one object, the one that lies in --out', async () => {
    const recording = await smallRecording();
    const { out } = await recording.replay('--json', '--out', recording.out);
    expect(out.split('\n')).toHaveLength(1);
    expect(summaryOf(out)).toEqual(summaryOf(readFileSync(join(recording.out, 'summary.json'), 'utf8')));
    expect(summaryOf(out)).toMatchObject({
      schema: 'robot-risk/replay-summary/1',
      recording: { descriptionName: 'fixture' },
      robot: { manufacturer: 'Test', model: 'Two', profile: 'two-joint', serialNumber: { unknown: 'notReported' } },
      events: { countByClass: { protectiveStop: 1 } },
      exposure: { powerOnMs: 59_000, operatingMs: 59_000 },
      gaps: { gapCount: 0, durationMs: 0, listed: [] },
      versions: { context: 'notDeclared' },
      reportCount: 1,
    });
  });

  it('has no price and no currency in it, except where it says what is never used', async () => {
    const { out } = await (await smallRecording()).replay('--json');
    const said = JSON.stringify(JSON.parse(out, (key, value: unknown) => (key === 'notUsed' ? undefined : value)));
    expect(said.length).toBeGreaterThan(out.length / 2);
    expect(said).not.toMatch(/premium|currency|price|EUR|USD|CNY/i);
  });
});

describe('replay of a table with flaws', () => {
  it('counts a malformed row and goes on', async () => {
    const rows = smallRows();
    rows.splice(10, 1, 'not,a,row');
    const { code, out } = await (await smallRecording({ table: tableOf(rows) })).replay('--json');
    expect(code).toBe(0);
    const { recording } = summaryOf(out).intake as unknown as { recording: { frameCount: number; flaws: Record<string, unknown> } };
    expect(recording.frameCount).toBe(59);
    expect(Object.values(recording.flaws)).toMatchObject([{ count: 1, discardedCount: 1, places: [expect.stringMatching(/^line 12: /)] }]);
  });

  it('takes NaN for a missing value, never for a number', async () => {
    const rows = smallRows().map((row, index) => (index === 30 ? row.replace('0.5', 'NaN') : row));
    const { code, out } = await (await smallRecording({ table: tableOf(rows) })).replay('--json');
    expect(code).toBe(0);
    expect(summaryOf(out).intake).toMatchObject({ recording: { flaws: { 'replay/cell-not-a-number': { count: 1, discardedCount: 0 } } } });
    expect(out).not.toMatch(/:\s*(?:NaN|null)[,}]/);
    expect(summaryOf(out).exposure.powerOnMs).toBe(59_000);
  });

  it('drops a row whose time runs backwards, and bills nothing for it', async () => {
    const rows = smallRows();
    rows.splice(40, 0, '99,5,0.5,90,31.5,FALSE');
    const { out } = await (await smallRecording({ table: tableOf(rows) })).replay('--json');
    expect(summaryOf(out).exposure.powerOnMs).toBe(59_000);
    expect(JSON.stringify(summaryOf(out).intake)).toContain('replay/time-backwards');
  });

  it('reads a truncated last row as a flaw', async () => {
    const table = tableOf(smallRows()).trimEnd().slice(0, -9);
    const { code, out } = await (await smallRecording({ table })).replay('--json');
    expect(code).toBe(0);
    expect(summaryOf(out).intake).toMatchObject({ recording: { frameCount: 59 } });
  });
});

describe('the options of replay', () => {
  it('--context makes the declared site part of the grade and of the evidence', async () => {
    const recording = await smallRecording();
    const context = productFile('config/context.public-hall.example.yaml');
    const [bare, declared] = [await recording.replay('--json'), await recording.replay('--json', '--context', context)];
    expect(summaryOf(declared.out).environment.dimensions.D8).toMatchObject({ provenance: 'declared', value: 'H3' });
    expect(summaryOf(bare.out).environment.dimensions.D8).toMatchObject({ provenance: 'unknown' });
    expect(summaryOf(declared.out).versions.context).toMatch(/^sha256:/);
  });

  it('--profile with another hash signs with another key', async () => {
    const [one, other] = [await smallRecording(), await smallRecording({ profile: { ...twoJointProfile, massKg: 12 } })];
    const ids = await Promise.all([one, other].map(async (recording) => summaryOf((await recording.replay('--json')).out).agentId));
    expect(ids[0]).not.toBe(ids[1]);
  });

  it('--reference-model takes a file of one’s own', async () => {
    const model = readFileSync(productFile('config/reference-models/illustrative-1.yaml'), 'utf8').replace('e2: 1.00', 'e2: 1.01');
    const recording = await smallRecording({ files: { 'own.yaml': model } });
    const [shipped, own] = [
      await recording.replay('--json'),
      await recording.replay('--json', '--reference-model', recording.at('own.yaml')),
    ];
    expect(own.err).toBe('');
    expect(summaryOf(own.out).versions.referenceModel).not.toBe(summaryOf(shipped.out).versions.referenceModel);
  });

  it('--speed paces the recording and changes nothing in the results', async () => {
    const recording = await smallRecording();
    const [fast, paced] = [await recording.replay('--json'), await recording.replay('--json', '--speed', '1000')];
    expect(paced.out).toBe(fast.out);
  });

  it.each(['-1', 'fast', 'NaN', 'Infinity'])('--speed %s is refused', async (speed) => {
    const recording = await smallRecording();
    const { code, err } = await recording.replay('--speed', speed, '--out', recording.out);
    expect(code).toBe(2);
    expect(err).toContain(`"${speed}" is not a number from 0 on.`);
    expect(existsSync(recording.out)).toBe(false);
  });

  it('without --description finds the one whose header fits, and its profile', async () => {
    const { out } = await runCli('replay', productFile('config/recordings/synthetic-cobot.csv'), '--json');
    expect(summaryOf(out)).toMatchObject({ recording: { descriptionName: 'synthetic-cobot' }, robot: { profile: 'ur3e' } });
  });
});
