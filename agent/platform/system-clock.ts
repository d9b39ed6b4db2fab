import { readFileSync, statSync } from 'node:fs';
import { uptime } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { type Clock, monoNs, type TimePoint, wallMs } from '../contract/time.ts';
import { Boottime } from './boottime.ts';
import { synchronisedPath, TimeService } from './time-service.ts';

/** Linux's id of this boot; elsewhere one id per process, so that durations are never taken across restarts. */
function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return `process-${process.pid}-${Date.now()}`;
  }
}

/** Wall time of the last synchronisation since boot; undefined where no service says so. */
function synchronisedMs(): number | undefined {
  return statSync(synchronisedPath, { throwIfNoEntry: false })?.mtimeMs;
}

/** A wall clock that moved by more than this against the monotonic one was set, or the host slept: both are asked about at once. */
const shiftMs = 500;

/** The machine's own clocks. */
export function createSystemClock(): Clock {
  const bootId = readBootId();
  const boottime = new Boottime(uptime);
  const service = new TimeService(synchronisedMs);
  let offsetMs = 0;
  return {
    now: (): TimePoint => {
      const nowNs = monoNs(process.hrtime.bigint());
      const [wall, monoMs] = [Date.now(), Number(nowNs / 1_000_000n)];
      if (Math.abs(wall - monoMs - offsetMs) > shiftMs) {
        boottime.forget();
        service.forget();
        offsetMs = wall - monoMs;
      }
      const syncState = service.at({ monoMs, wallMs: wall });
      return { wallMs: wallMs(wall), monoNs: nowNs, bootId, boottimeMs: boottime.at(nowNs), syncState };
    },
    sleep: async (durationMs, signal) => {
      await delay(durationMs, undefined, { signal }).catch(() => undefined);
    },
  };
}
