import type { Json } from '../contract/schema.ts';
import { type UnwrapOutcome, unwrapCounter } from './unwrap-counter.ts';
import type { BetweenRuns, OwnTime, WitnessAnswer, WitnessReading, WitnessSeries, WitnessState } from './witness-state.ts';
import { seriesKey } from './witness-state.ts';
import {
  counterRule,
  countsCharging,
  learnedMsMin,
  lossBoundMsMin,
  offSlackCount,
  tellsHours,
  unmeteredMsMin,
  unmeteredShareRatio,
  wallGapMsMax,
} from './witness-tolerance.ts';

/** Series kept at most; the one read longest ago makes room. A humanoid has an odometer per joint, two packs and a controller. */
export const seriesCountMax = 96;

/** What a reading leads to; usually nothing. */
export interface ReadingOutcome {
  /** The first reading of a series in this run, when there was one in an earlier run and it was present meanwhile. */
  readonly answer: WitnessAnswer | undefined;
  readonly findings: readonly { readonly type: string; readonly data: Readonly<Record<string, Json>> }[];
}

export interface ReadingMoment {
  readonly wallMs: number;
  readonly own: OwnTime;
}

const quiet: ReadingOutcome = { answer: undefined, findings: [] };

/**
 * Follows every counter by component, serial number and counter (decisions B4); updates `state`.
 * ```
 *  reading ─▶ another serial number? ─▶ component.replaced, series taken up afresh
 *         └▶ unwrap ─▶ reset or beyond time? ─▶ finding, compared from here on
 *                   └▶ first of this run? ─▶ answer: what it rose by while the agent was away
 * ```
 */
export function takeReading(state: WitnessState, reading: WitnessReading, moment: ReadingMoment): ReadingOutcome {
  if (!Number.isSafeInteger(reading.value) || reading.value < 0) return quiet;
  const key = seriesKey(reading);
  const before = seePresent(state, reading);
  const known = state.series[key];
  if (known === undefined || known.isAway) {
    state.series[key] = freshSeries(reading, { runCount: state.runCount, moment, known });
    makeRoom(state.series, key);
    return before === undefined ? quiet : { answer: undefined, findings: [replacedFinding(reading, before)] };
  }
  const isFirst = known.readRunCount < state.runCount;
  const sureMs = elapsedSince(known, moment, isFirst ? state.between : null);
  const elapsedMs = isFirst && moment.wallMs < known.readWallMs ? Math.max(sureMs, wallGapMsMax) : sureMs;
  const outcome = unwrapped(known, reading, { elapsedMs, wrapElapsedMs: sureMs });
  if (outcome.what === 'reset') {
    state.series[key] = freshSeries(reading, { runCount: state.runCount, moment, known });
    return { answer: undefined, findings: [finding('witness.reset', reading, { before: known.reading.value })] };
  }
  state.series[key] = followed(known, outcome, { runCount: state.runCount, moment });
  const answer = isFirst ? answerOf(key, known, { outcome, moment, elapsedMs, afterStop: state.between?.afterStop ?? true }) : undefined;
  return { answer, findings: outcome.isPlausible ? [] : [implausible(reading, known, outcome)] };
}

/** The serial number that was there before, where another is there now: one that comes back was away, and witnesses nothing of that time. */
function seePresent(state: WitnessState, { sourceId, component, serialNumber }: WitnessReading): string | undefined {
  if (serialNumber === null) return undefined;
  const place = `${sourceId}/${component}`;
  const before = state.present[place];
  if (before === serialNumber) return undefined;
  state.present[place] = serialNumber;
  if (before === undefined) return undefined;
  for (const [key, series] of Object.entries(state.series)) {
    const isAway = series.sourceId === sourceId && series.component === component && series.serialNumber !== null;
    if (isAway) state.series[key] = { ...series, isAway };
  }
  return before;
}

interface Elapsed {
  /** At most so much time went by. */
  readonly elapsedMs: number;
  /** At least so much did. */
  readonly wrapElapsedMs: number;
}

