const ROOT = 'robot-risk/v1';
const AGENT = /^[A-Za-z0-9_-]{43}$/;

/** Name of a tenant: a level of every topic. */
export const tenantPattern = '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$';

export interface ReceivedTopic {
  readonly tenant: string;
  readonly agentId: string;
  readonly kind: 'report' | 'status';
}

/** What a receiver of this tenant listens to. */
export function subscriptionsOf(tenant: string): string[] {
  return [`${ROOT}/${tenant}/+/report`, `${ROOT}/${tenant}/+/status`];
}

/** Where the receiver answers one agent. */
export function answerTopic({ tenant, agentId }: { tenant: string; agentId: string }, kind: 'receipt' | 'request'): string {
  return `${ROOT}/${tenant}/${agentId}/${kind}`;
}

/** Whose message this is, or undefined when the topic is none of ours. */
export function readTopic(topic: string): ReceivedTopic | undefined {
  const [root, version, tenant, agentId, kind, ...rest] = topic.split('/');
  if (`${root}/${version}` !== ROOT || tenant === undefined || agentId === undefined || rest.length > 0) return undefined;
  if (!new RegExp(tenantPattern).test(tenant) || !AGENT.test(agentId)) return undefined;
  return kind === 'report' || kind === 'status' ? { tenant, agentId, kind } : undefined;
}
