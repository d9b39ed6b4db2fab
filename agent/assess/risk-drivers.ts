import { type Relativities, type RiskDimension, type RiskDriver, riskDimensions } from '../contract/assessment.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import type { Cover, CoverDriver } from '../contract/stage-of-use.ts';
import { isKnown, isUnknown } from '../contract/unknown.ts';
import { healthIndexOf } from './health-relativity.ts';
import { grades, totalMs } from './hours-by-grade.ts';
import { type Contributions, indexOfLn } from './log-linear-index.ts';
import { classesOfCover, hoursOfCover } from './risk-covers.ts';
import type { RiskInput } from './risk-index.ts';
import * as messages from './risk-messages.ts';
import type { ClassAssessment } from './safety-history.ts';

const msPerHour = 3_600_000;

export interface DriverInput {
  readonly input: RiskInput;
  /** Already rounded: the printed drivers must sum to the printed lnM. */
  readonly contributions: Contributions;
  readonly relativities: Relativities;
  readonly classes: readonly ClassAssessment[];
}

/** Every dimension as a driver, the strongest first; one that is unknown or 1 stands at the end with ln 0. */
export function describeDrivers(drivers: DriverInput): readonly RiskDriver[] {
  const { contributions } = drivers;
  const total = riskDimensions.reduce((sum, dimension) => sum + Math.abs(contributions[dimension]), 0);
  const strongestFirst = [...riskDimensions].sort((a, b) => Math.abs(contributions[b]) - Math.abs(contributions[a]));
  return strongestFirst.map((dimension) => {
    const ln = contributions[dimension];
    const factorRatio = roundTo(Math.exp(ln), decimals.ratio);
    const aloneIndex = roundTo(indexOfLn(ln), decimals.index);
    const text = messages.driverText(dimension, basisOf(dimension, drivers), messages.effectText(factorRatio, aloneIndex));
    const shareRatio = total === 0 ? 0 : roundTo(ln / total, decimals.ratio);
    return { dimension, ln, factorRatio, aloneIndex, shareRatio, textEn: text.en, textZh: text.zh };
  });
}

/** The drivers of one cover in words: by its own hours and its own weights of the classes. */
export function describeCoverDrivers(cover: Cover, input: RiskInput, said: CoverDrivers): readonly RiskDriver[] {
  const lnOf = (dimension: RiskDimension): number => said.drivers.find((driver) => driver.dimension === dimension)?.ln ?? 0;
  const contributions = Object.fromEntries(riskDimensions.map((dimension) => [dimension, lnOf(dimension)])) as Contributions;
  const state = { ...input.state, agedMsByE: hoursOfCover[cover](input.state) };
  const classes = classesOfCover(cover, input.model, said.classes);
  const all = describeDrivers({ input: { ...input, state }, contributions, relativities: said.relativities, classes });
  return all.filter(({ ln }) => ln !== 0);
}

interface CoverDrivers extends Pick<DriverInput, 'classes' | 'relativities'> {
  readonly drivers: readonly CoverDriver[];
}

function basisOf(dimension: RiskDimension, drivers: DriverInput): messages.Bilingual {
  const relativity = drivers.relativities[dimension];
  return isUnknown(relativity) ? messages.unknownText(relativity.unknown) : bases[dimension](drivers);
}

const bases: Readonly<Record<RiskDimension, (drivers: DriverInput) => messages.Bilingual>> = {
  environment: ({ input: { state } }) => {
    const total = totalMs(state.agedMsByE);
    const shares = grades.map((grade) => [grade, (state.agedMsByE[grade - 1] ?? 0) / total] as const);
    return messages.environmentBasis(shares.filter(([, share]) => share > 0));
  },
  use: ({ input: { state } }) => messages.useBasis(state.use.loadMs / state.use.ratedMs),
  safety: ({ classes }) => {
    const weighed = classes.filter(({ weightRatio }) => weightRatio > 0);
    const eventCount = weighed.reduce((sum, { exposure }) => sum + exposure.eventCount, 0);
    const exposureMs = Math.max(...weighed.map(({ exposure }) => exposure.exposureMs));
    return messages.safetyBasis(eventCount, exposureMs / msPerHour, weighed.filter(({ observed }) => !observed).length);
  },
  health: ({ input }) => {
    const healthIndex = healthIndexOf(input);
    return isKnown(healthIndex) ? messages.healthBasis(healthIndex) : messages.unknownText(healthIndex.unknown);
  },
  anomaly: ({ input: { state, model } }) =>
    messages.anomalyBasis(state.anomaly.alarmCount, state.anomaly.activeMs / msPerHour, model.anomaly.designRatePerH),
  context: ({ input: { context } }) => {
    const { robotClass10218, lifecycleStage, trl } = context ?? {};
    const words = [
      robotClass10218 === undefined ? [] : [`class ${robotClass10218}`],
      lifecycleStage === undefined ? [] : [lifecycleStage],
      trl === undefined ? [] : [`TRL ${trl}`],
    ];
    return messages.contextBasis(words.flat());
  },
};