/**
 * Between two runs a clock that ran back does not say how long it was: a rise is then believed up to the longest time that is ever imputed, or
 * setting the clock back would hide a run. A wrap is believed only of time that surely went by, as service sets counters back too.
 */
function unwrapped(known: WitnessSeries, { value, wrapsAt, counter, stepSize }: WitnessReading, elapsed: Elapsed): UnwrapOutcome {
  const reading = { value, wrapsAt, stepSize, perMsMax: counterRule(counter).perMsMax };
  const isLower = value < known.reading.value;
  return unwrapCounter(known.reading, { ...reading, elapsedMs: isLower ? elapsed.wrapElapsedMs : elapsed.elapsedMs });
}

/**
 * Wall time since the last reading, at least what we ourselves saw pass, and what boottime says we were away in the same boot: a clock that was
 * set back has not made time stand still.
 */
function elapsedSince(known: WitnessSeries, { wallMs, own }: ReadingMoment, between: BetweenRuns | null): number {
  const awayMs = between?.sameBoot === true ? between.wallGapMs : 0;
  return Math.max(0, wallMs - known.readWallMs, own.accountedMs - known.readAt.accountedMs + awayMs);
}

interface Beginning {
  readonly runCount: number;
  readonly moment: ReadingMoment;
  /** The same series before it was away or reset: what it taught stays true. */
  readonly known: WitnessSeries | undefined;
}

function freshSeries(reading: WitnessReading, { runCount, moment, known }: Beginning): WitnessSeries {
  const { sourceId, component, serialNumber, counter, stepSize, value } = reading;
  return {
    ...{ sourceId, component, serialNumber, counter, stepSize },
    isAway: false,
    reading: { value, totalValue: value },
    readWallMs: moment.wallMs,
    readRunCount: runCount,
    readAt: moment.own,
    ownStartCount: 0,
    anchor: { ...moment.own, totalValue: value },
    learned: known?.learned ?? { riseValue: 0, operatingMs: 0 },
    recordedValue: known?.recordedValue ?? null,
    behindRunCount: null,
  };
}

function makeRoom(series: Record<string, WitnessSeries>, kept: string): void {
  const keys = Object.keys(series);
  if (keys.length <= seriesCountMax) return;
  const others = keys.filter((key) => key !== kept);
  const oldest = others.reduce((a, b) => ((series[b]?.readWallMs ?? 0) < (series[a]?.readWallMs ?? 0) ? b : a));
  delete series[oldest];
}

interface Following {
  readonly runCount: number;
  readonly moment: ReadingMoment;
}

function followed(known: WitnessSeries, outcome: UnwrapOutcome, { runCount, moment }: Following): WitnessSeries {
  const { wallMs, own } = moment;
  const isWithinRun = known.readRunCount === runCount;
  const learned = isWithinRun
    ? {
        riseValue: known.learned.riseValue + outcome.riseValue,
        operatingMs: known.learned.operatingMs + own.operatingMs - known.readAt.operatingMs,
      }
    : known.learned;
  const next = { ...known, reading: outcome.state, readWallMs: wallMs, readRunCount: runCount, readAt: own, ownStartCount: 0, learned };
  return outcome.isPlausible ? next : { ...next, anchor: { ...own, totalValue: outcome.state.totalValue } };
}

interface Answering {
  readonly outcome: UnwrapOutcome;
  readonly moment: ReadingMoment;
  readonly elapsedMs: number;
  readonly afterStop: boolean;
}

