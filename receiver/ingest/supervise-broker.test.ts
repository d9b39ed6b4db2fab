import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../tests/support/virtual-clock.ts';
import type { ProtocolVersion, SessionEnd } from './hold-session.ts';
import { reconnectLimits, superviseBroker } from './supervise-broker.ts';

interface Scripted {
  /** How connections end, one after the other; then the signal aborts. */
  readonly ends: readonly (SessionEnd['reached'] | { readonly lastsMs: number })[];
  readonly random?: number;
}

/** Runs the supervisor over connections that end as scripted; says what it tried and how long it waited. */
async function run({ ends, random = 1 }: Scripted) {
  const clock = new VirtualClock();
  const stopping = new AbortController();
  const tried: ProtocolVersion[] = [];
  const waitedMs: number[] = [];
  const hold = async (version: ProtocolVersion, signal: AbortSignal): Promise<SessionEnd> => {
    const end = ends[tried.length];
    tried.push(version);
    if (end === undefined) stopping.abort();
    if (typeof end === 'object') await clock.sleep(end.lastsMs, signal);
    return { reached: typeof end === 'object' ? 'session' : (end ?? 'nothing'), reason: 'scripted' };
  };
  const onWaiting = (_: SessionEnd, waitMs: number): void => void waitedMs.push(waitMs);
  const supervised = superviseBroker({ clock, random: () => random, limits: reconnectLimits, hold, onWaiting }, stopping.signal);
  expect(await clock.advanceUntil(() => stopping.signal.aborted, 3_600_000, 1_000)).toBe(true);
  await supervised;
  return { tried, waitedMs };
}

describe('the supervisor of the broker connection', () => {
  it('tries MQTT 5 first, and 3.1.1 when the broker gives no good answer', async () => {
    expect((await run({ ends: ['broker'] })).tried).toEqual([5, 4]);
  });

  it('stays with what worked', async () => {
    expect((await run({ ends: ['broker', 'session', 'session'] })).tried).toEqual([5, 4, 4, 4]);
    expect((await run({ ends: ['session', 'nothing', 'session'] })).tried).toEqual([5, 5, 5, 5]);
  });

  it('does not take an absent broker for one that refuses a version', async () => {
    expect((await run({ ends: ['nothing', 'nothing', 'nothing'] })).tried).toEqual([5, 5, 5, 5]);
  });

  it('comes back to 5 when 3.1.1 is answered no better', async () => {
    expect((await run({ ends: ['broker', 'broker'] })).tried).toEqual([5, 4, 5]);
  });

  it('waits longer from failure to failure, up to a limit', async () => {
    const { waitedMs } = await run({ ends: Array(10).fill('nothing') });
    expect(waitedMs).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('spreads its waits over the whole of it', async () => {
    expect((await run({ ends: ['nothing', 'nothing'], random: 0.5 })).waitedMs).toEqual([125, 250]);
    expect((await run({ ends: ['nothing', 'nothing'], random: 0 })).waitedMs).toEqual([0, 0]);
  });

  it('is forgiving only after a connection that lasted', async () => {
    const long = await run({ ends: ['nothing', 'nothing', { lastsMs: reconnectLimits.stableMs }, 'nothing'] });
    expect(long.waitedMs).toEqual([250, 500, 250, 500]);
    const short = await run({ ends: ['nothing', 'nothing', { lastsMs: 5_000 }, 'nothing'] });
    expect(short.waitedMs).toEqual([250, 500, 1_000, 2_000]);
  });
});
