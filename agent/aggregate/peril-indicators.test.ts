import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultAt, missing, modeAt, quietWindow, safetyAt, temperatureWindow } from '../../tests/support/desk-fixture.ts';
import type { BehaviourFact, Word } from './behaviour-words.ts';
import {
  evidenceOfChange,
  evidenceOfClass,
  evidenceOfMessage,
  evidenceOfUse,
  evidenceOfWindow,
  type Peril,
  perilIndicators,
  perils,
  temperaturesOf,
} from './peril-indicators.ts';

/** Nothing of it stands in a record. */
const nowhere = () => [];

describe('indicators', () => {
  it('are undetermined where nothing was seen', () => {
    expect(perilIndicators([], nowhere)).toEqual([{ indicator: 'unknown', evidence: [], records: [] }]);
  });

  it('gather the evidence of each peril once, sorted, in the order of the perils', () => {
    const seen = [
      { peril: 'network', evidence: 'b' },
      { peril: 'mechanical', evidence: 'z' },
      { peril: 'network', evidence: 'a' },
      { peril: 'network', evidence: 'b' },
    ] as const;
    expect(perilIndicators(seen, (texts) => texts.map((text) => `0:${text}`))).toEqual([
      { indicator: 'mechanical', evidence: ['z'], records: ['0:z'] },
      { indicator: 'network', evidence: ['a', 'b'], records: ['0:a', '0:b'] },
    ]);
  });

  it('are bounded, never empty, each peril once, whatever was seen (property)', () => {
    const one = fc.record({ peril: fc.constantFrom<Peril>(...perils), evidence: fc.string({ maxLength: 300 }) });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 100 }), (seen) => {
        const found = perilIndicators(seen, nowhere);
        const named = found.map(({ indicator }) => indicator);
        expect(named).toEqual(perils.filter((peril) => named.includes(peril)));
        expect(found.length).toBeGreaterThan(0);
        expect(found.every(({ evidence }) => evidence.length <= 8 && evidence.every((text) => text.length <= 120))).toBe(true);
        expect(perilIndicators([...seen].reverse(), nowhere).map(({ indicator }) => indicator)).toEqual(named);
      }),
    );
  });
});

describe('a fault', () => {
  it.each<[string, Peril]>([
    ...['collision', 'motorBlocked', 'followingError', 'positionLimit', 'speedLimit', 'torqueLimit'].map((c) => [c, 'mechanical'] as const),
    ...['overcurrent', 'undervoltage', 'overvoltage', 'shortCircuit', 'battery', 'encoder', 'sensor'].map(
      (c) => [c, 'electrical'] as const,
    ),
    ['overTemperature', 'thermal'],
    ['communication', 'network'],
    ['emergencyStop', 'operatorAction'],
    ['safeguardStop', 'operatorAction'],
  ] as [string, Peril][])('of category %s is consistent with %s, by its code and part', (category, peril) => {
    expect(evidenceOfMessage(faultAt(0, category))).toEqual([{ peril, evidence: `fault test:${category} joint elbow` }]);
  });

  it('without a known part names the component alone', () => {
    expect(evidenceOfMessage({ ...faultAt(0, 'battery'), part: missing })).toMatchObject([{ evidence: 'fault test:battery joint' }]);
  });

  it.each(['other', '', 'toString', '__proto__'])('of category "%s" says nothing of the kind of peril', (category) => {
    expect(evidenceOfMessage(faultAt(0, category))).toEqual([]);
  });

  it('that healed says nothing, and neither does a message of another kind', () => {
    expect(evidenceOfMessage({ ...faultAt(0, 'collision'), active: false })).toEqual([]);
    expect(evidenceOfMessage(safetyAt(0, { collisionDetected: true }))).toEqual([]);
  });
});

