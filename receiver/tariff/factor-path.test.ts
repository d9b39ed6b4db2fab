import { describe, expect, it } from 'vitest';
import { day, hourMs, reportOf, riskOf, seriesWith, tariffWith } from '../../tests/support/tariff-fixture.ts';
import { factorAt, factorPath, type PricedRobot } from './factor-path.ts';
import { tariffSeries } from './tariff-series.ts';

const series = seriesWith();
const bad = riskOf({ safety: 3 });
const robotOf = (change: Partial<PricedRobot> = {}): PricedRobot => ({
  enrolledMs: day('2026-01-01'),
  reports: [],
  inspections: [],
  ...change,
});
const received = (text: string, reportSeq: number, risk = bad) => reportOf({ receivedMs: day(text), reportSeq, risk });
const factors = (robot: PricedRobot, to: string) =>
  factorPath(series, robot, day(to)).map(({ month, factorRatio }) => [month, factorRatio]);

describe('the path of a factor', () => {
  it('moves at UTC month ends only, by a tenth of itself at most', () => {
    const robot = robotOf({ reports: [received('2026-01-31', 0)] });
    expect(factors(robot, '2026-04-15')).toEqual([
      ['2026-01', 1.1],
      ['2026-02', 1.21],
      ['2026-03', 1.331],
    ]);
    const path = factorPath(series, robot, day('2026-04-15'));
    expect(['2026-01-31', '2026-02-01', '2026-02-28', '2026-03-01'].map((text) => factorAt(path, day(text)))).toEqual([1, 1.1, 1.1, 1.21]);
  });

  it('goes by receipt: a report that arrives a moment after the month end belongs to the next', () => {
    const endMs = day('2026-02-01');
    const at = (receivedMs: number) => robotOf({ reports: [{ ...received('2026-01-31', 0), receivedMs }] });
    expect(factors(at(endMs - 1), '2026-02-01')).toEqual([['2026-01', 1.1]]);
    expect(factors(at(endMs), '2026-02-01')).toEqual([['2026-01', 1]]);
  });

  it('rests on the highest sequence that had arrived, in whatever order', () => {
    const reports = [received('2026-01-05', 7), received('2026-01-09', 3, riskOf({}))];
    for (const order of [reports, reports.toReversed()]) {
      expect(factorPath(series, robotOf({ reports: order }), day('2026-02-01'))).toMatchObject([{ reportSeq: 7, factorRatio: 1.1 }]);
    }
  });

  it('begins with enrolment, pro rata by days', () => {
    const robot = robotOf({ enrolledMs: day('2026-01-29') + 5 * hourMs, reports: [received('2026-01-30', 0)] });
    expect(factorPath(series, robot, day('2026-02-01'))).toMatchObject([
      { factorRatio: 1.009677, applied: ['overallCap', 'rateLimit', 'partMonth'] },
    ]);
  });

  it('does not depend on where a statement begins or ends', () => {
    const robot = robotOf({ reports: [received('2026-01-10', 0), received('2026-03-10', 1, riskOf({ safety: 0.5 }))] });
    const whole = factorPath(series, robot, day('2026-12-01'));
    expect(factorPath(series, robot, day('2026-05-20'))).toEqual(whole.slice(0, 4));
  });

  it('shows index, interval, coverage and report of each month end', () => {
    const [end] = factorPath(series, robotOf({ reports: [received('2026-01-10', 4)] }), day('2026-02-01'));
    expect(end).toMatchObject({
      reportSeq: 4,
      riskIndex: bad.riskIndex,
      p05Index: 31.25,
      p95Index: 70.5,
      coverageTier: 'normal',
      tariffVersion: 1,
    });
  });

  it('says that nothing is known before the first report', () => {
    expect(factorPath(series, robotOf(), day('2026-02-01'))).toMatchObject([{ riskIndex: { unknown: 'notReported' }, factorRatio: 1 }]);
  });

  it('goes on through a change of tariff, within the limits of the new one', () => {
    const second = tariffWith({ version: 2, validFrom: '2026-03-01', rateLimitPerMonthRatio: 0.02 });
    const both = tariffSeries('t', [tariffWith(), second]);
    const path = factorPath(both, robotOf({ reports: [received('2026-01-10', 0)] }), day('2026-05-01'));
    expect(path.map(({ factorRatio, tariffVersion }) => [tariffVersion, factorRatio])).toEqual([
      [1, 1.1],
      [1, 1.21],
      [2, 1.2342],
      [2, 1.258884],
    ]);
  });

  it('stands still in months without a valid version', () => {
    const late = seriesWith({ validFrom: '2026-03-01' });
    const path = factorPath(late, robotOf({ reports: [received('2026-01-10', 0)] }), day('2026-04-01'));
    expect(path.map(({ month, factorRatio }) => [month, factorRatio])).toEqual([['2026-03', 1.1]]);
  });

  it('takes alarms in only from the inspection on that confirmed them', () => {
    const inspections = [
      { agentId: 'a', inspectedOn: '2026-02-10', inspectedBy: 'engineer', inspectedAlarmCount: 4, confirmedAlarmCount: 2 },
    ];
    const robot = robotOf({ reports: [received('2026-01-10', 0, riskOf({ anomaly: 1.1 }))], inspections });
    const asked = factorPath(seriesWith({ anomaly: 'confirmedByInspection' }), robot, day('2026-03-01'));
    expect(asked.map(({ factorRatio }) => factorRatio)).toEqual([1, 1.048809]);
    expect(factorPath(series, robot, day('2026-03-01')).map(({ factorRatio }) => factorRatio)).toEqual([1, 1]);
  });
});
