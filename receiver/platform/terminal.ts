import type { Terminal } from '../../agent/contract/terminal.ts';

/** The process's terminal: results on standard output, remarks on standard error; Ctrl-C and SIGTERM abort the signal. */
export function createTerminal(): Terminal {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  process.once('SIGTERM', () => interrupted.abort());
  for (const stream of [process.stdout, process.stderr]) stream.on('error', throwUnlessReaderLeft);
  return {
    signal: interrupted.signal,
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    progress: (line) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
    },
  };
}

/** `robot-risk-receiver … | head` closes the pipe early: nobody reads on, and that is no failure of the work. */
function throwUnlessReaderLeft(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
