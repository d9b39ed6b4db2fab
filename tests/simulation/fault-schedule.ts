import type { SeededRandom } from './seeded-random.ts';
import type { Timeline } from './timeline.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Mean time between two faults of a kind. */
export const faultEveryMs = {
  powerOff: 5 * hourMs,
  kill: 1.5 * hourMs,
  suspend: 9 * hourMs,
  wallStep: 11 * hourMs,
  weather: 0.6 * hourMs,
  linkBreak: hourMs,
  receiverDown: 4 * hourMs,
  answersLost: 3 * hourMs,
  diskFull: 9 * hourMs,
  diskIoError: 9 * hourMs,
  tamper: 30 * hourMs,
} as const;
export type ScheduledFault = keyof typeof faultEveryMs;

/** How long a passing fault lasts, at least and at most. */
export const faultLastsMs = {
  off: [10 * minuteMs, 3 * hourMs],
  suspend: [minuteMs, hourMs],
  receiverDown: [minuteMs, 40 * minuteMs],
  disk: [5_000, 15 * minuteMs],
} as const;

/** What is done to whom; the world has a method for each. */
export type FaultActs = Readonly<Record<ScheduledFault, () => void>>;

export interface FaultCourse {
  readonly acts: FaultActs;
  readonly isOver: () => boolean;
  /** Faults come so many times as often. */
  readonly intensityRatio: number;
}

/** Lets every kind of fault strike again and again, each by a random source of its own, until `isOver`. */
export function scheduleFaults(timeline: Timeline, random: SeededRandom, options: FaultCourse): void {
  for (const [kind, act] of Object.entries(options.acts)) {
    const own = random.fork(kind);
    const everyMs = faultEveryMs[kind as ScheduledFault] / options.intensityRatio;
    const strike = (): void => {
      if (options.isOver()) return;
      act();
      timeline.after(own.waitMs(everyMs), strike);
    };
    timeline.after(own.waitMs(everyMs), strike);
  }
}
