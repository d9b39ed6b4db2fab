import { decimals, roundTo } from '../../agent/contract/rounding.ts';
import { isKnown, type Knowable, unknown } from '../../agent/contract/unknown.ts';
import type { TariffPrice } from './price-robot.ts';
import { type FactorRule, factorRules } from './step-factor.ts';
import type { Amount } from './tariff-schema.ts';

/** One robot under both tariffs; without another tariff, against the same one at factor 1. */
export interface RobotPrices {
  readonly agentId: string;
  readonly serialNumber: string;
  readonly price: TariffPrice;
  readonly against: TariffPrice | undefined;
}

export interface RobotChange {
  readonly agentId: string;
  readonly serialNumber: string;
  readonly before: Amount;
  readonly after: Amount;
  readonly change: Amount;
  /** change / before; unknown where nothing was charged before. */
  readonly changeRatio: Knowable<number>;
  /** In force at the end of the period. */
  readonly factorBeforeRatio: number;
  readonly factorAfterRatio: number;
  /** Month ends of the period at which the new tariff did not simply follow the index. */
  readonly rulesHit: Readonly<Partial<Record<FactorRule, number>>>;
}

export interface HistogramBin {
  /** Null at the open ends. */
  readonly fromRatio: number | null;
  /** Excluded. */
  readonly toRatio: number | null;
  readonly robotCount: number;
}

export interface Comparison {
  /** The largest change first. */
  readonly robots: readonly RobotChange[];
  readonly before: Amount;
  readonly after: Amount;
  readonly change: Amount;
  /** after / before of all robots together: how much of everybody's change is the tariff's level. */
  readonly levelRatio: Knowable<number>;
  readonly costsMoreCount: number;
  readonly costsLessCount: number;
  readonly unchangedCount: number;
  /** Of changeRatio over the robots that have one: 0, 0.05, 0.25, 0.5, 0.75, 0.95, 1. */
  readonly quantiles: readonly { readonly shareRatio: number; readonly changeRatio: number }[];
  readonly histogram: readonly HistogramBin[];
  /** How many robots met each rule at least once, and at how many month ends. */
  readonly rulesHit: readonly { readonly rule: FactorRule; readonly robotCount: number; readonly monthEndCount: number }[];
}

/** Inner edges of the histogram; a change from −1 % to +1 % is its middle. */
export const binEdges = [-0.3, -0.2, -0.1, -0.05, -0.01, 0.01, 0.05, 0.1, 0.2, 0.3] as const;
const quantileShares = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1] as const;

/** Who moves and by how much when one tariff takes the place of another. */
export function compareTariffs(prices: readonly RobotPrices[]): Comparison {
  const robots = prices.map(changeOf).sort((left, right) => sizeOf(right) - sizeOf(left) || left.agentId.localeCompare(right.agentId));
  const ratios = robots.flatMap(({ changeRatio }) => (isKnown(changeRatio) ? [changeRatio] : [])).sort((left, right) => left - right);
  const sum = (of: (robot: RobotChange) => Amount): Amount =>
    roundTo(
      robots.reduce((total, robot) => total + of(robot), 0),
      decimals.value,
    );
  const [before, after] = [sum((robot) => robot.before), sum((robot) => robot.after)];
  return {
    robots,
    before,
    after,
    levelRatio: before === 0 ? unknown('insufficientData') : roundTo(after / before, decimals.ratio),
    change: sum(({ change }) => change),
    costsMoreCount: robots.filter(({ change }) => change > 0).length,
    costsLessCount: robots.filter(({ change }) => change < 0).length,
    unchangedCount: robots.filter(({ change }) => change === 0).length,
    quantiles: quantilesOf(ratios),
    histogram: histogramOf(ratios),
    rulesHit: factorRules.map((rule) => ruleCount(rule, robots)),
  };
}

function changeOf({ agentId, serialNumber, price, against }: RobotPrices): RobotChange {
  const before = against === undefined ? roundTo(price.base + price.usageAtReference, decimals.value) : against.total;
  const change = roundTo(price.total - before, decimals.value);
  return {
    agentId,
    serialNumber,
    before,
    after: price.total,
    change,
    changeRatio: before === 0 ? unknown('insufficientData') : roundTo(change / before, decimals.ratio),
    factorBeforeRatio: against?.closingFactorRatio ?? 1,
    factorAfterRatio: price.closingFactorRatio,
    rulesHit: countsOf(price.monthEnds.flatMap(({ applied }) => applied)),
  };
}

function sizeOf({ changeRatio, change }: RobotChange): number {
  if (isKnown(changeRatio)) return Math.abs(changeRatio);
  return change === 0 ? 0 : Number.MAX_VALUE;
}

/** Nearest rank; none without values. */
function quantilesOf(sorted: readonly number[]): { shareRatio: number; changeRatio: number }[] {
  return quantileShares.flatMap((shareRatio) => {
    const changeRatio = sorted[Math.max(0, Math.ceil(shareRatio * sorted.length) - 1)];
    return changeRatio === undefined ? [] : [{ shareRatio, changeRatio }];
  });
}

function histogramOf(ratios: readonly number[]): HistogramBin[] {
  const edges = [null, ...binEdges, null];
  return edges.slice(0, -1).map((fromRatio, place) => {
    const toRatio = edges[place + 1] ?? null;
    const isIn = (ratio: number): boolean => (fromRatio === null || ratio >= fromRatio) && (toRatio === null || ratio < toRatio);
    return { fromRatio, toRatio, robotCount: ratios.filter(isIn).length };
  });
}

function ruleCount(rule: FactorRule, robots: readonly RobotChange[]): Comparison['rulesHit'][number] {
  const counts = robots.map(({ rulesHit }) => rulesHit[rule] ?? 0);
  return { rule, robotCount: counts.filter((count) => count > 0).length, monthEndCount: counts.reduce((sum, count) => sum + count, 0) };
}

function countsOf(rules: readonly FactorRule[]): Partial<Record<FactorRule, number>> {
  return Object.fromEntries([...Map.groupBy(rules, (rule) => rule)].map(([rule, all]) => [rule, all.length]));
}
