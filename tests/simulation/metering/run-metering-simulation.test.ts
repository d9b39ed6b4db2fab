import { describe, expect, it } from 'vitest';
import { ChildCommand } from '../../support/child-command.ts';
import { readMeteringOptions } from './metering-options.ts';
import { type MeteringSummary, meteringLines, summariseMetering, traceLines } from './metering-summary.ts';
import { type BilledHours, type MeteringOutcome, simulateMetering } from './simulate-metering.ts';

const hourMs = 3_600_000;
const hours = (change: Partial<BilledHours>): BilledHours => ({
  ...{ trueMs: 0, billedMs: 0, awayMs: 0, asleepMs: 0, sleepingMs: 0, unseenMs: 0, lostMs: 0, heldMs: 0 },
  ...change,
});
const base = simulateMetering({ seed: 1, hours: 1 });
const outcome = (change: Partial<MeteringOutcome>): MeteringOutcome => ({ ...base, violations: [], faults: {}, ...change });

describe('the command line', () => {
  it.each([
    [[], { fromSeed: 1, toSeed: 1000, hours: 200, workerCount: 2, isJson: false, isTraced: false }],
    [['--seeds', '20', '--json'], { fromSeed: 1, toSeed: 20, isJson: true }],
    [['--seeds', '7..9', '--workers', '4', '--hours', '10'], { fromSeed: 7, toSeed: 9, workerCount: 4, hours: 10 }],
    [['--seed', '12'], { fromSeed: 12, toSeed: 12, isTraced: true }],
  ])('%j is understood', (argv, wanted) => {
    expect(readMeteringOptions(argv)).toMatchObject(wanted);
  });

  it.each([
    [['--seeds', 'all'], '--seeds'],
    [['--seed', 'x'], '--seed x'],
    [['--seeds', '9..3'], 'above the last'],
    [['--hours', '-1'], '--hours'],
    [['--workers', '0'], '--workers'],
    [['--robots', '3'], '--robots'],
  ])('%j is refused with the word that is wrong', (argv, word) => {
    expect(readMeteringOptions(argv)).toContain(word);
  });
});

describe('the summary', () => {
  it('adds up hours and faults, and names the robots that stand out', () => {
    const above = hours({ trueMs: hourMs, billedMs: hourMs + 60_000 });
    const below = hours({ trueMs: 10 * hourMs, billedMs: 8 * hourMs, lostMs: 90_000 });
    const outcomes = [
      outcome({ seed: 4, operating: above, powerOn: above, faults: { suspend: 2 }, unmeteredMs: hourMs }),
      outcome({ seed: 5, operating: below, powerOn: below, faults: { suspend: 1, silence: 1 }, unmeteredMs: hourMs }),
    ];
    expect(summariseMetering(outcomes, '4..5', { cpuMs: 2400, wallMs: 1400 })).toMatchObject({
      robotCount: 2,
      faults: { silence: 1, suspend: 3 },
      faultCount: 4,
      operating: { trueHours: 11, billedHours: 9 },
      imputedHours: 2,
      worstAbove: { seed: 4, ms: 60_000 },
      worstBelow: { seed: 5, ms: 2 * hourMs, shareRatio: 0.2 },
      worstLost: { seed: 5, ms: 90_000 },
      violationCount: 0,
      cpuS: 2,
      wallS: 1,
    });
  });

  it('names what failed, in figures and in words, after what was done before', () => {
    const violation = { invariant: 'neverAbove', atMs: hourMs, detail: '7 ms above' } as const;
    const failed = outcome({ seed: 9, violations: [violation], trace: [{ atMs: 1_800_000, kind: 'suspend', detail: '' }] });
    const summary = summariseMetering([outcome({}), failed], '1..9', { cpuMs: 0, wallMs: 0 });
    expect(summary).toMatchObject({ violationCount: 1, failing: [{ seed: 9, violations: [violation] }] });
    expect(meteringLines(summary).at(-1)).toContain('1 violations');
    const [title, fault, broken] = traceLines(failed);
    expect(title).toBe('robot 9: FAILED');
    expect(fault).toContain('0.50000 h  suspend');
    expect(broken).toMatch(/VIOLATED neverAbove \(billed hours .*\): 7 ms above/);
  });
});

describe('npm run simulate:metering', () => {
  it('runs robots in processes of their own and prints one JSON object', async () => {
    const child = new ChildCommand(new URL('run-metering-simulation.ts', import.meta.url), ['--seeds', '5..8', '--hours', '10', '--json']);
    const { code } = await child.ended();
    const summary = JSON.parse(child.out) as MeteringSummary;
    expect(summary).toMatchObject({ seeds: '5..8', robotCount: 4, violationCount: 0, failing: [], virtualHours: 42 });
    expect(code).toBe(0);
  });

  it('prints the trace of a single robot', async () => {
    const child = new ChildCommand(new URL('run-metering-simulation.ts', import.meta.url), ['--seed', '5', '--hours', '10']);
    expect((await child.ended()).code).toBe(0);
    expect(child.err).toContain('agent starts boot-1');
    expect(child.out).toContain('0 violations');
  });
});
