import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerTopic, readTopic, subscriptionsOf } from './topics.ts';

const agentId = 'A'.repeat(43);

describe('topics', () => {
  it('say tenant, agent and kind of what arrives', () => {
    expect(readTopic(`robot-risk/v1/acme/${agentId}/report`)).toEqual({ tenant: 'acme', agentId, kind: 'report' });
    expect(readTopic(`robot-risk/v1/acme/${agentId}/status`)).toEqual({ tenant: 'acme', agentId, kind: 'status' });
  });

  it('of answers are those the agent listens to', () => {
    expect(answerTopic({ tenant: 'acme', agentId }, 'receipt')).toBe(`robot-risk/v1/acme/${agentId}/receipt`);
    expect(answerTopic({ tenant: 'acme', agentId }, 'request')).toBe(`robot-risk/v1/acme/${agentId}/request`);
  });

  it('are subscribed to for every agent of a tenant', () => {
    expect(subscriptionsOf('acme')).toEqual(['robot-risk/v1/acme/+/report', 'robot-risk/v1/acme/+/status']);
  });

  it.each([
    `robot-risk/v2/acme/${agentId}/report`,
    `robot-risk/v1/acme/${agentId}/receipt`,
    `robot-risk/v1/acme/${agentId}/report/more`,
    'robot-risk/v1/acme/short/report',
    `robot-risk/v1//${agentId}/report`,
    `robot-risk/v1/+/${agentId}/report`,
    `/robot-risk/v1/acme/${agentId}/report`,
    '',
  ])('are none of ours: %j', (topic) => {
    expect(readTopic(topic)).toBeUndefined();
  });

  it('never throw, whatever is written there', () => {
    fc.assert(fc.property(fc.string(), (topic) => readTopic(topic) === undefined));
  });
});
