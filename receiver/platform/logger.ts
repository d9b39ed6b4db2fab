import { type DestinationStream, destination, pino, stdTimeFunctions } from 'pino';
import type { Logger } from '../../agent/contract/logger.ts';

export const logLevels = ['error', 'warn', 'info', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** One JSON line per event, to standard error and written at once, so that the last line before a crash is there. */
export function createLogger(level: LogLevel, stream: DestinationStream = destination({ dest: 2, sync: true })): Logger {
  const log = pino({ level, base: null, timestamp: stdTimeFunctions.isoTime, messageKey: 'code' }, stream);
  return {
    info: (code, facts) => log.info(facts ?? {}, code),
    warn: (code, facts) => log.warn(facts ?? {}, code),
    error: (code, facts) => log.error(facts ?? {}, code),
  };
}
