import type { Terminal } from '../../agent/contract/terminal.ts';

/** The process's terminal: results on standard output, remarks on standard error; Ctrl-C and SIGTERM abort the signal. */
export function createTerminal(): Terminal {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  process.once('SIGTERM', () => interrupted.abort());
  return {
    signal: interrupted.signal,
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    progress: (line) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
    },
  };
}
