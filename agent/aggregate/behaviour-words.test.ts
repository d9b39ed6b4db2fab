import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { behaviourAt, hashOf, missing, modeAt } from '../../tests/support/desk-fixture.ts';
import type { BehaviourMessage } from '../contract/behaviour.ts';
import type { ModeMessage } from '../contract/message.ts';
import { type BehaviourFact, behaviourWords, type Word } from './behaviour-words.ts';

type Before = Partial<Record<BehaviourFact, Word>>;
const wordsOf = (message: BehaviourMessage | ModeMessage, before: Before = {}) =>
  Object.fromEntries(behaviourWords(message, { hashOf, before: (fact) => before[fact] }).map(({ fact, word }) => [fact, word]));
const speed = (speedOverrideRatio: number, before?: Word) =>
  wordsOf(behaviourAt(0, { speedOverrideRatio }), before === undefined ? {} : { speedOverrideRatio: before }).speedOverrideRatio;
const link = (linkQualityRatio: number, before?: Word) =>
  wordsOf(behaviourAt(0, { linkQualityRatio }), before === undefined ? {} : { linkQuality: before }).linkQuality;

describe('the words of the records', () => {
  it('of a mode are those of the message', () => {
    const said = { controlSource: 'autonomous', operationalMode: 'automatic', executionState: 'paused', robotMode: 'running' } as const;
    expect(wordsOf(modeAt(0, said))).toEqual({ controlSource: 'autonomous', operationalMode: 'automatic', executionState: 'paused' });
  });

  it('of the use are all but numbers as they are', () => {
    const said = { charging: true, supply: 'mains', safetyConfiguration: 'c', limits: 'l', payload: 'p', toolCentrePoint: 't' } as const;
    expect(wordsOf(behaviourAt(0, said))).toEqual(said);
  });

  it('are none where nothing is said, or only unknowns', () => {
    expect(wordsOf(behaviourAt(0, {}))).toEqual({});
    const unknowns = { task: missing, speedOverrideRatio: missing, linkQualityRatio: missing, charging: missing, payload: missing };
    expect(wordsOf(behaviourAt(0, unknowns))).toEqual({});
    expect(wordsOf(modeAt(0, { controlSource: missing }))).toEqual({});
  });

  it('hold the name of a task as its hash alone, and any word of more than 64 characters', () => {
    expect(wordsOf(behaviourAt(0, { task: 'weld' }))).toEqual({ task: 'sha256:(4)' });
    expect(wordsOf(behaviourAt(0, { payload: 'x'.repeat(64) }))).toEqual({ payload: 'x'.repeat(64) });
    expect(wordsOf(behaviourAt(0, { payload: 'x'.repeat(65) }))).toEqual({ payload: 'sha256:(65)' });
  });
});

describe('speed override', () => {
  it.each([
    [0, 0],
    [0.049, 0],
    [0.05, 0.1],
    [0.3, 0.3],
    [0.349, 0.3],
    [0.7, 0.7],
    [1, 1],
  ])('of %d is first said as %d', (ratio, expected) => {
    expect(speed(ratio)).toBe(expected);
  });

  it.each([
    [0.57, 0.5],
    [0.571, 0.6],
    [0.43, 0.5],
    [0.429, 0.4],
    [1, 1],
  ])('of %d after 0.5 is %d', (ratio, expected) => {
    expect(speed(ratio, 0.5)).toBeCloseTo(expected, 10);
  });

  it('is a whole tenth that stays while the value trembles within its reach (property)', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: -0.019, max: 0.019, noNaN: true }), (ratio, tremble) => {
        const first = Number(speed(ratio));
        expect(Math.round(first * 10)).toBeCloseTo(first * 10, 9);
        expect(Math.abs(first - ratio)).toBeLessThanOrEqual(0.0501);
        expect(speed(ratio + tremble, first)).toBe(first);
      }),
    );
  });
});

describe('link quality', () => {
  it.each([
    [0, 'poor'],
    [0.299, 'poor'],
    [0.3, 'fair'],
    [0.699, 'fair'],
    [0.7, 'good'],
    [1, 'good'],
  ])('of %d is first said as %s', (ratio, expected) => {
    expect(link(ratio)).toBe(expected);
  });

  it.each([
    [0.66, 'good', 'good'],
    [0.64, 'good', 'fair'],
    [0.74, 'fair', 'fair'],
    [0.76, 'fair', 'good'],
    [0.26, 'fair', 'fair'],
    [0.24, 'fair', 'poor'],
    [0.34, 'poor', 'poor'],
    [0.36, 'poor', 'fair'],
    [0.9, 'poor', 'good'],
  ])('of %d after %s is %s', (ratio, ...[before, expected]) => {
    expect(link(ratio, before)).toBe(expected);
  });
});
