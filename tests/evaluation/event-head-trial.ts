import {
  EventFeatures,
  type EventHead,
  eventHorizonsS,
  eventLogit,
  eventProbability,
  jointPlaces,
  pastPlaces,
  robotPlaces,
  smoothedPlaces,
} from '../../agent/assess/event-outlook.ts';
import { fitPrototypes, nearest, robotVector, standardised } from '../../agent/assess/watch/prototypes.ts';
import { type WatchedWindow, WindowMemory } from '../../agent/assess/watch/window-memory.ts';
import type { WindowFeatures } from '../../agent/contract/features.ts';
import { brierScore, type EventExample, fitEventHead, fitLogistic } from '../../models/training/event-head.ts';
import { seededRandom } from '../../models/training/seeded-random.ts';
import { meanOf } from './compare-methods.ts';
import type { Interval } from './intervals.ts';
import { auprc, auroc, type Ranked } from './ranking.ts';
import { ur3Series } from './ur3-series.ts';

/** Of plain logistic regression; the head chooses among the others on blocks that it was taught, never on the one that is asked. */
const ridgeWeight = 50;
const ridgeWeights = [50, 200, 800] as const;
const marginMs = 10_000;
const recentMs = 300_000;
const drawCount = 500;
/** What issue 9 asks of the head; null where it asks nothing. */
const goals: Readonly<Record<number, number | null>> = { 0: 0.9, 5: 0.72, 10: null };

export interface EventHeadFigures {
  readonly horizonS: number;
  readonly head: string;
  /** Means over the four blocks. */
  readonly aurocRatio: number;
  readonly auprcRatio: number;
  readonly aurocInterval: Interval;
  readonly brierScore: number;
  readonly baseBrierScore: number;
  readonly goalRatio: number | null;
}

interface Moment {
  readonly window: WindowFeatures;
  readonly watched: WatchedWindow;
  readonly isStop: boolean;
  readonly isNear: boolean;
  readonly block: number;
}

/** The head and plain logistic regression on the four blocks of the UR3 session, each judged by what the other three taught. */
export async function eventHeadFigures(recording: string): Promise<readonly EventHeadFigures[]> {
  const moments = await momentsOf(recording);
  const jointCount = moments[0]?.window.layout.parts.length ?? 0;
  const blocks = [...new Set(moments.map(({ block }) => block))];
  const folds = blocks.map((block) => ({ block, features: featuresFor(moments, block) }));
  return eventHorizonsS.flatMap((horizonS) => {
    const past = horizonS === 0 ? [] : pastPlaces;
    const small = [...robotPlaces, ...past];
    const whole = [...small, ...jointPlaces(jointCount)];
    const placeSets = [small, whole, [...whole, ...smoothedPlaces(jointCount)]];
    const judged = folds.map(({ block, features }) => {
      const examples = examplesOf(moments, features, horizonS);
      const taught = examples.filter((one) => one.block !== block);
      const asked = examples.filter((one) => one.block === block);
      const head = fitEventHead(taught, { horizonS, placeSets, ridgeWeights });
      const plain = {
        ...fitLogistic(taught, { featureIndexes: jointPlaces(jointCount), ridgeWeight }),
        horizonS,
        slopeRatio: 1,
        offset: 0,
      };
      return { asked, head, plain };
    });
    return [
      figuresOf(
        'event head',
        judged.map(({ asked, head }) => ({ asked, head })),
      ),
      figuresOf(
        'logistic regression on the joints',
        judged.map(({ asked, plain }) => ({ asked, head: plain })),
      ),
    ];
  });
}

async function momentsOf(recording: string): Promise<readonly Moment[]> {
  const series = await ur3Series(recording);
  const memory = new WindowMemory();
  const moments = series.flatMap(({ runs, limits, layout }, block) =>
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
function featuresFor(moments: readonly Moment[], askedBlock: number): readonly Float64Array[] {
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
        : nearest(standardised(vector, reference.offset, reference.spread), reference.rows).distanceSigma;
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
function examplesOf(moments: readonly Moment[], features: readonly Float64Array[], horizonS: number): readonly EventExample[] {
  return moments.flatMap(({ window, isStop, block }, place) => {
    const own = features[place] ?? new Float64Array(0);
    if (horizonS === 0) return [{ features: own, isEvent: isStop, block }];
    if (isStop) return [];
    const untilMs = window.endMs + horizonS * 1000 + toleranceMs;
    const ahead = moments.slice(place + 1, place + 2 + 2 * horizonS);
    return [{ features: own, isEvent: ahead.some((one) => one.isStop && one.window.endMs <= untilMs), block }];
  });
}

interface Judged {
  readonly asked: readonly EventExample[];
  readonly head: EventHead;
}

function figuresOf(name: string, judged: readonly Judged[]): EventHeadFigures {
  const ranked = judged.map(({ asked, head }) => rankedOf(asked, (one) => eventLogit(head, one.features)));
  const horizonS = judged[0]?.head.horizonS ?? 0;
  const scores = judged.map(({ asked, head }) => brierScore(head, asked));
  return {
    horizonS,
    head: name,
    aurocRatio: meanOf(ranked.map(auroc)),
    auprcRatio: meanOf(judged.map(({ asked, head }) => auprc(rankedOf(asked, (one) => eventProbability(head, one.features))))),
    aurocInterval: intervalOf(ranked),
    brierScore: meanOf(scores.map(({ headScore }) => headScore)),
    baseBrierScore: meanOf(scores.map(({ baseScore }) => baseScore)),
    goalRatio: goals[horizonS] ?? null,
  };
}

function rankedOf(examples: readonly EventExample[], score: (one: EventExample) => number): Ranked {
  return { scores: Float64Array.from(examples, score), labels: Uint8Array.from(examples, ({ isEvent }) => (isEvent ? 1 : 0)) };
}

/** Events and the stretches between them are drawn with replacement within each block: the rows of one stop are one event. */
function intervalOf(ranked: readonly Ranked[]): Interval {
  const random = seededRandom(1);
  const units = ranked.map(unitsOf);
  const means = Float64Array.from({ length: drawCount }, () =>
    meanOf(
      units.map((own) => {
        const drawn = own.flatMap((group) => group.flatMap(() => group[Math.floor(random.unit() * group.length)] ?? []));
        return auroc({ scores: Float64Array.from(drawn, ([score]) => score), labels: Uint8Array.from(drawn, ([, label]) => label) });
      }),
    ),
  ).sort();
  return { low: means[Math.floor(0.025 * drawCount)] ?? Number.NaN, high: means[Math.ceil(0.975 * drawCount) - 1] ?? Number.NaN };
}

type Unit = readonly (readonly [score: number, label: number])[];
const stretchWindowCount = 30;

/** Runs of faulty rows, and normal stretches of at most half a minute; the two are drawn apart, so that every draw has both. */
function unitsOf({ scores, labels }: Ranked): readonly (readonly Unit[])[] {
  const groups: [number, number][][][] = [[], []];
  let current: [number, number][] = [];
  scores.forEach((score, place) => {
    const label = labels[place] ?? 0;
    if (place === 0 || label !== labels[place - 1] || (label === 0 && current.length >= stretchWindowCount)) {
      current = [];
      groups[label]?.push(current);
    }
    current.push([score, label]);
  });
  return groups;
}
