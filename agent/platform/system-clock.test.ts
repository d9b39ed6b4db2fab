import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createSystemClock } from './system-clock.ts';
import { systemRandom } from './system-random.ts';
import { synchronisedPath } from './time-service.ts';

describe('system clock', () => {
  const clock = createSystemClock();

  it('measures on a clock that never runs backwards', () => {
    const moments = Array.from({ length: 1000 }, () => clock.now().monoNs);
    expect(moments.every((moment, index) => index === 0 || moment >= (moments[index - 1] ?? 0n))).toBe(true);
  });

  it('gives every moment the id of the same boot, and claims no synchronisation it did not see', () => {
    const [first, second] = [clock.now(), clock.now()];
    expect(first.bootId).toBe(second.bootId);
    expect(first.bootId.length).toBeGreaterThan(8);
    expect(first.syncState === 'unsynced').toBe(!existsSync(synchronisedPath));
  });

  it('stops sleeping when told to', async () => {
    const stop = new AbortController();
    const sleep = clock.sleep(3_600_000, stop.signal);
    stop.abort();
    await sleep;
    expect(stop.signal.aborted).toBe(true);
  });
});

describe('system random', () => {
  it('is uniform in [0, 1) as far as a thousand draws can say', () => {
    const draws = Array.from({ length: 1000 }, systemRandom);
    expect(draws.every((draw) => draw >= 0 && draw < 1)).toBe(true);
    expect(new Set(draws).size).toBeGreaterThan(990);
  });
});
