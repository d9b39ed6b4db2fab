import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { productFile, runCli } from '../../tests/support/cli.ts';
import { type ReportFolder, reportFolder, tampered } from '../../tests/support/report-folder.ts';
import { readDocument } from '../configuration/read-document.ts';
import { contextSchema, type DeclaredContext } from '../contract/declared-context.ts';
import type { ReportPayload } from '../contract/report.ts';

const contextPath = productFile('config/context.example.yaml');
const lastOf = ({ payloads }: ReportFolder): ReportPayload => {
  const payload = payloads.at(-1);
  if (payload === undefined) throw new Error('no report was closed');
  return payload;
};

async function declaredReports(): Promise<ReportFolder> {
  return reportFolder({ context: await readDocument<DeclaredContext>(contextPath, contextSchema) });
}

describe('explain', () => {
  it('tells index, drivers, what would change it and what is never used, recomputed to the same', async () => {
    const { folder } = await reportFolder();
    const { code, out, err } = await runCli('explain', folder);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^Index \d\d\.\d \(\d\d\.\d … \d\d\.\d\), illustrative reference$/);
    expect(lines).toContain('What would change it:');
    expect(lines).toContain('  presses of the emergency stop');
    expect(out).toMatch(/Without the 3 protective stops → \d\d\.\d \(×0\.\d\d\)/);
    expect(lines.at(-1)).toBe('Recomputed from the report’s state: equal.');
  });

  it('says both covers with what moves them, and every stage and scene by itself', async () => {
    const { out } = await runCli('explain', (await reportFolder()).folder);
    expect(out).toMatch(/^Cover of the body: index \d+/m);
    expect(out).toMatch(/^Cover of third parties: index \d+/m);
    expect(out).toContain('By stage and scene, never pooled:');
    expect(out).toMatch(/^ {2}stage not declared, scene not declared \(in force\): \d+\.\d operating hours, \d+ rated events?, index \d+/m);
  });

  it('says the events by operating hours and by starts of operation, each class that was observed', async () => {
    const reports = await reportFolder();
    const { out } = await runCli('explain', reports.folder);
    expect(out).toMatch(/^Events by hours and by starts of operation, as seen:$/m);
    expect(out).toMatch(/^ {2}protective stop: 3, [\d.]+ in 100 operating hours, [\d.]+ in 1,000 starts of operation$/m);
    const { eventRates } = JSON.parse((await runCli('explain', reports.folder, '--json')).out);
    const { cycleCount } = lastOf(reports).exposure.closing;
    expect(eventRates).toContainEqual(expect.objectContaining({ eventClass: 'protectiveStop', perCycleRatio: 3 / cycleCount }));
  });

  it('takes a report without covers and stages, as earlier versions wrote, and none without its index', async () => {
    const reports = await reportFolder();
    const path = join(reports.folder, 'earlier.jws');
    const without = async (...names: string[]) => {
      const gone = Object.fromEntries(names.map((name) => [name, undefined]));
      writeFileSync(
        path,
        tampered(lastOf(reports), (payload) => Object.assign(payload.risk as object, gone)),
      );
      return (await runCli('explain', path)).code;
    };
    expect(await without('byCover', 'byStage')).toBe(0);
    expect(await without('riskIndex'), 'no report at all').toBe(2);
  });

  it('takes the last report of a directory, or the one of --at', async () => {
    const reports = await reportFolder();
    const seqOf = async (...args: string[]): Promise<number> =>
      (JSON.parse((await runCli('explain', reports.folder, '--json', ...args)).out) as { reportSeq: number }).reportSeq;
    expect(await seqOf()).toBe(lastOf(reports).reportSeq);
    expect(await seqOf('--at', '1')).toBe(1);
  });

  it('explains every report of a run from its own state', async () => {
    const { path, payloads } = await reportFolder();
    expect(payloads.length).toBeGreaterThan(3);
    for (const { reportSeq, risk } of payloads) {
      const { code, out } = await runCli('explain', path(reportSeq), '--json');
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ reportSeq, equal: true, assessment: { riskIndex: risk.riskIndex } });
    }
  });

  it('--lang zh says everything in Chinese but the statement', async () => {
    const { code, out } = await runCli('explain', (await reportFolder()).folder, '--lang', 'zh');
    expect(code).toBe(0);
    const english = out.split('\n').filter((line) => !/[一-鿿]/.test(line));
    expect(english).toEqual([expect.stringMatching(/^Relative insurance-risk index/)]);
    expect(out).toContain('急停按钮的按下');
  });

  it('takes the context the report was made with', async () => {
    const { folder } = await declaredReports();
    const { code, out } = await runCli('explain', folder, '--context', contextPath, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ equal: true });
  });

  it('needs no key and no network: signatures are for verify', async () => {
    const { out } = await runCli('explain', '--help');
    expect(out).toContain('Signatures are not checked here: robot-risk verify does that.');
    expect(out).not.toContain('--keys');
  });
});

