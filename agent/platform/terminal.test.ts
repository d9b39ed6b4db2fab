import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { runNode } from '../../tests/tools/run-command.ts';

const module = JSON.stringify(new URL('terminal.ts', import.meta.url).href);
/** A process of its own, since a terminal is the process's own; its clock is set by hand, and it is a terminal when told so. */
const scriptOf = (work: string, isTerminal = false): string => `
  let nowMs = 1000;
  Object.defineProperty(performance, 'now', { value: () => nowMs });
  ${isTerminal ? 'process.stderr.isTTY = true;' : ''}
  const { createTerminal } = await import(${module});
  const terminal = createTerminal();
  ${work}`;
const run = (work: string, isTerminal = false) => runNode(['--input-type=module', '-e', scriptOf(work, isTerminal)], '.');

describe('the terminal of the process', () => {
  it('puts results on standard output and remarks on standard error, a line each', async () => {
    const result = await run("terminal.out('one'); terminal.err('two'); terminal.out('three');");
    expect(result).toEqual({ exitCode: 0, stdout: 'one\nthree\n', stderr: 'two\n' });
  });

  it('shows no progress in a file or a pipe', async () => {
    const result = await run("terminal.progress('10 %'); nowMs += 1000; terminal.progress('20 %'); terminal.out('done');");
    expect(result).toEqual({ exitCode: 0, stdout: 'done\n', stderr: '' });
  });
});

describe('progress on a terminal', () => {
  const erase = '\r\x1b[K';

  it('replaces the line before', async () => {
    const { stderr } = await run("terminal.progress('10 %'); nowMs += 200; terminal.progress('20 %');", true);
    expect(stderr).toBe(`${erase}10 %${erase}20 %`);
  });

  it('is drawn ten times a second at most', async () => {
    const { stderr } = await run('for (let i = 0; i <= 250; i++) { nowMs = 1000 + i; terminal.progress(String(i)); }', true);
    expect(stderr).toBe(`${erase}0${erase}100${erase}200`);
  });

  it('is taken away before a line is printed, once', async () => {
    const { stderr, stdout } = await run("terminal.progress('10 %'); terminal.err('a'); terminal.err('b'); terminal.out('c');", true);
    expect(stderr).toBe(`${erase}10 %${erase}a\nb\n`);
    expect(stdout).toBe('c\n');
  });
});

describe('an interrupt', () => {
  /** Starts a process that waits, sends it signals one after another, each after the line it prints; gives its lines and its end. */
  async function signalled(...signals: NodeJS.Signals[]) {
    const work = `
      const { createServer } = await import('node:net'); const idle = createServer().listen(0, '127.0.0.1');
      terminal.signal.addEventListener('abort', () => { terminal.out('aborted'); if (${signals.length} === 1) idle.close(); });
      terminal.out('ready');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', scriptOf(work)], {
      stdio: ['ignore', 'pipe', 'ignore'],
      signal: AbortSignal.timeout(20_000),
    });
    const ended = once(child, 'close');
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      const next = signals.shift();
      if (next !== undefined) child.kill(next);
    }
    const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null];
    return { lines, code, signal };
  }

  it.each(['SIGINT', 'SIGTERM'] as const)('%s asks the work to stop, and lets it end by itself', async (signal) => {
    expect(await signalled(signal)).toEqual({ lines: ['ready', 'aborted'], code: 0, signal: null });
  });

  it('given twice ends the process at once: work that hangs cannot hold a person', async () => {
    expect(await signalled('SIGINT', 'SIGINT')).toEqual({ lines: ['ready', 'aborted'], code: null, signal: 'SIGINT' });
  });
});

describe('a reader that leaves', () => {
  it('as head does, ends nothing: the rest goes unread and the exit code is that of the work', async () => {
    const work = `
      for (let i = 0; i < 50; i++) { terminal.out('line ' + i); await new Promise((resolve) => process.stdout.write('', resolve)); }
      process.exitCode = 1;`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', scriptOf(work)], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const complaints: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
    const [code] = (await once(child, 'close')) as [number | null];
    expect({ code, complaints }).toEqual({ code: 1, complaints: [] });
  });
});
