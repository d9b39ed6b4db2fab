import type { BehaviourMessage } from '../contract/behaviour.ts';
import type { ModeMessage } from '../contract/message.ts';
import { isUnknown, type Knowable } from '../contract/unknown.ts';

/** A fact of use as it stands on record. */
export type Word = string | number | boolean;

/** What credit restarts for (decisions B7). */
export const configurationFacts = ['safetyConfiguration', 'limits', 'payload', 'toolCentrePoint'] as const;
export type ConfigurationFact = (typeof configurationFacts)[number];
const plainFacts = ['controlSource', 'operationalMode', 'executionState', 'task', 'charging', 'supply'] as const;
export type BehaviourFact = (typeof plainFacts)[number] | ConfigurationFact | 'speedOverrideRatio' | 'linkQuality';

export interface Reading {
  readonly fact: BehaviourFact;
  readonly word: Word;
}

/** A vendor's word longer than this goes on record as its hash. */
const wordCharsMax = 64;
const speedStepRatio = 0.1;
/** Beyond half a step by this much before another step is said, so that a value between two does not flicker. */
const speedDeadbandRatio = 0.02;
/** A link is good from here, fair from there, else poor; illustrative bounds, since vendors state quality without a scale. */
const goodFromRatio = 0.7;
const fairFromRatio = 0.3;
const linkDeadbandRatio = 0.05;

export interface ReadingTerms {
  /** `sha256:` and hex of a text. */
  readonly hashOf: (text: string) => string;
  /** The word said last, if any. */
  readonly before: (fact: BehaviourFact) => Word | undefined;
}

/** What a message says of the use, in the words of the records; an unknown value says nothing and what was goes on (decisions A7). */
export function behaviourWords(message: BehaviourMessage | ModeMessage, terms: ReadingTerms): readonly Reading[] {
  const said: Readonly<Record<string, Knowable<Word> | undefined>> =
    message.kind === 'mode' ? { ...message, time: undefined } : { ...message, time: undefined, ...bandsOf(message, terms) };
  return [...plainFacts, ...configurationFacts, 'speedOverrideRatio' as const, 'linkQuality' as const].flatMap((fact): Reading[] => {
    const value = said[fact];
    return value === undefined || isUnknown(value) ? [] : [{ fact, word: shown(fact, value, terms) }];
  });
}

/** Names of programs stay on the robot; long words are compared by their hash. */
function shown(fact: BehaviourFact, value: Word, { hashOf }: ReadingTerms): Word {
  if (typeof value !== 'string') return value;
  return fact === 'task' || value.length > wordCharsMax ? hashOf(value) : value;
}

function bandsOf({ speedOverrideRatio, linkQualityRatio }: BehaviourMessage, { before }: ReadingTerms): Record<string, Word | undefined> {
  return {
    speedOverrideRatio: known(speedOverrideRatio, (ratio) => speedStep(ratio, before('speedOverrideRatio'))),
    linkQuality: known(linkQualityRatio, (ratio) => linkBand(ratio, before('linkQuality'))),
  };
}

function known(value: Knowable<number> | undefined, band: (ratio: number) => Word): Word | undefined {
  return value === undefined || isUnknown(value) ? undefined : band(value);
}

/** To the nearest tenth; the last one said stays until the value has clearly left it. */
function speedStep(ratio: number, before: Word | undefined): number {
  const isNear = typeof before === 'number' && Math.abs(ratio - before) <= speedStepRatio / 2 + speedDeadbandRatio;
  return isNear ? before : Math.round(ratio / speedStepRatio) / Math.round(1 / speedStepRatio);
}

function linkBand(ratio: number, before: Word | undefined): string {
  const bandAt = (value: number): string => (value >= goodFromRatio ? 'good' : value >= fairFromRatio ? 'fair' : 'poor');
  const stays = before === bandAt(ratio + linkDeadbandRatio) || before === bandAt(ratio - linkDeadbandRatio);
  return stays && typeof before === 'string' ? before : bandAt(ratio);
}
