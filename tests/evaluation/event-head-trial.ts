import { type EventHead, eventHorizonsS, eventLogit, eventProbability, jointPlaces } from '../../agent/assess/event-outlook.ts';
import { brierScore, type EventExample, fitEventHead, fitLogistic } from '../../models/training/event-head.ts';
import { seededRandom } from '../../models/training/seeded-random.ts';
import { examplesOf, featuresFor, headChoices, momentsOf } from '../../models/training/stop-examples.ts';
import { meanOf } from './compare-methods.ts';
import type { Interval } from './intervals.ts';
import { auprc, auroc, type Ranked } from './ranking.ts';
import { ur3Series } from './ur3-series.ts';

/** Of plain logistic regression. */
const ridgeWeight = 50;
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

/** The head and plain logistic regression on the four blocks of the UR3 session, each judged by what the other three taught. */
export async function eventHeadFigures(recording: string): Promise<readonly EventHeadFigures[]> {
  const moments = momentsOf(await ur3Series(recording));
  const jointCount = moments[0]?.window.layout.parts.length ?? 0;
  const blocks = [...new Set(moments.map(({ block }) => block))];
  const folds = blocks.map((block) => ({ block, features: featuresFor(moments, block) }));
  return eventHorizonsS.flatMap((horizonS) => {
    const choices = headChoices(jointCount, horizonS);
    const judged = folds.map(({ block, features }) => {
      const examples = examplesOf(moments, features, horizonS);
      const taught = examples.filter((one) => one.block !== block);
      const asked = examples.filter((one) => one.block === block);
      const head = fitEventHead(taught, choices);
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
