import { describe, expect, it } from 'vitest';
import { day, reportOf, riskOf, seriesWith } from '../../tests/support/tariff-fixture.ts';
import { compareTariffs, type RobotPrices } from './compare-tariffs.ts';
import { priceRobot } from './price-robot.ts';

const period = { fromMs: day('2026-01-01'), toMs: day('2026-04-01') };
const [old, dearer] = [
  seriesWith({ base: { per: 'month', amount: 0 } }),
  seriesWith({ base: { per: 'month', amount: 0 }, gamma: 2, rateLimitPerMonthRatio: 0.5 }),
];

function robotPrices(agentId: string, safety: number, hasOld = true): RobotPrices {
  const reports = ['2026-01-10', '2026-02-10', '2026-03-10'].map((text, reportSeq) =>
    reportOf({ reportSeq, receivedMs: day(text), hours: [0, 100, 0, 0, 0], risk: riskOf({ safety }) }),
  );
  const robot = { enrolledMs: period.fromMs, reports, inspections: [] };
  const against = hasOld ? priceRobot(old, robot, period) : undefined;
  return { agentId, serialNumber: `SN-${agentId}`, price: priceRobot(dearer, robot, period), against };
}

describe('two tariffs compared', () => {
  const comparison = compareTariffs([robotPrices('same', 1), robotPrices('bad', 3), robotPrices('good', 0.8)]);

  it('says who moves and by how much, the largest first', () => {
    expect(comparison.robots.map(({ agentId }) => agentId)).toEqual(['bad', 'good', 'same']);
    expect(comparison).toMatchObject({ costsMoreCount: 1, costsLessCount: 1, unchangedCount: 1 });
    // Old: 80 × (1 + 1.1 + 1.21), new: 80 × (1 + 1.5 + 1.6).
    expect(comparison.robots[0]).toMatchObject({ before: 264.8, after: 328, change: 63.2, changeRatio: 0.238671 });
  });

  it('adds up: the change of all is the sum of the changes', () => {
    const sum = comparison.robots.reduce((total, { change }) => total + change, 0);
    expect(comparison.change).toBeCloseTo(sum, 6);
    expect(comparison.after - comparison.before).toBeCloseTo(comparison.change, 6);
    expect(comparison.levelRatio).toBeCloseTo(comparison.after / comparison.before, 6);
  });

  it('puts every robot in one bin, and gives quantiles in order', () => {
    expect(comparison.histogram.reduce((total, { robotCount }) => total + robotCount, 0)).toBe(3);
    expect(comparison.histogram.find(({ fromRatio }) => fromRatio === 0.2)?.robotCount).toBe(1);
    const ratios = comparison.quantiles.map(({ changeRatio }) => changeRatio);
    expect(ratios).toEqual(ratios.toSorted((left, right) => left - right));
    expect([ratios[0], ratios.at(-1)]).toEqual([comparison.robots[1]?.changeRatio, 0.238671]);
  });

  it('counts what held the factor: robots, and month ends', () => {
    const count = Object.fromEntries(comparison.rulesHit.map(({ rule, robotCount, monthEndCount }) => [rule, [robotCount, monthEndCount]]));
    expect(count).toMatchObject({ overallCap: [2, 6], rateLimit: [1, 1], contributionCap: [1, 3], noReport: [0, 0] });
  });

  it('is against factor 1 where there is no other tariff', () => {
    const [robot] = compareTariffs([robotPrices('bad', 3, false)]).robots;
    expect(robot).toMatchObject({ before: 240, after: 328, factorBeforeRatio: 1, factorAfterRatio: 1.6 });
  });

  it('does not divide by nothing', () => {
    const { price } = robotPrices('a', 1);
    const free = { ...price, total: 0 };
    expect(compareTariffs([{ agentId: 'a', serialNumber: 's', price, against: free }]).robots[0]).toMatchObject({
      changeRatio: { unknown: 'insufficientData' },
      change: price.total,
    });
    expect(compareTariffs([])).toMatchObject({ robots: [], change: 0, quantiles: [], levelRatio: { unknown: 'insufficientData' } });
  });
});