describe('the use of the robot', () => {
  it('is consistent with a change of software while it updates, in no other mode', () => {
    expect(evidenceOfMessage(modeAt(0, { robotMode: 'updating' }))).toEqual([{ peril: 'softwareChange', evidence: 'robotMode updating' }]);
    expect(evidenceOfMessage(modeAt(0, { robotMode: 'running' }))).toEqual([]);
    expect(evidenceOfMessage(modeAt(0, { robotMode: missing }))).toEqual([]);
  });

  it.each<[BehaviourFact, Peril]>([
    ['supply', 'electrical'],
    ['charging', 'electrical'],
    ...(['controlSource', 'operationalMode', 'speedOverrideRatio', 'safetyConfiguration', 'limits'] as const).map(
      (fact) => [fact, 'operatorAction'] as [BehaviourFact, Peril],
    ),
    ['payload', 'operatorAction'],
    ['toolCentrePoint', 'operatorAction'],
  ])('%s that changed is consistent with %s', (fact, peril) => {
    expect(evidenceOfChange({ fact, word: 'b' }, 'a')).toEqual([{ peril, evidence: `${fact} changed` }]);
    expect(evidenceOfChange({ fact, word: 'a' }, 'a'), 'the same again').toEqual([]);
    expect(evidenceOfChange({ fact, word: 'a' }, undefined), 'a first word').toEqual([]);
  });

  it.each<BehaviourFact>(['task', 'executionState'])('%s changes all day and says nothing', (fact) => {
    expect(evidenceOfChange({ fact, word: 'b' }, 'a')).toEqual([]);
  });

  it.each<[Word, Word | undefined, number]>([
    ['poor', undefined, 1],
    ['poor', 'poor', 1],
    ['fair', 'poor', 0],
    ['good', undefined, 0],
  ])('a link that is %s after %s gives %i', (word, from, count) => {
    expect(evidenceOfChange({ fact: 'linkQuality', word }, from)).toHaveLength(count);
  });

  it.each(['teleoperated', 'pendant', 'handGuided', 'manualReducedSpeed', 'manualHighSpeed'])('%s is a person in control', (word) => {
    expect(evidenceOfUse(['automatic', word])).toEqual([{ peril: 'operatorAction', evidence: `in control: ${word}` }]);
  });

  it('is nobody in particular where a program is in control, or nobody is known', () => {
    expect(evidenceOfUse(['autonomous', 'externalProgram', 'automatic', 'automaticExternal', 'other', 'unknown'])).toEqual([]);
  });
});

describe('another event nearby', () => {
  it.each<[string, Peril]>([
    ['impact', 'mechanical'],
    ['fall', 'mechanical'],
    ['emergencyStop', 'operatorAction'],
    ['safeguardStop', 'operatorAction'],
  ])('%s is consistent with %s', (eventClass, peril) => {
    expect(evidenceOfClass(eventClass)).toEqual([{ peril, evidence: `event ${eventClass} nearby` }]);
  });

  it.each(['protectiveStop', 'limitTrip', 'majorFault', 'gripLost', 'constructor'])('%s says nothing', (eventClass) => {
    expect(evidenceOfClass(eventClass)).toEqual([]);
  });
});

describe('temperatures', () => {
  const ratings = { motorTemperatureMaxC: 80, ambientMinC: 0, ambientMaxC: 40 };

  it.each([
    [79.999, 0],
    [80, 1],
    [120, 1],
    [undefined, 0],
  ])('of a motor at %s °C, rated 80, give %i', (valueC, count) => {
    const found = evidenceOfWindow(temperatureWindow(1000, 'joint', { elbow: valueC }), { ratings });
    expect(found).toEqual(Array.from({ length: count }, () => ({ peril: 'thermal', evidence: 'temperature of elbow at its rating' })));
  });

  it.each([
    [-0.001, 1],
    [0, 0],
    [40, 0],
    [40.001, 1],
    [undefined, 0],
  ])('of the air at %s °C, rated 0 to 40, give %i', (valueC, count) => {
    expect(evidenceOfWindow(temperatureWindow(1000, 'ambient', { hall: valueC }), { ratings })).toHaveLength(count);
  });

  it('say nothing of a robot without ratings, of another component, of a window without a reading', () => {
    expect(evidenceOfWindow(temperatureWindow(1000, 'joint', { elbow: 500 }), {})).toEqual([]);
    expect(evidenceOfWindow(temperatureWindow(1000, 'ambient', { hall: 90 }), {})).toEqual([]);
    expect(evidenceOfWindow(temperatureWindow(1000, 'controller', { cpu: 90 }), { ratings })).toEqual([]);
    expect(evidenceOfWindow(quietWindow(1000, 0), { ratings })).toEqual([]);
  });

  it('are the means of the parts that have good samples', () => {
    const [stream] = temperatureWindow(1000, 'joint', { a: 20, b: undefined, c: 30 }).streams;
    if (stream === undefined) throw new Error('a window without a stream');
    expect(temperaturesOf(stream)).toEqual([
      { part: 'a', valueC: 20 },
      { part: 'c', valueC: 30 },
    ]);
    expect(temperaturesOf(stream, ['positionRad'])).toEqual([]);
  });
});
