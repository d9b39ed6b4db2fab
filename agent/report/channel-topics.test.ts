import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channelAgentKey } from '../../tests/support/channel-fixture.ts';
import { InvariantError } from '../contract/errors.ts';
import { channelTopics } from './channel-topics.ts';

const agentId = channelAgentKey.kid;

describe('the topics of a channel', () => {
  it('stand below tenant and agent', () => {
    expect(channelTopics('demo', agentId)).toEqual({
      report: `robot-risk/v1/demo/${agentId}/report`,
      receipt: `robot-risk/v1/demo/${agentId}/receipt`,
      request: `robot-risk/v1/demo/${agentId}/request`,
      status: `robot-risk/v1/demo/${agentId}/status`,
      usage: `robot-risk/v1/demo/${agentId}/usage`,
    });
  });

  it.each(['', '#', '+', 'a/b', '$share', 'a b', 'a\u0000b', 'ä', 'x'.repeat(65)])('refuse a tenant %j', (tenant) => {
    expect(() => channelTopics(tenant, agentId)).toThrow(InvariantError);
    expect(() => channelTopics('demo', tenant)).toThrow(InvariantError);
  });

  it('never let a name open a level or a wildcard', () => {
    fc.assert(
      fc.property(fc.string(), (tenant) => {
        let topic = 'robot-risk/v1/demo/agent/report';
        try {
          topic = channelTopics(tenant, agentId).report;
        } catch (error) {
          expect(error).toBeInstanceOf(InvariantError);
        }
        expect(topic.split('/')).toHaveLength(5);
        expect(topic).not.toMatch(/[+#$\s]/);
      }),
    );
  });

  it('accept every key thumbprint, also one that begins with a dash', () => {
    const thumbprint = `-${'A'.repeat(42)}`;
    expect(channelTopics('demo', thumbprint).report).toContain(thumbprint);
  });
});
