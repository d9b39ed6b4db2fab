import { ConfigError } from '../../agent/contract/errors.ts';
import type { StoredAgent } from '../store/agent-table.ts';
import type { ReceiverStore } from '../store/open-store.ts';

/** Every enrolled agent, or the one that is asked for. Throws ConfigError for one nobody enrolled, with those there are. */
export function enrolledAgents(store: ReceiverStore, agentId: string | undefined): readonly StoredAgent[] {
  const all = store.agents.all();
  const agents = all.filter((agent) => agentId === undefined || agent.agentId === agentId);
  if (agents.length > 0 || agentId === undefined) return agents;
  const remedy = all.length === 0 ? 'enrol an agent first' : `write one of ${all.map((agent) => agent.agentId).join(', ')}`;
  throw new ConfigError('receiver/unknown-agent', [{ place: '--agent', value: agentId, remedy }]);
}
