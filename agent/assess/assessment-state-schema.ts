import { environmentDimensions } from '../contract/environment-grade.ts';
import { healthIndicators, healthLevels, readingsListedMax } from '../contract/health.ts';
import { lifecycleStages, scenes } from '../contract/stage-of-use.ts';
import { noUsage, ratedEventClasses } from '../contract/usage.ts';
import { decisionRules } from './alarm-threshold.ts';
import { confirmCount, topScoreCountMax } from './block-statistics.ts';
import { measuredNames } from './environment-readings.ts';
import { shiftCountMax } from './trailing-duty.ts';

/**
 * JSON Schema of an AssessmentState and of an ExposureStretch as they come out of a report or a ledger: a signature says who wrote them,
 * not that they make sense, and the mathematics must never meet a shape it does not know.
 */
const whole = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
const amount = { type: 'number', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
const finite = { type: 'number' } as const;
const grade = { enum: [1, 2, 3, 4, 5] } as const;
const text = { type: 'string', maxLength: 256 } as const;
const flag = { type: 'boolean' } as const;
const nullable = (schema: object): object => ({ anyOf: [schema, { type: 'null' }] });
const listOf = (items: object, maxItems = 4096): object => ({ type: 'array', items, maxItems });

/** Exactly these members. */
function exactly(properties: Readonly<Record<string, object>>): object {
  return { type: 'object', additionalProperties: false, required: Object.keys(properties), properties };
}

/** These members, and any of `optional`: what a state of an older version does not have. */
function exactlyAndPerhaps(properties: Readonly<Record<string, object>>, optional: Readonly<Record<string, object>>): object {
  return { ...exactly(properties), properties: { ...properties, ...optional } };
}

/** Any of these names, each with the same kind of value. */
function someOf(names: readonly string[], value: object): object {
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(names.map((name) => [name, value])) };
}

/** All of these names, each with the same kind of value. */
function allOf(names: readonly string[], value: object): object {
  return exactly(Object.fromEntries(names.map((name) => [name, value])));
}

const msByGrade = { type: 'array', items: whole, minItems: 5, maxItems: 5 } as const;
const knowable = { anyOf: [finite, text, exactly({ unknown: text })] };
const environmentGrade = exactly({
  e: grade,
  ePhys: grade,
  ePeople: grade,
  binding: { enum: environmentDimensions },
  dimensions: someOf(environmentDimensions, exactly({ grade, provenance: text, value: knowable })),
});

const reading = exactlyAndPerhaps({ value: finite, atMs: finite }, { sameSinceMs: finite });
const rest = exactly({
  squaresValue: whole,
  windowCount: whole,
  measuredMs: nullable(finite),
  watchedMs: nullable(finite),
  openBinMs: whole,
  shockCounts: listOf(whole),
  isRinging: flag,
});

const environment = exactlyAndPerhaps(
  {
    readings: someOf(measuredNames, reading),
    minutesC: listOf(finite),
    dwell: someOf(environmentDimensions, exactly({ grade, recentGrades: text, betterMinuteCount: whole })),
    conflicts: listOf({ enum: environmentDimensions }),
    evaluated: nullable(exactly({ atMs: finite, grade: environmentGrade })),
  },
  {
    minutesRatio: listOf(finite),
    rest,
    wetMs: nullable(finite),
    board: nullable(reading),
    suspects: listOf({ enum: measuredNames }),
    coldSuspect: flag,
  },
);

