import { ConfigError } from '../../agent/contract/errors.ts';
import type { ReceiverStore } from '../store/open-store.ts';
import { type Comparison, compareTariffs } from '../tariff/compare-tariffs.ts';
import type { Inspection } from '../tariff/inspections.ts';
import { type Period, priceRobot } from '../tariff/price-robot.ts';
import { asIfAlwaysValid, type TariffSeries, unitOf } from '../tariff/tariff-series.ts';
import { formatUtcDay } from '../tariff/utc-month.ts';
import { pricedRobot } from './priced-robot.ts';

export const reratingSchemaId = 'robot-risk/rerating/1';

/** What a tariff would have done to every stored robot, as if it had held since each was enrolled. */
export interface Rerating extends Comparison {
  readonly schema: typeof reratingSchemaId;
  readonly tariff: RatedTariff;
  /** Null: the same tariff at factor 1. */
  readonly against: RatedTariff | null;
  readonly period: { readonly from: string; readonly to: string };
  readonly unit: string;
  readonly actuarial: boolean;
  /** Robots with rejected reports or second versions of a report: what is compared may not be all there was. */
  readonly doubtfulAgentIds: readonly string[];
}

export interface RatedTariff {
  readonly name: string;
  readonly version: number;
  readonly sha256: string;
}

export interface RerateRequest {
  readonly tariff: TariffSeries;
  readonly against: TariffSeries | undefined;
  readonly period: Period;
  readonly inspections: readonly Inspection[];
}

/** Prices every enrolled robot under both tariffs. Throws ConfigError when their amounts are in different units. */
export function rerateRobots(store: ReceiverStore, { tariff, against, period, inspections }: RerateRequest): Rerating {
  const [fresh, old] = [asIfAlwaysValid(tariff), against && asIfAlwaysValid(against)];
  const unit = unitOf(fresh.latest.tariff);
  const oldUnit = unitOf((old ?? fresh).latest.tariff);
  if (unit !== oldUnit) {
    const remedy = 'compare tariffs of one unit';
    throw new ConfigError('receiver/tariff-unit', [{ place: '--against', value: `${oldUnit}, and --tariff is in ${unit}`, remedy }]);
  }
  const agents = store.agents.all();
  const prices = agents.map((agent) => {
    const robot = pricedRobot(store, agent, inspections);
    const { agentId, serialNumber } = agent;
    return { agentId, serialNumber, price: priceRobot(fresh, robot, period), against: old && priceRobot(old, robot, period) };
  });
  const isDoubtful = (agentId: string): boolean =>
    store.reports.forkCount(agentId) > 0 || store.reports.all(agentId).some(({ verdict }) => verdict === 'rejected');
  return {
    schema: reratingSchemaId,
    tariff: named(fresh),
    against: old === undefined ? null : named(old),
    period: { from: formatUtcDay(period.fromMs), to: formatUtcDay(period.toMs) },
    unit,
    actuarial: fresh.latest.tariff.actuarial,
    doubtfulAgentIds: agents.map(({ agentId }) => agentId).filter(isDoubtful),
    ...compareTariffs(prices),
  };
}

function named({ name, latest: { tariff, sha256 } }: TariffSeries): RatedTariff {
  return { name, version: tariff.version, sha256 };
}
