import { pino } from 'pino';
import type { Logger } from '../contract/logger.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** One JSON object a line on standard error: level, time, code, facts. */
export function createLogger(level: LogLevel): Logger {
  const sink = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, messageKey: 'code' },
    pino.destination({ fd: 2, sync: true }),
  );
  return {
    info: (code, facts = {}) => sink.info(facts, code),
    warn: (code, facts = {}) => sink.warn(facts, code),
    error: (code, facts = {}) => sink.error(facts, code),
  };
}

/** For embedded use: says nothing. */
export const silentLogger: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
