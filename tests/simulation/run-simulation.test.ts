import { describe, expect, it } from 'vitest';
import { ChildCommand } from '../support/child-command.ts';
import type { SeedOutcome } from './seed-outcome.ts';
import { readSimulationOptions } from './simulation-options.ts';
import { failureLines, type SimulationSummary, summarise, summaryLines } from './simulation-summary.ts';

const outcome = (change: Partial<SeedOutcome>): SeedOutcome => ({
  level: 'agent',
  seed: 1,
  virtualMs: 7_200_000,
  faults: { 'kill.step': 2, suspend: 1 },
  violations: [],
  digest: 'aa',
  trace: [],
  recordCount: 10,
  reportCount: 2,
  ...change,
});

describe('the command line', () => {
  it.each([
    [[], { fromSeed: 1, toSeed: 10, hours: 24, levels: ['agent', 'ledger'], workerCount: 2, isJson: false }],
    [['--seeds', '100', '--hours', '12', '--json'], { fromSeed: 1, toSeed: 100, hours: 12, isJson: true }],
    [['--seeds', '200..300', '--workers', '4'], { fromSeed: 200, toSeed: 300, workerCount: 4 }],
    [['--seed', '1234', '--level', 'ledger'], { fromSeed: 1234, toSeed: 1234, levels: ['ledger'] }],
  ])('%j is understood', (argv, wanted) => {
    expect(readSimulationOptions(argv)).toMatchObject(wanted);
  });

  it.each([
    [['--seeds', 'all'], '--seeds'],
    [['--seeds', '9..3'], 'above the last'],
    [['--hours', '0'], '--hours'],
    [['--workers', '1.5'], '--workers'],
    [['--level', 'all'], '--level'],
    [['--sedes', '1'], '--sedes'],
  ])('%j is refused with the word that is wrong', (argv, word) => {
    expect(readSimulationOptions(argv)).toContain(word);
  });
});

describe('the summary', () => {
  it('adds up hours by level, faults by kind and kills of each', () => {
    const outcomes = [outcome({}), outcome({ level: 'ledger', virtualMs: 36_000_000, faults: { 'kill.torn': 3 } })];
    expect(summarise(outcomes, '1..1', 4_400)).toEqual({
      seeds: '1..1',
      virtualHours: { agent: 2, ledger: 10, total: 12 },
      killCount: { agent: 2, ledger: 3 },
      faults: { 'kill.step': 2, 'kill.torn': 3, suspend: 1 },
      faultCount: 6,
      recordCount: 20,
      reportCount: 4,
      violationCount: 0,
      failing: [],
      wallS: 4,
    });
  });

  it('names what failed, and what was done to the world before', () => {
    const violation = { invariant: 'committedIsKept', atMs: 3_600_000, detail: 'a report is gone' } as const;
    const failed = outcome({ seed: 9, violations: [violation], trace: [{ atMs: 1_800_000, kind: 'kill.torn', detail: '' }] });
    const summary = summarise([outcome({}), failed], '1..9', 0);
    expect(summary).toMatchObject({ violationCount: 1, failing: [{ level: 'agent', seed: 9, violations: [violation] }] });
    expect(summaryLines(summary).at(-1)).toBe('1 violations in 0 s');
    const [title, fault, broken] = failureLines(failed);
    expect(title).toBe('FAILED seed 9, level agent');
    expect(fault).toContain('0.50000 h  kill.torn');
    expect(broken).toMatch(/VIOLATED committedIsKept \(what a commit made durable .*\): a report is gone/);
  });
});

describe('npm run simulate', () => {
  it('runs a seed of both levels in processes of their own and prints one JSON object', async () => {
    const child = new ChildCommand(new URL('run-simulation.ts', import.meta.url), ['--seed', '5', '--hours', '1', '--json']);
    const { code } = await child.ended();
    const summary = JSON.parse(child.out) as SimulationSummary;
    expect(summary).toMatchObject({ seeds: '5..5', violationCount: 0, failing: [] });
    expect(summary.virtualHours).toMatchObject({ agent: 1, ledger: 11 });
    expect(code).toBe(0);
  });
});
