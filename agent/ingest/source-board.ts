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
}

/**
 * Which source lives and which is "alive but collecting nothing". Arrival is a flag per item and a clock only per tick, because
 * items come thousands a second.
 */
export class SourceBoard {
  readonly #watched = new Map<string, Watched>();

  add(sourceId: string, driver: string, layouts: readonly FrameLayout[]): void {
    const slowestMs = Math.max(0, ...layouts.map(({ periodMs }) => periodMs));
    const silenceMs = Math.max(silenceMsMin, slowestMs * silencePeriodCount);
    this.#watched.set(sourceId, { driver, silenceMs, state: 'starting', reason: '', restartCount: 0, arrived: false, arrivedMs: 0 });
  }

  onItem(item: IntakeItem): void {
    const sourceId = item.kind === 'frame' ? item.frame.layout.sourceId : item.kind === 'message' ? item.message.sourceId : item.sourceId;
    const watched = this.#watched.get(sourceId);
    if (watched !== undefined) watched.arrived = true;
  }

  onStatus(sourceId: string, state: SourceState, reason: string): void {
    const watched = this.#watched.get(sourceId);
    if (watched === undefined) return;
    if (state === 'backingOff') watched.restartCount++;
    watched.state = state;
    watched.reason = reason;
  }

  /** Once a second: a running source from which nothing came for its silence limit is silent. Gives the sources that changed. */
  tick(nowMs: number): { readonly sourceId: string; readonly state: SourceState }[] {
    return [...this.#watched].flatMap(([sourceId, watched]) => {
      if (watched.arrived || watched.arrivedMs === 0) watched.arrivedMs = nowMs;
      const silent = !watched.arrived && nowMs - watched.arrivedMs > watched.silenceMs;
      watched.arrived = false;
      if (silent === (watched.state === 'silent') || (silent && watched.state !== 'running')) return [];
      if (!silent && watched.arrivedMs !== nowMs) return [];
      watched.state = silent ? 'silent' : 'running';
      watched.reason = silent ? `nothing arrived for ${Math.floor((nowMs - watched.arrivedMs) / 1000)} s` : 'data again';
      return [{ sourceId, state: watched.state }];
    });
  }

  statuses(intake: Readonly<Record<string, IntakeCounts>>): SourceStatus[] {
    return [...this.#watched].map(([sourceId, { driver, state, reason, restartCount }]) => {
      const flaws = Object.values(intake[sourceId]?.flaws ?? {});
      const flawCount = flaws.reduce((sum, { count }) => sum + count, 0);
      return { sourceId, driver, state, reason, restartCount, flawCount, frameCount: intake[sourceId]?.frameCount ?? 0 };
    });
  }
}
