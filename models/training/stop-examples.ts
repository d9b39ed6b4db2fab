import { EventFeatures, jointPlaces, pastPlaces, robotPlaces, smoothedPlaces } from '../../agent/assess/event-outlook.ts';
import { nearestIndexed } from '../../agent/assess/watch/nearest-indexed.ts';
import { fitPrototypes, robotVector, standardised } from '../../agent/assess/watch/prototypes.ts';
import { type WatchedWindow, WindowMemory } from '../../agent/assess/watch/window-memory.ts';
import type { JointLimits, WindowFeatures } from '../../agent/contract/features.ts';
import type { FrameLayout } from '../../agent/contract/frame.ts';
import type { EventExample, EventHeadOptions } from './event-head.ts';

/** The head chooses among these on blocks that it was taught, never on one that is asked. */
const ridgeWeights = [50, 200, 800] as const;
const marginMs = 10_000;
const recentMs = 300_000;

/** What a head of this horizon may read of a robot with so many joints. */
export function headChoices(jointCount: number, horizonS: number): EventHeadOptions {
  const past = horizonS === 0 ? [] : pastPlaces;
  const small = [...robotPlaces, ...past];
  const whole = [...small, ...jointPlaces(jointCount)];
  return { horizonS, placeSets: [small, whole, [...whole, ...smoothedPlaces(jointCount)]], ridgeWeights };
}

/** A stretch of one session, labelled per window and joint with the robot's own stop. */
export interface StopBlock {
  readonly layout: FrameLayout;
  readonly limits: JointLimits;
  readonly runs: readonly { readonly windows: readonly WindowFeatures[]; readonly labels: Uint8Array }[];
}

export interface Moment {
  readonly window: WindowFeatures;
  readonly watched: WatchedWindow;
  readonly isStop: boolean;
  readonly isNear: boolean;
  readonly block: number;
}

/** Every window of the session, with its block of time and whether the robot had stopped in it. */
export function momentsOf(blocks: readonly StopBlock[]): readonly Moment[] {
  const memory = new WindowMemory();
  const moments = blocks.flatMap(({ runs, limits, layout }, block) =>
    runs.flatMap(({ windows, labels }) =>
      windows.map((window, place) => ({
        window,
        watched: memory.take(window, limits),
        isStop: labels[place * layout.parts.length] === 1,
        block,
      })),
    ),
  );
  const stopsMs = moments.filter(({ isStop }) => isStop).map(({ window }) => window.endMs);
  return moments.map((moment) => ({ ...moment, isNear: stopsMs.some((atMs) => Math.abs(atMs - moment.window.endMs) <= marginMs) }));
}

/** Distances of every block from the normal postures of the taught blocks other than itself, so that a window is never its own neighbour. */
export function featuresFor(moments: readonly Moment[], askedBlock?: number): readonly Float64Array[] {
  const blocks = [...new Set(moments.map(({ block }) => block))];
  const references = new Map(
    blocks.map((block) => {
      const normal = moments.filter((one) => one.block !== block && one.block !== askedBlock && !one.isNear);
      return [block, fitPrototypes(normal.map(({ watched }) => watched))] as const;
    }),
  );
  const reader = new EventFeatures();
  const begunMs: number[] = [];
  let [lastStopMs, wasStop] = [Number.NEGATIVE_INFINITY, false];
  return moments.map(({ window, watched, isStop, block }) => {
    const reference = references.get(block);
    const vector = robotVector(watched);
    const distanceSigma =
      reference === undefined || vector === undefined
        ? 0
        : nearestIndexed(standardised(vector, reference.offset, reference.spread), reference.rows).distanceSigma;
    const recentStopCount = begunMs.filter((atMs) => window.endMs - atMs < recentMs).length;
    const features = reader.next({ window, distanceSigma, sinceStopMs: window.endMs - lastStopMs, recentStopCount });
    if (isStop && !wasStop) begunMs.push(window.endMs);
    if (isStop) lastStopMs = window.endMs;
    wasStop = isStop;
    return features;
  });
}

const toleranceMs = 200;

/** Now: every window. Ahead: windows without a stop, and whether one begins within the horizon. */
export function examplesOf(moments: readonly Moment[], features: readonly Float64Array[], horizonS: number): readonly EventExample[] {
  return moments.flatMap(({ window, isStop, block }, place) => {
    const own = features[place] ?? new Float64Array(0);
    if (horizonS === 0) return [{ features: own, isEvent: isStop, block }];
    if (isStop) return [];
    const untilMs = window.endMs + horizonS * 1000 + toleranceMs;
    const ahead = moments.slice(place + 1, place + 2 + 2 * horizonS);
    return [{ features: own, isEvent: ahead.some((one) => one.isStop && one.window.endMs <= untilMs), block }];
  });
}
