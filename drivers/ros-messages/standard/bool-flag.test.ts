import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../../agent/contract/errors.ts';
import { bindType } from '../../../tests/support/ros-fixture.ts';
import { twoJointProfile } from '../../../tests/support/telemetry.ts';
import { boolFlag } from './bool-flag.ts';

describe('a bool', () => {
  it.each([
    [{ means: 'emergencyStop' }, true, { emergencyStop: true }],
    [{ means: 'emergencyStop' }, 0, { emergencyStop: false }],
    [{ means: 'drivesPowered', inverted: true }, true, { drivesPowered: false }],
  ])('is the safety signal the profile names: %j', (decode, data, expected) => {
    const bound = bindType(boolFlag, decode);
    bound.decode({ data });
    expect(bound.sink.messages).toMatchObject([{ kind: 'safety', ...expected }]);
  });

  it.each([
    [{}, true, { executionState: 'running', controlSource: 'externalProgram' }],
    [{}, false, { executionState: 'stopped', controlSource: { unknown: 'notReported' } }],
    [{ inverted: true }, 1, { executionState: 'stopped' }],
  ])('may say whether a program from outside runs: %j of %j', (options, data, expected) => {
    const bound = bindType(boolFlag, { means: 'programRunning', ...options });
    bound.decode({ data });
    expect(bound.decoder.observable).toEqual([]);
    expect(bound.sink.messages).toMatchObject([{ kind: 'mode', ...expected }]);
  });

  it('is said when it changes', () => {
    const { decode, sink } = bindType(boolFlag, { means: 'protectiveStop' });
    [false, false, true, true, false].forEach((data, index) => {
      decode({ data }, index * 100);
    });
    expect(sink.messages).toHaveLength(3);
  });

  it.each([[null], [2], ['true'], [undefined]])('of %j is counted and says nothing', (data) => {
    const { decode, sink } = bindType(boolFlag, { means: 'protectiveStop' });
    decode({ data });
    expect(sink.messages).toEqual([]);
    expect(sink.flaws).toMatchObject([{ code: 'ros-messages/field-missing' }]);
  });

  it.each([
    ['emergencyStop', ['emergencyStop']],
    ['collisionDetected', ['impact']],
    ['reducedMode', []],
  ])('that means %s can show %j', (means, classes) => {
    expect(bindType(boolFlag, { means }).decoder.observable).toEqual(classes);
  });

  it('without a meaning is refused, also by whoever does not check the schema', () => {
    expect(() => bindType(boolFlag)).toThrow();
    const topic = { topic: '/b', type: boolFlag.name, rateHz: 1, onChange: true, optional: false, unverified: false, decode: {} };
    expect(() => boolFlag.bind({ sourceId: 's', profile: twoJointProfile, periodMs: 1000, topic })).toThrow(ConfigError);
  });
});
