import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { type Clock, monoNs, type TimePoint, wallMs } from '../contract/time.ts';
import { Boottime } from './boottime.ts';

/** Linux's id of this boot; elsewhere one id per process, so that durations are never taken across restarts. */
function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return `process-${process.pid}-${Date.now()}`;
  }
}

/** The machine's own clocks. `syncState` is `unsynced` until a time service says otherwise: a claim nobody checked is not made. */
export function createSystemClock(): Clock {
  const bootId = readBootId();
  const boottime = new Boottime(uptime);
  return {
    now: (): TimePoint => {
      const nowNs = monoNs(process.hrtime.bigint());
      return { wallMs: wallMs(Date.now()), monoNs: nowNs, bootId, boottimeMs: boottime.at(nowNs), syncState: 'unsynced' };
    },
    sleep: async (durationMs, signal) => {
      await delay(durationMs, undefined, { signal }).catch(() => undefined);
    },
  };
}