const blocks = exactly({ blockCount: whole, topScores: listOf(finite, topScoreCountMax), openMs: whole, openScore: nullable(finite) });
const anomaly = exactlyAndPerhaps(
  {
    status: { enum: ['learning', 'active'] },
    learnedMs: whole,
    armed: flag,
    belowSinceMs: nullable(finite),
    lastAlarms: listOf(exactly({ jointIndex: whole, atMs: finite })),
    nowMs: finite,
    alarmCount: whole,
    activeMs: whole,
    agedAlarmCount: amount,
    agedActiveMs: whole,
  },
  {
    hasBegun: { const: true },
    blocks,
    threshold: nullable(exactly({ rule: { enum: decisionRules }, thresholdScore: nullable(finite) })),
    recentScores: listOf(finite, confirmCount),
    // States of before the decision was drawn from minutes.
    histograms: listOf(exactly({ fromBin: whole, counts: listOf(whole) })),
    baselines: listOf(nullable(exactly({ centreScore: finite, spreadScore: finite }))),
    exceedanceCount: whole,
  },
);

const chainMembers = { startMs: finite, severest: text };
const chain = { ...exactly(chainMembers), properties: { ...chainMembers, events: someOf(ratedEventClasses, whole) } };

const classExposure = exactly({ eventCount: whole, exposureMs: whole, agedCount: amount, agedExposureMs: whole });

const notDeclared = exactly({ unknown: { const: 'notDeclared' } });
const declaredStage = {
  stage: { anyOf: [{ enum: lifecycleStages }, notDeclared] },
  scene: { anyOf: [{ enum: scenes }, notDeclared] },
  trl: { anyOf: [{ type: 'integer', minimum: 1, maximum: 9 }, notDeclared] },
};
/** What is added up in one stage and scene. */
const totalsOfCell = {
  history: allOf(ratedEventClasses, classExposure),
  agedMsByE: msByGrade,
  agedMsByEPhys: msByGrade,
  agedMsByEPeople: msByGrade,
  use: exactly({ loadMs: whole, ratedMs: whole }),
  ageingPendingMs: whole,
};
const alarms = exactly({ activeMs: whole, agedActiveMs: whole, alarmCount: whole, agedAlarmCount: amount });
const cell = exactly({ ...declaredStage, operatingMs: whole, ...totalsOfCell, alarms });
/** Every stage and scene, each of them also not declared. */
const cellsMax = (lifecycleStages.length + 1) * (scenes.length + 1);

const duty = exactly({
  powerOnMs: whole,
  operatingMs: whole,
  shiftRatios: listOf({ type: 'number', minimum: 0, maximum: 1 }, shiftCountMax),
});

const healthLevel = { enum: healthLevels } as const;
const healthIndex = { type: 'number', minimum: 0, maximum: 100 } as const;
const healthReading = exactly({
  component: text,
  indicator: { enum: healthIndicators },
  level: healthLevel,
  index: healthIndex,
  value: finite,
  isHeld: flag,
});

/** A `health.indices`: the index is taken from it as it stands, so its range is all that keeps it honest. */
export const healthIndicesSchema: object = exactly({
  index: healthIndex,
  component: nullable(text),
  level: healthLevel,
  knownCount: whole,
  unknownCount: whole,
  readings: listOf(healthReading, readingsListedMax),
});

export const assessmentStateSchema = exactlyAndPerhaps(
  { version: { const: 1 }, environment, chain: nullable(chain), anomaly, ...totalsOfCell },
  { stage: exactly({ ...declaredStage, operatingMs: whole }), parked: listOf(cell, cellsMax), duty, health: healthIndicesSchema },
);

const stretchMembers = {
  e: grade,
  ePhys: grade,
  ePeople: grade,
  observable: listOf({ enum: ratedEventClasses }),
  operatingMs: whole,
  chainCounts: someOf(ratedEventClasses, whole),
  loadMs: whole,
  ratedMs: whole,
  watchedMs: whole,
  alarmCount: whole,
  isAged: flag,
};

export const exposureStretchSchema: object = {
  ...exactly(stretchMembers),
  properties: { ...stretchMembers, ...declaredStage, creditRestarted: { const: true } },
};

const counters = Object.entries(noUsage).map(([name, none]) => [name, typeof none === 'number' ? whole : msByGrade]);

/** A `meter.tick`: totals of the counters that changed. */
export const meterTickSchema = {
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(counters) as Readonly<Record<string, object>>,
} as const;
