import type { Logger } from '../../agent/contract/logger.ts';

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly code: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface RecordingLogger extends Logger {
  readonly lines: readonly LogLine[];
  codes(): string[];
}

/** Keeps every line; `onLine` is called after each, for tests that wait for one. */
export function recordingLogger(onLine: () => void = () => undefined): RecordingLogger {
  const lines: LogLine[] = [];
  const at =
    (level: LogLine['level']) =>
    (code: string, facts: LogLine['facts'] = {}): void => {
      lines.push({ level, code, facts });
      onLine();
    };
  return { lines, codes: () => lines.map(({ code }) => code), info: at('info'), warn: at('warn'), error: at('error') };
}
