import { describe, expect, it } from 'vitest';
import { cobotProfile, humanoidProfile } from '../../../tests/support/simulation-fixture.ts';
import type { ScriptEntry } from '../options-schema.ts';
import { createEffects } from '../plant/effects.ts';
import { buildRobot } from '../plant/robot-build.ts';
import { seededRandom } from '../plant/seeded-random.ts';
import { applyScript, planScript, strongestJoint } from './script.ts';

const cobot = buildRobot(cobotProfile, 'cobot', seededRandom(1));
const humanoid = buildRobot(humanoidProfile, 'humanoid', seededRandom(1));
const plan = (entries: readonly ScriptEntry[], build = cobot) => planScript(entries, build, { periodMs: 100, place: 'script' });
const refused = (entries: readonly ScriptEntry[], build = cobot): string[] =>
  plan(entries, build).problems.map(({ place, value, remedy }) => `${place} | ${value} | ${remedy}`);

describe('planning a script', () => {
  it('puts onsets on the grid of frames, in their order, with defaults filled in', () => {
    const { occurrences, problems } = plan([
      { atMs: 5010, fault: 'impact' },
      { atMs: 1000, fault: 'frictionRise', joint: 'elbow_joint' },
    ]);
    expect(problems).toEqual([]);
    expect(occurrences.map(({ fault, startMs, durationMs, jointName }) => [fault, startMs, durationMs, jointName])).toEqual([
      ['frictionRise', 1000, Number.POSITIVE_INFINITY, 'elbow_joint'],
      ['impact', 5100, 600, 'shoulder_pan_joint'],
    ]);
  });

  it('strikes a knee where there is one, else the joint with the most torque', () => {
    expect(humanoid.jointNames[strongestJoint(humanoid)]).toBe('left_knee_joint');
    expect(cobot.jointNames[strongestJoint(cobot)]).toBe('shoulder_pan_joint');
  });

  it('refuses what the robot cannot have, naming the remedy', () => {
    expect(refused([{ atMs: 0, fault: 'fall' }])).toEqual([
      'script[0].fault | fall | a cobot stands on its base and cannot fall; take this fault out',
    ]);
    expect(refused([{ atMs: 0, fault: 'cellImbalance' }])).toEqual([
      'script[0].fault | cellImbalance | this robot is fed from the mains and has no battery; take this fault out',
    ]);
    expect(refused([{ atMs: 0, fault: 'fall' }], humanoid)).toEqual([]);
  });

  it('refuses unknown joints and parameters of other faults, all at once', () => {
    expect(
      refused([
        { atMs: 0, fault: 'backlash', joint: 'tail' },
        { atMs: 0, fault: 'impact', sagV: 1, joint: 'elbow_joint' },
        { atMs: 0, fault: 'emergencyStop', riseC: 3 },
      ]),
    ).toEqual([
      `script[0].joint | "tail" | write one of ${cobotProfile.joints.map(({ name }) => name).join(', ')}`,
      'script[1].sagV | not a parameter of impact | take it out; impact takes peakMPerS2',
      'script[1].joint | not a parameter of impact | take it out; impact takes peakMPerS2',
      'script[2].riseC | not a parameter of emergencyStop | take it out',
    ]);
  });
});

describe('applying a script', () => {
  const { occurrences } = plan([
    { atMs: 1000, fault: 'protectiveStop', durationMs: 500 },
    { atMs: 1200, fault: 'overheating', joint: 'elbow_joint', riseC: 50 },
    { atMs: 1300, fault: 'impact' },
    { atMs: 1300, fault: 'impact' },
  ]);
  const at = (nowMs: number) => {
    const effects = createEffects(6, 0);
    applyScript(occurrences, effects, { nowMs, chanceRatio: 0.5 });
    return effects;
  };

  it('does nothing before the first onset', () => {
    expect(at(999)).toEqual(createEffects(6, 0));
  });

  it('holds a fault from its onset until before its end', () => {
    expect([1000, 1499, 1500].map((nowMs) => at(nowMs).protectiveStop)).toEqual([true, true, false]);
  });

  it('keeps what has no end, on its joint alone', () => {
    expect([...at(1e9).heatRiseC]).toEqual([0, 0, 50, 0, 0, 0]);
  });

  it('adds blows that come together', () => {
    expect(at(1300).shockMPerS2).toBe(140);
  });

  it('starts every moment afresh', () => {
    const effects = createEffects(6, 0);
    applyScript(occurrences, effects, { nowMs: 1350, chanceRatio: 0 });
    applyScript(occurrences, effects, { nowMs: 0, chanceRatio: 0 });
    expect(effects).toEqual(createEffects(6, 0));
  });
});
