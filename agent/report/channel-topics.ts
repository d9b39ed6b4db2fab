import { InvariantError } from '../contract/errors.ts';

/** Where one agent and one recipient meet on a broker; both sides build the names here. */
export interface ChannelTopics {
  /** Up: signed reports. */
  readonly report: string;
  /** Down: signed receipts. */
  readonly receipt: string;
  /** Down: signed requests to send again. */
  readonly request: string;
  /** Up, retained: whether the agent is there. */
  readonly status: string;
  /** Up, retained, where the recipient wants it: usage in the words of OPC UA and VDA 5050. */
  readonly usage: string;
}

/** A level of a topic name that can neither be empty, nor open another level, nor be a wildcard or a broker's own topic. */
const level = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}$/;

/** Throws InvariantError for a tenant or agent that is no topic level: the configuration should have refused it. */
export function channelTopics(tenant: string, agentId: string): ChannelTopics {
  const broken = [tenant, agentId].find((name) => !level.test(name));
  if (broken !== undefined) throw new InvariantError('report/topic-level', `${JSON.stringify(broken)} cannot be a level of a topic name`);
  const base = `robot-risk/v1/${tenant}/${agentId}`;
  return {
    report: `${base}/report`,
    receipt: `${base}/receipt`,
    request: `${base}/request`,
    status: `${base}/status`,
    usage: `${base}/usage`,
  };
}
