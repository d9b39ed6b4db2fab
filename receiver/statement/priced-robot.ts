import type { StoredAgent } from '../store/agent-table.ts';
import type { ReceiverStore } from '../store/open-store.ts';
import type { PricedRobot } from '../tariff/factor-path.ts';
import type { Inspection } from '../tariff/inspections.ts';
import { reopenReport } from '../verify/open-report.ts';

/** What the store holds of an agent, as a tariff looks at it: accepted reports by receipt time; rejected ones count nothing. */
export function pricedRobot(store: ReceiverStore, { agentId, enrolledMs }: StoredAgent, inspections: readonly Inspection[]): PricedRobot {
  const registry = store.agents.registryOf(agentId);
  const accepted = store.reports.all(agentId).filter(({ verdict }) => verdict !== 'rejected');
  return {
    enrolledMs,
    reports: accepted.map((report) => ({ receivedMs: report.receivedMs, payload: reopenReport(report, registry).payload })),
    inspections: inspections.filter((inspection) => inspection.agentId === agentId),
  };
}
