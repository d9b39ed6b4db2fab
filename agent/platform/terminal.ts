import type { Terminal } from '../contract/terminal.ts';

/** Redrawing a terminal line more often than this only burns time. */
const progressEveryMs = 100;

/** The process's terminal: results on standard output, the rest on standard error; Ctrl-C aborts the signal. */
export function createTerminal(): Terminal {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  process.once('SIGTERM', () => interrupted.abort());
  for (const stream of [process.stdout, process.stderr]) stream.on('error', throwUnlessReaderLeft);
  let progressShownMs = 0;
  let progressOpen = false;
  const closeProgress = (): void => {
    if (progressOpen) process.stderr.write('\r\x1b[K');
    progressOpen = false;
  };
  return {
    signal: interrupted.signal,
    out: (line) => {
      closeProgress();
      process.stdout.write(`${line}\n`);
    },
    err: (line) => {
      closeProgress();
      process.stderr.write(`${line}\n`);
    },
    progress: (line) => {
      const nowMs = performance.now();
      if (!process.stderr.isTTY || nowMs - progressShownMs < progressEveryMs) return;
      progressShownMs = nowMs;
      progressOpen = true;
      process.stderr.write(`\r\x1b[K${line}`);
    },
  };
}

/** `robot-risk … | head` closes the pipe early: nobody reads on, and that is no failure of the work. */
function throwUnlessReaderLeft(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
