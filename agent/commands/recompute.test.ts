import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { productFile, runCli } from '../../tests/support/cli.ts';
import { openReplay } from '../../tests/support/open-replay.ts';
import { scratchDirectory } from '../../tests/support/replayed.ts';
import { payloadOf, tampered } from '../../tests/support/report-folder.ts';
import type { Quantity } from '../assess/recompute-report.ts';
import type { OutboxReport } from '../contract/outbox.ts';
import type { ReportPayload } from '../contract/report.ts';

interface Run {
  readonly lines: readonly string[];
  readonly reports: readonly OutboxReport[];
  readonly database: Buffer;
}
let run: Promise<Run> | undefined;

/** The synthetic recording with a report per five minutes; run once for all. */
async function runOnce(): Promise<Run> {
  const path = join(scratchDirectory('run'), 'ledger.sqlite');
  const agent = await openReplay(path, { reportPeriodMs: 300_000 });
  await agent.run(new AbortController().signal);
  const done = { lines: [...agent.ledger.lines()], reports: agent.ledger.reports() };
  agent.close();
  return { ...done, database: readFileSync(path) };
}

/** Its folder: its ledger as lines and as a database, and the path of each report. */
async function replayed() {
  run ??= runOnce();
  const { lines, reports, database: bytes } = await run;
  const folder = scratchDirectory('recompute');
  const [database, ledger] = [join(folder, 'ledger.sqlite'), join(folder, 'ledger.jsonl')];
  writeFileSync(database, bytes);
  writeFileSync(ledger, lines.map((line) => `${line}\n`).join(''));
  const paths = reports.map(({ reportSeq }) => join(folder, `${reportSeq}.jws`));
  reports.forEach(({ jws }, index) => {
    writeFileSync(paths[index] ?? '', jws);
  });
  return { folder, database, ledger, paths, payloads: reports.map(({ jws }) => payloadOf(jws)) };
}

interface Told {
  readonly verdict: string;
  readonly reports: readonly {
    readonly verdict: string;
    readonly findings: readonly { readonly code: string; readonly place: string; readonly text: string }[];
    readonly quantities: readonly Quantity[];
  }[];
}
const told = async (...args: string[]): Promise<Told & { code: number }> => {
  const { code, out, err } = await runCli('recompute', ...args, '--json');
  expect(err).toBe('');
  return { code, ...(JSON.parse(out) as Told) };
};
const differing = ({ reports }: Told): string[] =>
  reports.flatMap(({ quantities }) => quantities.filter(({ equal }) => !equal).map(({ quantity }) => quantity));

describe('recompute', () => {
  it('gives every report of a run again from its records, line by line and at the end PASS', async () => {
    const { ledger, paths } = await replayed();
    for (const path of paths) {
      const { code, out } = await runCli('recompute', path, '--ledger', ledger);
      expect(code).toBe(0);
      expect(out).toMatch(/^ {2}risk\.riskIndex +equal +\d\d\.\d+$/m);
      expect(out).toMatch(/^ {2}exposure\.closing\.operatingMsByEPeople +equal/m);
      expect(out.split('\n').at(-1)).toMatch(
        /^PASS report \d: 5[3-8] quantities recomputed and equal, [23] taken from the report, 0 different/,
      );
    }
  });

  it('says of each quantity whether it is from records or taken from the report', async () => {
    const { ledger, paths } = await replayed();
    const { verdict, reports } = await told(paths[0] ?? '', '--ledger', ledger);
    expect(verdict).toBe('pass');
    const quantities = reports[0]?.quantities ?? [];
    expect(quantities.find(({ quantity }) => quantity === 'risk.lnM')).toMatchObject({ basis: 'records', equal: true });
    expect(quantities.flatMap(({ basis, quantity }) => (basis === 'takenFromState' ? [quantity] : []))).toEqual([
      'assessmentState.closing.environment',
      'assessmentState.closing.anomaly, baseline',
    ]);
  });

  it('takes the database of a stopped agent, and all reports of a directory', async () => {
    const { folder, database, payloads } = await replayed();
    const { code, reports } = await told(folder, '--ledger', database);
    expect(code).toBe(0);
    expect(reports).toHaveLength(payloads.length);
  });

  it('takes what a replay writes', async () => {
    const out = scratchDirectory('out');
    const context = productFile('config/context.example.yaml');
    await runCli('replay', productFile('config/recordings/synthetic-cobot.csv'), '--out', out, '--context', context);
    expect(await told(join(out, 'reports'), '--ledger', join(out, 'ledger.jsonl'), '--context', context)).toMatchObject({
      code: 0,
      verdict: 'pass',
    });
  });
});

