import { describe, expect, it } from 'vitest';
import { runNode } from '../../tests/tools/run-command.ts';
import { type LogLevel, silentLogger } from './logger.ts';

const module = JSON.stringify(new URL('logger.ts', import.meta.url).href);

/** What a logger of this level writes when all of its calls are made once, as objects, one a line. */
async function logged(level: LogLevel, calls?: string) {
  const work = calls ?? "log.info('stage/one', { count: 1 }); log.warn('stage/two'); log.error('stage/three', { reason: 'full' });";
  const script = `const { createLogger } = await import(${module}); const log = createLogger('${level}'); ${work}`;
  const { stdout, stderr } = await runNode(['--input-type=module', '-e', script], '.');
  expect(stdout).toBe('');
  return stderr
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the log', () => {
  it('is one JSON object a line on standard error: level, time, code, facts', async () => {
    const lines = await logged('info');
    expect(lines).toEqual([
      { level: 30, time: expect.any(String), code: 'stage/one', count: 1 },
      { level: 40, time: expect.any(String), code: 'stage/two' },
      { level: 50, time: expect.any(String), code: 'stage/three', reason: 'full' },
    ]);
  });

  it('labels its lines with wall time in ISO 8601', async () => {
    const [line] = await logged('info');
    expect(line?.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Number.isFinite(Date.parse(String(line?.time)))).toBe(true);
  });

  it.each<[LogLevel, readonly string[]]>([
    ['debug', ['stage/one', 'stage/two', 'stage/three']],
    ['warn', ['stage/two', 'stage/three']],
    ['error', ['stage/three']],
    ['silent', []],
  ])('at level %s has %j', async (level, codes) => {
    expect((await logged(level)).map(({ code }) => code)).toEqual(codes);
  });

  it('keeps a line break within its line, so that nothing in it can forge another', async () => {
    const lines = await logged('info', String.raw`log.warn('ingest/source-state', { reason: 'a\n{"code":"forged"}' });`);
    expect(lines.map(({ code }) => code)).toEqual(['ingest/source-state']);
    expect(lines[0]?.reason).toBe('a\n{"code":"forged"}');
  });

  it('is written before the process can be killed: the last line is the one that matters', async () => {
    const lines = await logged(
      'info',
      "for (let i = 0; i < 200; i++) log.info('stage/line', { index: i }); process.kill(process.pid, 'SIGKILL');",
    );
    expect(lines).toHaveLength(200);
    expect(lines.at(-1)?.index).toBe(199);
  });
});

describe('the silent logger', () => {
  it('takes everything and says nothing', () => {
    expect([silentLogger.info('a/b'), silentLogger.warn('a/b', { c: 1 }), silentLogger.error('a/b')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
