import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scorer } from '../../agent/contract/features.ts';
import { loadScorer } from '../../models/runtime/load-scorer.ts';
import { temperatureRule } from './baselines/plain-methods.ts';
import { dataSets, hasRecording, recordedDataSet, recordingSha256, simulatedRobot } from './data-sets.ts';
import { evaluation } from './evaluation.ts';
import { evaluationDocument, evaluationLines } from './evaluation-document.ts';
import { doEvaluationJob } from './evaluation-job.ts';
import { readEvaluationOptions } from './evaluation-options.ts';
import { evaluationPlan } from './evaluation-plan.ts';
import { baselineMethods, levelMethods, referenceName } from './methods.ts';
import { printable } from './printable.ts';
import { rateMethods } from './rate-methods.ts';
import { isFaultyWord, rowLabels } from './row-labels.ts';

const mandatory = [
  'random',
  'constant',
  'max|z|',
  'Mahalanobis window',
  'PCA-Q',
  'ridge residual',
  'isolation forest',
  'rule +2 °C in 30 s',
];

let scorer: Scorer;
beforeAll(async () => {
  scorer = await loadScorer({ backend: 'wasm' });
});
afterAll(() => scorer.close());

describe('the command line', () => {
  it.each([
    [[], { isJson: false, writes: false, size: 'usual', workerCount: 2, recording: undefined }],
    [['--json', '--workers', '4', '--date', '2026-02-03'], { isJson: true, workerCount: 4, date: '2026-02-03' }],
    [['--quick'], { size: 'quick', only: undefined }],
    [['--full'], { size: 'full' }],
    [['--slow-drift', '--write'], { only: 'slowDrift', writes: true }],
    [['--fleet-prior'], { only: 'fleetPrior', writes: false }],
    [['--false-alarms', '--smoke'], { size: 'smoke', only: 'falseAlarms' }],
    [['--smoke'], { size: 'smoke' }],
    [['--recording', 'a.csv', '--label', 'stop'], { recording: { file: 'a.csv', description: undefined, label: 'stop' } }],
  ])('%j is understood', (args, wanted) => {
    expect(readEvaluationOptions(args)).toMatchObject(wanted);
  });

  it.each([
    [['--workers', '0'], '--workers'],
    [['--date', 'May'], '--date'],
    [['--label', 'x'], '--recording'],
    [['--recording', 'a.csv', '--write'], '--write'],
    [['--recording', 'a.csv', '--false-alarms'], '--false-alarms'],
    [['--recording', 'a.csv', '--fleet-prior'], '--fleet-prior'],
    [['--recordings', 'a.csv'], '--recordings'],
  ])('%j is refused with the word that is wrong', (args, word) => {
    expect(readEvaluationOptions(args)).toContain(word);
  });
});

describe('labels of rows', () => {
  it('are read from the column of that name, blanks around it ignored, from the files that have it', () => {
    expect(rowLabels(['a, label \n1,TRUE\n2,\n', 'a,b\n1,2\n'], 'label')).toEqual([['TRUE', '']]);
    expect(['1', 'true', 'YES', '1.0'].map(isFaultyWord)).toEqual([true, true, true, true]);
    expect(['0', 'false', '', 'maybe'].map(isFaultyWord)).toEqual([false, false, false, false]);
  });
});

describe('the digest of a recording', () => {
  it('changes with a content and with a name', () => {
    const folder = (name: string, text: string): string => {
      const place = mkdtempSync(join(tmpdir(), 'recording-'));
      writeFileSync(join(place, name), text);
      return recordingSha256(place);
    };
    expect(folder('a', 'x')).toBe(folder('a', 'x'));
    expect(new Set([folder('a', 'x'), folder('a', 'y'), folder('b', 'x')]).size).toBe(3);
  });
});

describe('the plan', () => {
  it('has robots of every joint count, and without the large ones is a part of itself', () => {
    const robotsOf = (size: 'full' | 'usual' | 'quick') =>
      evaluationPlan(size).jobs.flatMap((job) => (job.kind === 'simulated' ? [job.plan.jointCount] : []));
    expect([...new Set(robotsOf('full'))].sort((a, b) => a - b)).toEqual([6, 7, 14, 29, 35]);
    expect([...new Set(robotsOf('usual'))].sort((a, b) => a - b)).toEqual([6, 7, 14, 29, 35]);
    expect([...new Set(robotsOf('quick'))].sort((a, b) => a - b)).toEqual([6, 7]);
    expect(evaluationPlan('full').jobs).toEqual(expect.arrayContaining([...evaluationPlan('usual').jobs]));
    expect(evaluationPlan('usual').jobs).toEqual(expect.arrayContaining([...evaluationPlan('quick').jobs]));
    expect(evaluationPlan('full').seeds.length).toBeGreaterThanOrEqual(5);
  });
});

describe('the whole path on small robots', () => {
  it('rates every mandatory baseline and level, prints them, and says nothing that JSON does not know', async () => {
    const [job] = evaluationPlan('smoke').jobs;
    const result = await evaluation(job === undefined ? [] : [await doEvaluationJob(job, scorer)], {
      seeds: [1],
      jobs: [],
      date: '2026-02-03',
      absent: ['ur3'],
    });
    const [set] = result.dataSets;
    expect(set?.classes[0]?.rows.map(({ method }) => method)).toEqual(
      expect.arrayContaining([...mandatory, referenceName, 'L2 network', 'L1 + L2']),
    );
    expect(set?.alarms.map(({ ratePerH }) => ratePerH)).toEqual(expect.arrayContaining([0.1, 0.02]));
    expect(JSON.parse(JSON.stringify(printable(result)))).toEqual(printable(result));
    const text = evaluationDocument(result);
    for (const method of mandatory) expect(text).toContain(method.replaceAll('|', '\\|'));
    expect(text).toContain('2026-02-03');
    expect(evaluationLines(result).join('\n')).toContain(referenceName);
  });

  it('gives the same figures twice, and others for another seed of a random method', () => {
    const series = simulatedRobot({ seed: 3, jointCount: 6, commissioningS: 120, calibrationS: 0, normalS: 30 });
    const some = { ...series, runs: series.runs.slice(0, 2) };
    const judging = { ...dataSets.simulated, isDrawnByMinutes: false };
    const figuresOf = (seed: number) => {
      const methods = baselineMethods.filter(({ isRandom }) => isRandom === true);
      return rateMethods(methods, some, { ...judging, seeds: [seed] }).map(({ figures }) => figures.map(({ auprcRatio }) => auprcRatio));
    };
    expect(figuresOf(1)).toEqual(figuresOf(1));
    expect(figuresOf(2)).not.toEqual(figuresOf(1));
  });
});

describe.skipIf(!hasRecording('armpi-2023'))('the ArmPi recordings of 2023 in ../shared/data', () => {
  it('are rated: the physics watch finds the heated motors better than the rule of two kelvin', async () => {
    const [series] = await recordedDataSet('armpi-2023');
    const physics = levelMethods(scorer).slice(0, 1);
    if (series === undefined) throw new RangeError('the recording has sessions');
    const judging = { ...dataSets['armpi-2023'], seeds: [1], isDrawnByMinutes: false };
    const [watch, rule] = rateMethods([...physics, temperatureRule], series, judging);
    const macro = (figures: readonly { readonly auprcRatio: number }[] = []) =>
      figures.reduce((sum, one) => sum + one.auprcRatio, 0) / figures.length;
    expect(macro(watch?.figures)).toBeGreaterThan(macro(rule?.figures));
    expect(series.commissioning.length).toBeGreaterThan(300);
  });
});
