import { describe, expect, it } from 'vitest';
import { recordingLogger } from '../../tests/support/recording-logger.ts';
import { StateLog } from './state-log.ts';

const away = { level: 'warn', code: 'report/mqtt-unreachable', text: 'connection refused' } as const;
const back = { level: 'info', code: 'report/mqtt-connected', text: 'connected' } as const;

describe('the log of states', () => {
  it('says a state once, however often it is entered, with the facts common to all', () => {
    const logger = recordingLogger();
    const log = new StateLog(logger, { recipientId: 'insurer' });
    for (let attempt = 0; attempt < 100; attempt++) log.enter('connection', { ...away, facts: { attempt } });
    const facts = { recipientId: 'insurer', text: 'connection refused', attempt: 0 };
    expect(logger.lines).toEqual([{ level: 'warn', code: 'report/mqtt-unreachable', facts }]);
  });

  it('says every change, also back to a state it was in before', () => {
    const logger = recordingLogger();
    const log = new StateLog(logger, {});
    for (const notice of [away, back, back, away]) log.enter('connection', notice);
    expect(logger.codes()).toEqual([away.code, back.code, away.code]);
  });

  it('keeps subjects apart', () => {
    const logger = recordingLogger();
    const log = new StateLog(logger, {});
    log.enter('connection', away);
    log.enter('publish', away);
    expect(logger.lines).toHaveLength(2);
  });

  it('tells of a recovery only after trouble', () => {
    const logger = recordingLogger();
    const log = new StateLog(logger, {});
    log.recover('publish', back);
    log.enter('publish', away);
    log.recover('publish', back);
    log.recover('publish', back);
    expect(logger.codes()).toEqual([away.code, back.code]);
  });

  it('names the first subject in trouble in its latest words', () => {
    const log = new StateLog(recordingLogger(), {});
    expect(log.trouble(['publish', 'receipts'])).toBeUndefined();
    log.enter('receipts', { ...away, text: 'no receipts' });
    log.enter('receipts', { ...away, text: 'still no receipts' });
    expect(log.trouble(['publish', 'receipts'])).toBe('still no receipts');
    log.enter('publish', { ...away, text: 'refused' });
    expect(log.trouble(['publish', 'receipts'])).toBe('refused');
    log.recover('publish', back);
    log.recover('receipts', back);
    expect(log.trouble(['publish', 'receipts'])).toBeUndefined();
  });
});
