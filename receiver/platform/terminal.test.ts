import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';

const module = JSON.stringify(new URL('terminal.ts', import.meta.url).href);

/** A process of its own, since a terminal is the process's own. */
function started(work: string) {
  const script = `const { createTerminal } = await import(${module}); const terminal = createTerminal(); ${work}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  return { child, said };
}

describe('the terminal of the receiver', () => {
  it('puts results on standard output and remarks on standard error, and shows no progress in a pipe', async () => {
    const { child, said } = started("terminal.out('one'); terminal.err('two'); terminal.progress('10 %'); terminal.out('three');");
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(said).toEqual({ out: 'one\nthree\n', err: 'two\n' });
  });

  it('goes on when its reader leaves, as head does: the exit code is that of the work', async () => {
    const { child, said } = started(`
      for (let i = 0; i < 50; i++) { terminal.out('line ' + i); await new Promise((resolve) => process.stdout.write('', resolve)); }
      process.exitCode = 1;`);
    child.stdout.destroy();
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(said.err).toBe('');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('%s asks the work to stop, and lets it end by itself', async (signal) => {
    const { child, said } = started(`
      terminal.signal.addEventListener('abort', () => { terminal.out('aborted'); clearInterval(alive); });
      const alive = setInterval(() => {}, 1000);
      terminal.out('ready');`);
    await once(child.stdout, 'data');
    child.kill(signal);
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(said.out).toBe('ready\naborted\n');
  });
});
