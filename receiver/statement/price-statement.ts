import type { Bilingual } from '../../agent/assess/risk-messages.ts';
import { InvariantError } from '../../agent/contract/errors.ts';
import type { Verdict } from '../../agent/evidence/verdict.ts';
import type { ReceiverStore } from '../store/open-store.ts';
import type { Inspection } from '../tariff/inspections.ts';
import { alarmsInPrice, alarmsNotInPrice, notInPrice, pricedStatementWords } from '../tariff/price-messages.ts';
import { type Period, priceRobot, type TariffPrice } from '../tariff/price-robot.ts';
import type { TariffSeries } from '../tariff/tariff-series.ts';
import { formatUtcDay } from '../tariff/utc-month.ts';
import type { AgentStatement, StatementVerdict } from './agent-statement.ts';
import { pricedRobot } from './priced-robot.ts';
import { stateReceiver, worst } from './state-receiver.ts';
import { sumReports } from './sum-reports.ts';

export const pricedStatementSchemaId = 'robot-risk/priced-statement/1';

/** One robot over a period: what was received, and what each tariff makes of it. */
export interface PricedAgent
  extends Pick<AgentStatement, 'agentId' | 'tenant' | 'role' | 'serialNumber' | 'enrolledAt' | 'robot' | 'reports'>,
    Pick<AgentStatement, 'usage' | 'events' | 'coverage' | 'versionChanges' | 'gaps'> {
  /** Accepted reports received in the period; usage, events, gaps and versions are theirs. */
  readonly receivedReportCount: number;
  readonly verification: Omit<Verdict, 'reports'>;
  readonly prices: readonly TariffPrice[];
  /** For a person to look at; it changes no amount (risk model §3.9). */
  readonly reviewRequested: boolean;
  readonly verdict: StatementVerdict;
}

export interface PricedStatement {
  readonly schema: typeof pricedStatementSchemaId;
  /** UTC days by receipt time, `to` excluded. */
  readonly period: { readonly from: string; readonly to: string };
  readonly agents: readonly PricedAgent[];
  readonly notInPrice: readonly Bilingual[];
  readonly verdict: StatementVerdict;
  readonly statement: Bilingual;
}

export interface PriceRequest {
  readonly tariffs: readonly TariffSeries[];
  readonly period: Period;
  readonly inspections: readonly Inspection[];
  /** One agent only. */
  readonly agentId?: string | undefined;
}

/**
 * A statement with prices: every stored report is verified anew, accepted ones are priced side by side under each tariff. Throws
 * ConfigError for an agent nobody enrolled.
 */
export function priceStatement(store: ReceiverStore, request: PriceRequest): PricedStatement {
  const { period, tariffs, agentId } = request;
  const agents = stateReceiver(store, agentId).agents.map((agent) => priceAgent(store, agent, request));
  const pricesAlarms = tariffs.some(({ versions }) => versions.some(({ tariff }) => tariff.anomaly !== 'notPriced'));
  return {
    schema: pricedStatementSchemaId,
    period: { from: formatUtcDay(period.fromMs), to: formatUtcDay(period.toMs) },
    agents,
    notInPrice: [...notInPrice, pricesAlarms ? alarmsInPrice : alarmsNotInPrice],
    verdict: worst(agents.map(({ verdict }) => verdict)),
    statement: pricedStatementWords,
  };
}

function priceAgent(store: ReceiverStore, agent: AgentStatement, { tariffs, period, inspections }: PriceRequest): PricedAgent {
  const robot = pricedRobot(store, storedAgent(store, agent.agentId), inspections);
  const prices = tariffs.map((series) => priceRobot(series, robot, period));
  const { agentId, tenant, role, serialNumber, enrolledAt, reports, verification } = agent;
  const known = robot.reports.filter(({ receivedMs }) => receivedMs < period.toMs);
  const received = known.filter(({ receivedMs }) => receivedMs >= period.fromMs).map(({ payload }) => payload);
  const { usage, events, versionChanges, gaps } = sumReports(received);
  const until = sumReports(known.map(({ payload }) => payload));
  const isWhole = prices.every(({ notPriced }) => notPriced.dayCount === 0 && notPriced.operatingMs === 0);
  const verdict = worst([agent.verdict, isWhole ? 'pass' : 'passWithFindings']);
  return {
    ...{ agentId, tenant, role, serialNumber, enrolledAt, reports, robot: until.robot },
    // Against the lifetime counters, so over everything received until the end of the period.
    usage: { ...usage, operatingOutsideReportsMs: until.usage.operatingOutsideReportsMs },
    ...{ events, versionChanges, gaps, coverage: until.coverage },
    receivedReportCount: received.length,
    verification: { verdict: verification.verdict, checks: verification.checks, findings: verification.findings },
    prices,
    reviewRequested: agent.verdict !== 'pass' || received.some(({ findings }) => findings?.some(({ reviewRequested }) => reviewRequested)),
    verdict,
  };
}

function storedAgent(store: ReceiverStore, agentId: string) {
  const agent = store.agents.find(agentId);
  if (agent === undefined) throw new InvariantError('receiver/agent-lost', `The store listed agent ${agentId} and does not know it`);
  return agent;
}
