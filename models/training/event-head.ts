import { type EventHead, eventLogit, eventProbability, logistic, standardValue } from '../../agent/assess/event-outlook.ts';
import { auroc } from './auroc.ts';
import { addObservation, ridgeEquations, solveRidge } from './ridge-weights.ts';

/** A window's features, whether the event is on (or near), and the block of time it comes from. */
export interface EventExample {
  readonly features: Float64Array;
  readonly isEvent: boolean;
  readonly block: number;
}

export interface EventHeadOptions {
  readonly horizonS: number;
  /** Features it may read, one set after the other; the one that ranks blocks best that it was not fitted on is taken. */
  readonly placeSets: readonly (readonly number[])[];
  /** Weights of the squared weights against one example's worth of evidence, of which one is taken likewise; events and their absence weigh alike. */
  readonly ridgeWeights: readonly number[];
}

const stepCount = 12;
const varianceFloor = 1e-6;

/**
 * Fits the head: logistic regression with a ridge, events and normal windows weighing alike, then Platt's correction (1999) on ratings that come from
 * heads fitted without the block they rate. Blocks are stretches of time; neighbouring windows must not stand on both sides.
 */
export function fitEventHead(examples: readonly EventExample[], { horizonS, placeSets, ridgeWeights }: EventHeadOptions): EventHead {
  const choices: readonly LogisticOptions[] = placeSets.flatMap((featureIndexes) =>
    ridgeWeights.map((ridgeWeight) => ({ featureIndexes, ridgeWeight })),
  );
  const rated = choices.map((choice) => {
    const held = heldOut(examples, choice);
    return { choice, held, rank: rankOf(held) };
  });
  const best = rated.reduce((a, b) => (b.rank > a.rank ? b : a));
  return { ...fitLogistic(examples, best.choice), ...plattOf(best.held), horizonS };
}

interface HeldOut {
  readonly logit: number;
  readonly isEvent: boolean;
  readonly block: number;
}

/** Logits of every block by a head fitted on the others. */
function heldOut(examples: readonly EventExample[], options: LogisticOptions): readonly HeldOut[] {
  return [...Map.groupBy(examples, ({ block }) => block)].flatMap(([block, own]) => {
    const head = fitLogistic(
      examples.filter((one) => one.block !== block),
      options,
    );
    return own.map(({ features, isEvent }) => ({ logit: eventLogit(head, features), isEvent, block }));
  });
}

/** Mean AUROC over blocks. */
function rankOf(held: readonly HeldOut[]): number {
  const perBlock = [...Map.groupBy(held, ({ block }) => block).values()].map((own) => {
    const of = (isEvent: boolean): number[] => own.filter((one) => one.isEvent === isEvent).map(({ logit }) => logit);
    return auroc(of(false), of(true));
  });
  return perBlock.reduce((sum, value) => sum + value, 0) / perBlock.length;
}

type Logistic = Pick<EventHead, 'featureIndexes' | 'centreScores' | 'spreadScores' | 'weights'>;

export interface LogisticOptions {
  readonly featureIndexes: readonly number[];
  readonly ridgeWeight: number;
}

/** By Newton's method (iteratively reweighted least squares). */
export function fitLogistic(examples: readonly EventExample[], { featureIndexes, ridgeWeight }: LogisticOptions): Logistic {
  const standard = standardOf(examples, featureIndexes);
  const rows = examples.map(({ features, isEvent }) => ({
    inputs: Float64Array.from([...featureIndexes.map((_, index) => standardValue(standard, features, index)), 1]),
    target: isEvent ? 1 : 0,
  }));
  const eventCount = Math.max(1, examples.filter(({ isEvent }) => isEvent).length);
  const balance = { event: rows.length / (2 * eventCount), normal: rows.length / (2 * Math.max(1, rows.length - eventCount)) };
  let weights: Float64Array = new Float64Array(standard.centreScores.length + 1);
  for (let step = 0; step < stepCount; step++) {
    const equations = ridgeEquations(weights.length, ridgeWeight);
    for (const { inputs, target } of rows) {
      const logit = inputs.reduce((sum, input, place) => sum + input * (weights[place] ?? 0), 0);
      const p = logistic(logit);
      const weight = (target === 1 ? balance.event : balance.normal) * Math.max(varianceFloor, p * (1 - p));
      const working = logit + (target - p) / Math.max(varianceFloor, p * (1 - p));
      const root = Math.sqrt(weight);
      addObservation(equations, Float64Array.from([...inputs.map((input) => input * root), working * root]));
    }
    weights = solveRidge(equations);
  }
  return { ...standard, weights: [...weights] };
}

function standardOf(
  examples: readonly EventExample[],
  featureIndexes: readonly number[],
): Pick<EventHead, 'featureIndexes' | 'centreScores' | 'spreadScores'> {
  const normal = examples.filter(({ isEvent }) => !isEvent);
  const meanOf = (value: (one: EventExample) => number): number =>
    normal.reduce((sum, one) => sum + value(one), 0) / Math.max(1, normal.length);
  const centreScores = featureIndexes.map((place) => meanOf(({ features }) => features[place] ?? 0));
  const spreadScores = featureIndexes.map((place, index) =>
    Math.sqrt(meanOf(({ features }) => ((features[place] ?? 0) - (centreScores[index] ?? 0)) ** 2)),
  );
  return { featureIndexes, centreScores, spreadScores };
}

/** Slope and offset that make held-out logits probabilities; Platt's softened targets keep few events from being believed too much. */
function plattOf(held: readonly HeldOut[]): Pick<EventHead, 'slopeRatio' | 'offset'> {
  const eventCount = held.filter(({ isEvent }) => isEvent).length;
  const high = (eventCount + 1) / (eventCount + 2);
  const low = 1 / (held.length - eventCount + 2);
  let [slopeRatio, offset] = [1, Math.log((eventCount + 1) / (held.length - eventCount + 1))];
  for (let step = 0; step < stepCount; step++) {
    const equations = ridgeEquations(2, varianceFloor);
    for (const { logit, isEvent } of held) {
      const p = logistic(slopeRatio * logit + offset);
      const variance = Math.max(varianceFloor, p * (1 - p));
      const working = slopeRatio * logit + offset + ((isEvent ? high : low) - p) / variance;
      const root = Math.sqrt(variance);
      addObservation(equations, Float64Array.from([logit * root, root, working * root]));
    }
    const [nextSlopeRatio = slopeRatio, nextOffset = offset] = solveRidge(equations);
    [slopeRatio, offset] = [Math.max(0, nextSlopeRatio), nextOffset];
  }
  return { slopeRatio, offset };
}

/** Mean squared error of the probabilities (Brier), and of the base rate for comparison. */
export function brierScore(head: EventHead, examples: readonly EventExample[]): { readonly headScore: number; readonly baseScore: number } {
  const base = examples.filter(({ isEvent }) => isEvent).length / examples.length;
  const mean = (error: (one: EventExample) => number): number => examples.reduce((sum, one) => sum + error(one) ** 2, 0) / examples.length;
  const target = ({ isEvent }: EventExample): number => (isEvent ? 1 : 0);
  return { headScore: mean((one) => eventProbability(head, one.features) - target(one)), baseScore: mean((one) => base - target(one)) };
}
