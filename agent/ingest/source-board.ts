import type { FrameLayout } from '../contract/frame.ts';
import type { SourceState, SourceStatus } from '../contract/status.ts';
import type { IntakeCounts } from './intake-counts.ts';
import type { IntakeItem } from './intake-queue.ts';

/** A source is called silent after three of its slowest period, and never sooner than this. */
const silenceMsMin = 3000;
const silencePeriodCount = 3;

interface Watched {
  readonly driver: string;
  readonly silenceMs: number;
  state: SourceState;
  reason: string;
  restartCount: number;
  arrived: boolean;
  arrivedMs: number;
  /** Why it failed since data last arrived, each way once; empty while it is well. */
  failures: readonly string[];
}

/** More ways to fail than these, between two pieces of data, are not told one by one. */
const failuresToldMax = 8;

/**
 * Which source lives and which is "alive but collecting nothing". Arrival is a flag per item and a clock only per tick, because
 * items come thousands a second.
 */
export class SourceBoard {
  readonly #watched = new Map<string, Watched>();

  add(sourceId: string, driver: string, layouts: readonly FrameLayout[]): void {
    const slowestMs = Math.max(0, ...layouts.map(({ periodMs }) => periodMs));
    const silenceMs = Math.max(silenceMsMin, slowestMs * silencePeriodCount);
    this.#watched.set(sourceId, {
      driver,
      silenceMs,
      state: 'starting',
      reason: '',
      restartCount: 0,
      arrived: false,
      arrivedMs: 0,
      failures: [],
    });
  }

  onItem(item: IntakeItem): void {
    const sourceId = item.kind === 'frame' ? item.frame.layout.sourceId : item.kind === 'message' ? item.message.sourceId : item.sourceId;
    const watched = this.#watched.get(sourceId);
    if (watched !== undefined) watched.arrived = true;
  }

  /** True where it is news: a port that is missing for a day fails in one line of the log, not in ten thousand. */
  onStatus(sourceId: string, state: SourceState, reason: string): boolean {
    const watched = this.#watched.get(sourceId);
    if (watched === undefined) return false;
    watched.state = state;
    if (state === 'running') {
      watched.arrivedMs = 0;
      if (watched.failures.length > 0) return false;
    }
    watched.reason = reason;
    if (state !== 'backingOff') return true;
    watched.restartCount++;
    return isNewFailure(watched, reason);
  }

  /**
   * Once a second: a running source from which nothing came for its silence limit is silent, and one that had failed is running once data
   * arrives. Gives the sources that changed.
   */
  tick(nowMs: number): { readonly sourceId: string; readonly state: SourceState }[] {
    return [...this.#watched].flatMap(([sourceId, watched]) => {
      const isChanged = step(watched, nowMs);
      watched.arrived = false;
      return isChanged ? [{ sourceId, state: watched.state }] : [];
    });
  }

  statuses(intake: Readonly<Record<string, IntakeCounts>>): SourceStatus[] {
    return [...this.#watched].map(([sourceId, { driver, state: entered, failures, reason, restartCount }]) => {
      // An attempt is not a success: until data arrives the last failure stands.
      const state = entered === 'running' && failures.length > 0 ? 'backingOff' : entered;
      const flaws = Object.values(intake[sourceId]?.flaws ?? {});
      const flawCount = flaws.reduce((sum, { count }) => sum + count, 0);
      return { sourceId, driver, state, reason, restartCount, flawCount, frameCount: intake[sourceId]?.frameCount ?? 0 };
    });
  }
}

/** The same failure, whatever port number or waiting time it names. */
function isNewFailure(watched: Watched, reason: string): boolean {
  const kind = reason.replaceAll(/\d+/g, '0');
  if (watched.failures.includes(kind) || watched.failures.length >= failuresToldMax) return false;
  watched.failures = [...watched.failures, kind];
  return true;
}

/** One second of one source; true when it fell silent, or is well again, and that is news. */
function step(watched: Watched, nowMs: number): boolean {
  const isOpen = watched.state === 'running' || watched.state === 'silent';
  if (watched.arrived || watched.arrivedMs === 0) watched.arrivedMs = nowMs;
  if (watched.arrived) return isOpen && watched.failures.length > 0 && recover(watched);
  const silentMs = nowMs - watched.arrivedMs;
  if (!isOpen || silentMs <= watched.silenceMs) return false;
  watched.state = 'silent';
  watched.reason = `nothing arrived for ${Math.floor(silentMs / 1000)} s`;
  return isNewFailure(watched, watched.reason);
}

function recover(watched: Watched): true {
  watched.state = 'running';
  watched.reason = 'data again';
  watched.failures = [];
  return true;
}
