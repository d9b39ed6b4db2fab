import { describe, expect, it } from 'vitest';
import { recordingLogger } from '../tests/support/recording-logger.ts';
import { logEvent, type ReceiverEvent } from './receiver-event.ts';

const agentId = 'A'.repeat(43);
const events: readonly [level: string, event: ReceiverEvent][] = [
  ['info', { code: 'receiver/connected', url: 'mqtt://broker', protocolVersion: 5 }],
  ['warn', { code: 'receiver/waiting', url: 'mqtt://broker', reason: 'refused', waitMs: 250 }],
  ['info', { code: 'receiver/report-stored', agentId, reportSeq: 1, verdict: 'accepted', findings: [] }],
  ['info', { code: 'receiver/report-repeated', agentId, reportSeq: 1, verdict: 'accepted', findings: [] }],
  ['error', { code: 'receiver/report-forked', agentId, reportSeq: 1, verdict: 'rejected', findings: ['report.fork'] }],
  ['warn', { code: 'receiver/resend-asked', agentId, fromSeq: 0, toSeq: 3 }],
  ['info', { code: 'receiver/status-stored', agentId }],
  ['warn', { code: 'receiver/message-refused', topic: 'topic', reason: 'event.notJson', text: 'why' }],
  ['error', { code: 'receiver/message-failed', topic: 'topic', text: 'disk full' }],
  ['warn', { code: 'receiver/answer-dropped', topic: 'topic' }],
];

describe('an event in the log', () => {
  it.each(events)('is a line of level %s with its facts: %j', (level, event) => {
    const logger = recordingLogger();
    logEvent(logger, event);
    const { code, ...facts } = event;
    expect(logger.lines).toEqual([{ level, code, facts }]);
  });
});
