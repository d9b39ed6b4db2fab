import type { Json } from '../contract/schema.ts';
import type { BetweenRuns, RestAnswer, WitnessAnswer } from './witness-state.ts';
import { isOfHost, tellsHours, wallGapMsMax } from './witness-tolerance.ts';

/**
 * What the time between two runs was. `offConsistent`: no witness contradicts that the robot was off. `doubtful`: weak ones do, which alone
 * find nothing. `unmeteredRun`: it ran. `missedBoot`: a counter of starts says the host started without the agent. `hostWasUp`: the agent was
 * away while its host ran. `unknown`: the same on a gateway, whose being up says nothing about the robot.
 */
export type BetweenClass = 'offConsistent' | 'doubtful' | 'unmeteredRun' | 'missedBoot' | 'hostWasUp' | 'unknown';

export interface BetweenVerdict {
  readonly class: BetweenClass;
  /** Operating time to impute, whole ms. */
  readonly imputedMs: number;
  /** Where the imputed time comes from: the witness, or the duty assumed where no counter tells hours. */
  readonly imputedBy: string | null;
  readonly missedBootCount: number;
  readonly witnesses: readonly Json[];
}

export interface Judging {
  readonly isGateway: boolean;
  /** Operating time assumed per time without a witness, 0…1 (risk model §3.5.3). */
  readonly dutyRatio: number;
}

/** Sorts the time between two runs by what its witnesses say, and what of it is imputed (decisions B4). */
export function judgeBetween(between: BetweenRuns, { isGateway, dutyRatio }: Judging): BetweenVerdict {
  const { answers, sameBoot, upBeforeMs } = between;
  const wallGapMs = Math.min(between.wallGapMs, wallGapMsMax);
  const missedBootCount = missedBoots(between);
  const assumed = (gapMs: number): Imputation => ({ imputedMs: Math.round(gapMs * dutyRatio), imputedBy: 'duty' });
  const verdict = (name: BetweenClass, imputation: Imputation): BetweenVerdict => ({
    class: name,
    ...imputation,
    missedBootCount,
    witnesses: saidBy(between),
  });
  const contradicting = believed(between);
  if (contradicting.length > 0) return verdict('unmeteredRun', exactly(contradicting) ?? assumed(wallGapMs));
  // A counter of hours that was there and stood still says more than any assumption about the time it stood.
  const unless = (gapMs: number): Imputation => (answers.some(standsFor) ? nothing : assumed(gapMs));
  if (missedBootCount > 0) return verdict('missedBoot', unless(wallGapMs));
  const upMs = sameBoot ? wallGapMs : Math.min(upBeforeMs, wallGapMs);
  if (sameBoot || upBeforeMs > 0) return verdict(isGateway ? 'unknown' : 'hostWasUp', unless(upMs));
  return verdict(weakKinds(between).size > 0 ? 'doubtful' : 'offConsistent', nothing);
}

interface Imputation {
  readonly imputedMs: number;
  readonly imputedBy: string | null;
}
const nothing: Imputation = { imputedMs: 0, imputedBy: null };

const standsFor = ({ isStrong, counter }: WitnessAnswer): boolean => isStrong && tellsHours(counter);

/** Strong contradictions; or weak counters, when they are of two kinds or another sort of weak witness says the same. */
function believed(between: BetweenRuns): readonly WitnessAnswer[] {
  const contradicting = between.answers.filter(({ contradictsOff }) => contradictsOff);
  const strong = contradicting.filter(({ isStrong }) => isStrong);
  if (strong.length > 0) return strong;
  return weakKinds(between).size > 1 ? contradicting : [];
}

/** Sorts of weak witness that contradict: each component is one, charge another, and a pose another if it was kept at a stop. */
function weakKinds({ answers, pose, charge, afterStop }: BetweenRuns): Set<string> {
  // A pack's counter and its charge are one sort: both speak of what was drawn from it.
  const kindOf = (component: string): string => (component.startsWith('battery') ? 'charge' : component);
  const kinds = answers.filter(({ contradictsOff }) => contradictsOff).map(({ component }) => kindOf(component));
  return new Set([
    ...kinds,
    ...(charge?.contradictsOff === true ? ['charge'] : []),
    // After a cut of power the pose is up to a tick old: the robot may have moved before it went dark.
    ...(pose?.contradictsOff === true && afterStop ? ['pose'] : []),
  ]);
}

/**
 * The hours of the witnesses that contradict: operating hours before power-on hours, both before what other counters let estimate. Of strong
 * witnesses the one that says most, of weak ones the one that says least. Undefined when none can tell hours.
 */
function exactly(contradicting: readonly WitnessAnswer[]): Imputation | undefined {
  const sorts = [
    (answer: WitnessAnswer) => answer.counter === 'operatingMs',
    (answer: WitnessAnswer) => answer.counter === 'powerOnMs',
    () => true,
  ];
  for (const isOfSort of sorts) {
    const telling = contradicting.filter((answer) => isOfSort(answer) && answer.unmeteredMs !== null);
    const chosen = telling.reduce<WitnessAnswer | undefined>((best, answer) => moreTelling(best, answer), undefined);
    if (chosen !== undefined) return { imputedMs: chosen.unmeteredMs ?? 0, imputedBy: chosen.key };
  }
  return undefined;
}

function moreTelling(best: WitnessAnswer | undefined, answer: WitnessAnswer): WitnessAnswer {
  if (best === undefined) return answer;
  const saysMore = (answer.unmeteredMs ?? 0) > (best.unmeteredMs ?? 0);
  return saysMore === answer.isStrong ? answer : best;
}

/**
 * Starts that happened without us, by the strong counter that says most. While the host never went down it has not started, and of anything else
 * one start more is let pass.
 */
function missedBoots({ answers, sameBoot }: BetweenRuns): number {
  const missed = answers
    .filter(({ counter, isStrong }) => counter === 'bootCount' && isStrong)
    .map(({ component, riseValue, ownStartCount = sameBoot ? 0 : 1 }) => {
      const others = sameBoot && !isOfHost({ component }) ? 1 : 0;
      return riseValue - ownStartCount - others;
    });
  return Math.max(0, ...missed);
}

/** What is said of each witness on record; of the counters that stood still only how many. */
function saidBy({ answers, pose, charge }: BetweenRuns): Json[] {
  const moved = answers.filter(({ riseValue }) => riseValue > 0);
  const still = answers.length - moved.length;
  const rest = (name: string, answer: RestAnswer | null): Json[] =>
    answer === null ? [] : [{ witness: name, isStrong: false, ...answer }];
  return [
    ...moved.slice(0, saidCountMax).map(({ key, component, counter, ...said }) => ({ witness: key, ...said })),
    ...(moved.length > saidCountMax ? [{ furtherCount: moved.length - saidCountMax }] : []),
    ...(still > 0 ? [{ unchangedCount: still }] : []),
    ...rest('pose', pose),
    ...rest('charge', charge),
  ];
}

/** Witnesses said one by one in a record. */
const saidCountMax = 16;