function answerOf(key: string, known: WitnessSeries, { outcome, moment, elapsedMs, afterStop }: Answering): WitnessAnswer {
  const { component, counter, serialNumber } = known;
  const isStrong = serialNumber !== null && !countsCharging(component, counter);
  const { riseValue } = outcome;
  if (tellsHours(counter)) {
    const accountedMs = moment.own.accountedMs - known.readAt.accountedMs;
    // A rise that the time elapsed does not allow is a contradiction too, but never of more than that time.
    const risenMs = outcome.isPlausible ? riseValue : Math.min(riseValue, elapsedMs);
    const unmeteredMs = Math.max(0, risenMs - accountedMs);
    const contradictsOff = unmeteredMs > toleranceMs(known, risenMs);
    return { key, component, counter, isStrong, riseValue, unmeteredMs, contradictsOff };
  }
  const explainedMs = explainedSince(known, moment.own);
  const totalMs = estimateMs(known, riseValue);
  const unmeteredMs = totalMs === null ? null : Math.min(elapsedMs, Math.max(0, totalMs - explainedMs));
  // What is lost with a cut of power turns joints too: a rise that stands for minutes is none. Nor is one that nothing can be learned of yet,
  // after a last reading since when the robot operated on.
  const isMinutes = unmeteredMs === null ? explainedMs > lossBoundMsMin : unmeteredMs <= unmeteredMsMin;
  // While nothing can be learned of, the minute in which we start ourselves is allowed as the one that a cut takes.
  const isBeyondRest = riseValue > known.stepSize + offSlackCount(counter, afterStop && totalMs !== null);
  const contradictsOff = counter !== 'bootCount' && isBeyondRest && !isMinutes;
  const own = counter === 'bootCount' && known.ownStartCount !== undefined ? { ownStartCount: known.ownStartCount } : {};
  return { key, component, counter, isStrong, riseValue, unmeteredMs, contradictsOff, ...own };
}

/** Something started that a counter of starts has not told yet: these series will rise by one for it, and witness nothing by that. */
export function expectStart(state: WitnessState, isOfStart: (series: WitnessSeries) => boolean): void {
  for (const [key, series] of Object.entries(state.series)) {
    const { counter, ownStartCount } = series;
    if (counter === 'bootCount' && ownStartCount !== undefined && isOfStart(series))
      state.series[key] = { ...series, ownStartCount: ownStartCount + 1 };
  }
}

/** What an hour counter may be ahead of ours: one step of it, and five minutes or 2 % (M-7). */
export function toleranceMs({ stepSize }: Pick<WitnessSeries, 'stepSize'>, risenMs: number): number {
  // A counter that shows whole seconds or less is read as it is: its step is within the five minutes.
  const stepMs = stepSize > unmeteredMsMin ? stepSize : 0;
  return stepMs + Math.max(unmeteredMsMin, risenMs * unmeteredShareRatio);
}

/** Operating time that a rise stands for, at the rise per operating hour seen so far. */
function estimateMs({ learned }: WitnessSeries, riseValue: number): number | null {
  if (learned.operatingMs < learnedMsMin || learned.riseValue <= 0) return null;
  return Math.round((riseValue * learned.operatingMs) / learned.riseValue);
}

/** What we know of ourselves since the last reading, which may be ten minutes before the end: metered operating, or stated silence. */
function explainedSince({ readAt }: WitnessSeries, own: OwnTime): number {
  const silentMs = (own.silentMs ?? 0) - (readAt.silentMs ?? own.silentMs ?? 0);
  return own.operatingMs - readAt.operatingMs + silentMs;
}

function finding(type: string, reading: WitnessReading, facts: Readonly<Record<string, Json>>): ReadingOutcome['findings'][number] {
  const { sourceId, component, serialNumber, counter, value } = reading;
  return { type, data: { sourceId, component, serialNumber, counter, ...facts, now: value } };
}

function implausible(reading: WitnessReading, known: WitnessSeries, { riseValue }: UnwrapOutcome): ReadingOutcome['findings'][number] {
  return finding('witness.implausible', reading, { before: known.reading.value, riseValue });
}

function replacedFinding({ sourceId, component, serialNumber }: WitnessReading, before: string): ReadingOutcome['findings'][number] {
  return { type: 'component.replaced', data: { sourceId, component, before, now: serialNumber } };
}