describe('a tampered report', () => {
  async function explained(change: (payload: Record<string, unknown>) => void) {
    const reports = await reportFolder();
    const path = join(reports.folder, 'tampered.jws');
    writeFileSync(path, tampered(lastOf(reports), change));
    return { text: await runCli('explain', path), json: await runCli('explain', path, '--json') };
  }

  it('with a better index is not equal to what its state gives', async () => {
    const { text, json } = await explained((payload) => Object.assign(payload.risk as object, { riskIndex: 12.5 }));
    expect(text.code).toBe(1);
    expect(text.out.split('\n').at(-1)).toBe('Recomputed from the report’s state: NOT EQUAL to what the report says.');
    expect(text.out).not.toContain('Index 12.5');
    expect(JSON.parse(json.out)).toMatchObject({ equal: false });
    expect(json.code).toBe(1);
  });

  it('with fewer operating hours at a grade is not equal either', async () => {
    const { text } = await explained((payload) => {
      const { closing } = payload.exposure as { closing: { operatingMsByE: number[] } };
      closing.operatingMsByE = [1000, 0, 0, 0, 0];
    });
    expect(text.code).toBe(1);
  });
});

describe('a report whose state is mangled and signed again', () => {
  const mangled: readonly (readonly [string, unknown, string])[] = [
    ['empty', {}, '/assessmentState/closing: /'],
    ['no object', 'clean', '/assessmentState/closing: /: must be object'],
    ['without its history', { history: undefined }, "must have required property 'history'"],
    ['with a negative count', { ageingPendingMs: -1 }, '/ageingPendingMs: must be >= 0'],
    ['with a stranger in it', { factor: 0.7 }, '/factor: no such member in an assessment state'],
  ];

  it.each(mangled)('(%s) is a finding that names the place, not a crash', async (name, change, said) => {
    const reports = await reportFolder();
    const path = join(reports.folder, 'mangled.jws');
    const isWhole = name === 'empty' || typeof change !== 'object';
    const jws = tampered(lastOf(reports), (payload) => {
      const states = payload.assessmentState as { closing: object };
      Object.assign(states, { closing: isWhole ? change : { ...states.closing, ...(change as object) } });
    });
    writeFileSync(path, jws);
    const { code, out, err } = await runCli('explain', path);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain('FINDING');
    expect(out).toContain(said);
    const json = await runCli('explain', path, '--json');
    expect(JSON.parse(json.out)).toMatchObject({ equal: false, findings: [{ code: 'report.stateMalformed' }] });
  });
});

describe('explain, asked for something else', () => {
  it('names the reports there are', async () => {
    const { folder, payloads } = await reportFolder();
    const { code, err } = await runCli('explain', folder, '--at', '77');
    expect(code).toBe(2);
    expect(err).toContain(`${folder}: --at 77 — write one of ${payloads.map(({ reportSeq }) => reportSeq).join(', ')}`);
  });

  it.each([
    ['--at', 'last', '"last" is not a whole number from 0 on.'],
    ['--at', '1.5', '"1.5" is not a whole number from 0 on.'],
    ['--at', '-1', '"-1" is not a whole number from 0 on.'],
    ['--lang', 'fr', 'Allowed choices are en, zh.'],
  ])('refuses %s %s', async (option, value, said) => {
    const { code, err } = await runCli('explain', 'anywhere', option, value);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });

  it('refuses every document that is not the report’s, naming the hash that is', async () => {
    const reports = await declaredReports();
    const { versions } = lastOf(reports);
    const model = readFileSync(productFile('config/reference-models/illustrative-1.yaml'), 'utf8').replace('e2: 1.00', 'e2: 0.99');
    const own = join(reports.folder, 'own.yaml');
    writeFileSync(own, model);
    const { code, err } = await runCli('explain', reports.folder, '--profile', 'poppy-humanoid', '--reference-model', own);
    expect(code).toBe(2);
    expect(err.split('\n')[0]).toBe('commands/other-documents: 3 problems');
    expect(err).toMatch(new RegExp(`--profile: sha256:[0-9a-f]+ — give the document with hash ${versions.profile}`));
    expect(err).toMatch(new RegExp(`--reference-model: sha256:[0-9a-f]+ — give the document with hash ${versions.referenceModel}`));
    expect(err).toContain(`--context: not given — give the document with hash ${versions.context}`);
  });

  it('refuses a context for a report that was made without one', async () => {
    const { folder } = await reportFolder();
    const { code, err } = await runCli('explain', folder, '--context', contextPath);
    expect(code).toBe(2);
    expect(err).toMatch(/--context: sha256:[0-9a-f]{64} — leave it out: the report was made without one/);
  });

  it('says all documents that cannot be read at once', async () => {
    const { folder } = await reportFolder();
    const { code, err } = await runCli('explain', folder, '--profile', 'r2d2', '--context', 'gone.yaml', '--reference-model', 'gone-1');
    expect(code).toBe(2);
    expect(err.split('\n')).toHaveLength(4);
  });

  it('refuses what is no report', async () => {
    const { code, out, err } = await runCli('explain', productFile('package.json'));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('explain/no-report: 1 problem');
  });
});
