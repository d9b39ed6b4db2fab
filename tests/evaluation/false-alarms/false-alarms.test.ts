import { describe, expect, it } from 'vitest';
import { falseAlarmDocument, falseAlarmLines } from './false-alarm-document.ts';
import { type FalseAlarmOutcome, type FalseAlarmPlan, falseAlarmLife, promisedRatesPerH } from './false-alarm-life.ts';
import { falseAlarmPlans } from './false-alarm-plan.ts';
import { promiseRows, promiseVerdict } from './false-alarm-table.ts';

const plan: FalseAlarmPlan = { seed: 1, jointCount: 6, collectH: 8, calibrateH: 8, activeH: 100, faultCountPerKind: 1 };
const outcome = (falseAlarmCount: number, delaysS: readonly number[], change: Partial<FalseAlarmPlan> = {}): FalseAlarmOutcome => ({
  plan: { ...plan, ...change },
  watchedH: 100,
  promises: [{ ratePerH: 0.1, rule: 'peaksOverThreshold', falseAlarmCount, delaysS }],
});
const missed = Number.POSITIVE_INFINITY;

describe('a life', () => {
  const [tiny] = falseAlarmPlans('smoke');
  const lived = tiny && falseAlarmLife(tiny);

  it('is watched for as long as was asked, at every promised rate, through every kind of fault', () => {
    expect(lived?.watchedH).toBeCloseTo(0.1, 2);
    expect(lived?.promises.map(({ ratePerH }) => ratePerH)).toEqual([...promisedRatesPerH]);
    expect(lived?.promises.map(({ delaysS }) => delaysS.length)).toEqual([8, 8, 8, 8]);
    for (const { rule } of lived?.promises ?? []) expect(rule).not.toBe('none');
  });

  it('is the same for the same plan, and another for another seed', () => {
    if (tiny === undefined) throw new RangeError('a smoke run has a plan');
    expect(falseAlarmLife(tiny)).toEqual(lived);
    expect(falseAlarmLife({ ...tiny, seed: 2 }).promises).not.toEqual(lived?.promises);
  });
});

describe('the plans', () => {
  it('are twenty robots that together are watched for two thousand hours, and some that are commissioned in haste', () => {
    const plans = falseAlarmPlans('whole');
    const shipped = plans.filter(({ calibrateH }) => calibrateH === 8);
    expect(shipped.length).toBeGreaterThanOrEqual(20);
    expect(shipped.reduce((sum, { activeH }) => sum + activeH, 0)).toBeGreaterThanOrEqual(2000);
    expect(plans.length).toBeGreaterThan(shipped.length);
    expect(new Set(plans.map((one) => JSON.stringify(one))).size).toBe(plans.length);
  });
});

describe('the table', () => {
  const [row] = promiseRows([outcome(4, [10, missed]), outcome(12, [30, missed], { seed: 2 })]);

  it('pools robots and keeps their spread', () => {
    expect(row).toMatchObject({ robotCount: 2, watchedH: 200, falseAlarmCount: 16, falsePerH: 0.08, faultCount: 4, detectedRatio: 0.5 });
    expect(row?.perRobotPerH).toEqual({ low: 0.04, median: 0.12, high: 0.12 });
    expect(row?.medianDelayS).toBe(30);
    expect(row?.rules).toEqual({ peaksOverThreshold: 2 });
  });

  it('keeps robots apart that were commissioned otherwise', () => {
    expect(
      promiseRows([outcome(1, []), outcome(9, [], { collectH: 1, calibrateH: 1 })]).map(({ falseAlarmCount }) => falseAlarmCount),
    ).toEqual([1, 9]);
  });

  it.each([
    [2, 'kept'],
    [24, 'kept on average, not beyond doubt'],
    [34, 'above on average, not beyond doubt'],
    [60, 'not kept'],
  ])('judges %i alarms in 200 h where one in ten was promised', (count, verdict) => {
    const [judged] = promiseRows([outcome(count, []), outcome(0, [])]);
    expect(judged && promiseVerdict(judged)).toBe(verdict);
  });

  it('is the document, which says when robots are missing', () => {
    const outcomes = [outcome(4, [10, missed])];
    const text = falseAlarmDocument(outcomes, { date: '2026-02-03', plannedCount: 30 });
    expect(text).toContain('1 of 30 lives');
    for (const line of falseAlarmLines(outcomes)) expect(text).toContain(line);
    expect(falseAlarmDocument(outcomes, { date: undefined, plannedCount: 1 })).not.toContain('cut short');
  });
});
