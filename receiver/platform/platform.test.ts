import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger, type LogLevel } from './logger.ts';
import { createSystemClock } from './system-clock.ts';
import { systemRandom } from './system-random.ts';

/** What a logger of this level writes. */
function logged(level: LogLevel, write: (log: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  const stream = new Writable({
    write: (chunk, _, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  write(createLogger(level, stream));
  return lines.map((line) => JSON.parse(line));
}

describe('the log', () => {
  it('is one JSON line per event with its code, its facts and a UTC time', () => {
    const [line] = logged('info', (log) => log.warn('receiver/waiting', { reason: 'refused' }));
    expect(line).toMatchObject({ code: 'receiver/waiting', reason: 'refused', time: expect.stringMatching(/^\d{4}-.*Z$/) });
  });

  it('leaves out what is less important than asked for', () => {
    const all = (log: ReturnType<typeof createLogger>): void => {
      log.info('a');
      log.warn('b');
      log.error('c');
    };
    expect(logged('info', all)).toHaveLength(3);
    expect(logged('warn', all)).toHaveLength(2);
    expect(logged('silent', all)).toHaveLength(0);
  });
});

describe('the clock', () => {
  it('never runs backwards, and stops sleeping when told to', async () => {
    const clock = createSystemClock();
    const [first, second] = [clock.now(), clock.now()];
    expect(second.monoNs >= first.monoNs).toBe(true);
    expect(second.bootId).toBe(first.bootId);
    const stop = new AbortController();
    const asleep = clock.sleep(3_600_000, stop.signal);
    stop.abort();
    await asleep;
    expect(stop.signal.aborted).toBe(true);
  });
});

describe('chance', () => {
  it('lies in [0, 1)', () => {
    const draws = Array.from({ length: 1_000 }, systemRandom);
    expect(draws.every((draw) => draw >= 0 && draw < 1)).toBe(true);
    expect(new Set(draws).size).toBeGreaterThan(990);
  });
});
