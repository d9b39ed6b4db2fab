import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { type Clock, monoNs, wallMs } from '../../agent/contract/time.ts';

/** The machine's own clocks; a receiver labels with wall time and measures with the monotonic clock. */
export function createSystemClock(): Clock {
  const bootId = readBootId();
  return {
    now: () => ({
      wallMs: wallMs(Date.now()),
      monoNs: monoNs(process.hrtime.bigint()),
      bootId,
      boottimeMs: Math.floor(uptime() * 1000),
      syncState: 'unsynced',
    }),
    sleep: async (durationMs, signal) => {
      await delay(durationMs, undefined, { signal }).catch(() => undefined);
    },
  };
}

function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return `process-${process.pid}`;
  }
}