describe('a report that was changed and signed again', () => {
  const changed = async (change: (payload: Record<string, unknown>) => void) => {
    const { folder, ledger, payloads } = await replayed();
    const path = join(folder, 'changed.jws');
    const payload = payloads.at(-1);
    if (payload === undefined) throw new Error('no report was closed');
    writeFileSync(path, tampered(payload, change));
    return { path, ledger };
  };
  type Report = { -readonly [K in keyof ReportPayload]: Record<string, never> };
  const asked = { code: 'meter.unmeteredRun', findingCount: 1, recordSeqs: [3], reviewRequested: true };
  const unrecorded = { ...asked, replied: false, replySeqs: [] };
  const cases: readonly (readonly [string, (payload: Report) => void, string])[] = [
    ['a better index', ({ risk }) => Object.assign(risk, { riskIndex: 40 }), 'risk.riskIndex'],
    ['fewer hours', ({ exposure }) => Object.assign(exposure.closing ?? {}, { operatingMs: 5 }), 'exposure.closing.operatingMs'],
    ['other events', ({ events }) => Object.assign(events, { countByClass: { impact: 1 } }), 'events.countByClass'],
    ['more gaps', ({ gaps }) => Object.assign(gaps, { gapCount: 99 }), 'gaps.gapCount'],
    ['a better grade', ({ environment }) => Object.assign(environment, { e: 1 }), 'environment'],
    ['a finding that is on no record', (report) => Object.assign(report, { findings: [unrecorded] }), 'findings'],
    ['a class said to be unobserved', ({ events }) => Object.assign(events, { notObserved: ['protectiveStop'] }), 'events observable'],
    [
      'a cleaner history',
      ({ assessmentState }) => {
        const { history } = assessmentState.closing as unknown as { history: Record<string, object> };
        Object.assign(history.protectiveStop ?? {}, { eventCount: 0, agedCount: 0 });
      },
      'assessmentState.closing.history',
    ],
  ];

  it.each(cases)('with %s fails, and says where', async (_, change, quantity) => {
    const { path, ledger } = await changed((payload) => change(payload as unknown as Report));
    const result = await told(path, '--ledger', ledger);
    expect(result).toMatchObject({ code: 1, verdict: 'fail' });
    expect(differing(result)).toContain(quantity);
    const { out } = await runCli('recompute', path, '--ledger', ledger);
    expect(out).toMatch(new RegExp(`^ {2}${quantity.replaceAll('.', '\\.')} +NOT EQUAL +stated `, 'm'));
    expect(out).toMatch(/^FAIL report/m);
  });

  it.each(['opening', 'closing'])('with a mangled %s state is a finding, not a crash', async (end) => {
    for (const state of [{}, null, 7, { version: 1, history: 'clean' }]) {
      const { path, ledger } = await changed((payload) => Object.assign(payload.assessmentState as object, { [end]: state }));
      const result = await told(path, '--ledger', ledger);
      expect(result).toMatchObject({ code: 1, verdict: 'fail' });
      expect(result.reports[0]?.findings[0]).toMatchObject({ code: 'report.stateMalformed', place: `/assessmentState/${end}` });
    }
  });

  it('with mathematics this program does not know is a finding', async () => {
    const { path, ledger } = await changed((payload) => Object.assign(payload.versions as object, { riskModel: 'robot-risk/9' }));
    expect((await told(path, '--ledger', ledger)).reports[0]?.findings).toMatchObject([{ code: 'report.riskModelUnknown' }]);
  });
});

describe('a ledger that is not the one', () => {
  it('with a changed line is found by its root', async () => {
    const { ledger, paths } = await replayed();
    writeFileSync(ledger, readFileSync(ledger, 'utf8').replace('"gripLost"', '"handLost"'));
    expect((await told(paths[0] ?? '', '--ledger', ledger)).reports[0]).toMatchObject({
      verdict: 'fail',
      findings: [{ code: 'ledger.other' }],
    });
  });

  it('without some of the records names which are missing', async () => {
    const { ledger, paths, payloads } = await replayed();
    const lines = readFileSync(ledger, 'utf8').split('\n');
    const seq = payloads[1]?.log.firstSeq ?? 0;
    writeFileSync(ledger, lines.filter((_, index) => index !== seq).join('\n'));
    const result = await told(paths[1] ?? '', '--ledger', ledger);
    expect(result.reports[0]?.findings).toMatchObject([{ code: 'ledger.recordsMissing', text: expect.stringContaining(`seq ${seq}`) }]);
    expect(result.code).toBe(1);
  });

  it.each(['gone.jsonl', 'package.json'])('or no ledger at all: %s', async (name) => {
    const { paths } = await replayed();
    const { code } = await runCli('recompute', paths[0] ?? '', '--ledger', productFile(name));
    expect(code).toBe(name === 'gone.jsonl' ? 2 : 1);
  });
});

describe('the documents of a report', () => {
  it('are found by hash; a model that does not ship is asked for by its hash', async () => {
    const { folder, ledger, payloads } = await replayed();
    const path = join(folder, 'other.jws');
    const payload = payloads[0];
    if (payload === undefined) throw new Error('no report was closed');
    const hash = `sha256:${'0'.repeat(64)}`;
    writeFileSync(
      path,
      tampered(payload, ({ versions }) => Object.assign(versions as object, { referenceModel: hash })),
    );
    const { code, err } = await runCli('recompute', path, '--ledger', ledger);
    expect(code).toBe(2);
    expect(err).toContain(`no reference model that ships has the hash ${hash}`);
    expect(err).toContain("give the model's file with --model");
  });

  it('may be given, and must have the hash the report names', async () => {
    const { ledger, paths } = await replayed();
    const model = productFile('config/reference-models/illustrative-1.yaml');
    expect((await told(paths[0] ?? '', '--ledger', ledger, '--model', model)).code).toBe(0);
    const own = join(scratchDirectory('model'), 'own.yaml');
    writeFileSync(own, readFileSync(model, 'utf8').replace('e2: 1.00', 'e2: 0.99'));
    const { code, err } = await runCli('recompute', paths[0] ?? '', '--ledger', ledger, '--model', own);
    expect([code, err]).toEqual([2, expect.stringContaining('--model: sha256:')]);
  });
});
