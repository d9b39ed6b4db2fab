import { describe, expect, it } from 'vitest';
import { cellsOf, expectNeverFooled, readFixture, shapesOf, threeJoints } from '../../../tests/support/humanoid-fixture.ts';
import { bindType } from '../../../tests/support/ros-fixture.ts';
import type { RosMessage } from '../decoding/message-type.ts';
import { goLowState } from './go-low-state.ts';

const fixture = readFixture('unitree', 'go-low-state');
const slots = [0, 2, 3];

function decoded(messages: readonly RosMessage[], stepMs = 5) {
  const bound = bindType(goLowState, { imuPart: 'pelvis', slots }, threeJoints);
  messages.forEach((message, index) => {
    bound.decode(message, index * stepMs);
  });
  return bound;
}

describe.each(shapesOf(fixture))('LowState of the go robots as %s', (_, message) => {
  it('is joints around the unused slot, IMU, supply, pack, cells and sensors', () => {
    const cells = cellsOf(decoded([message]).sink);
    expect(cells).toMatchObject({
      'joint positionRad left': 0.25,
      'joint positionRad middle': -0.75,
      'joint positionRad right': 1.5,
      'joint velocityRadPerS left': -0.5,
      'joint torqueNm middle': -7.25,
      'joint motorTemperatureC right': 35,
      'imu accelerationZMPerS2 pelvis': 9.75,
      'imu temperatureC pelvis': 45,
      'controller voltageV main': 60.25,
      'controller currentA main': 3.5,
      'battery stateOfChargeRatio pack': 0.77,
      'battery currentA pack': -5.4,
      'battery cycleCount pack': 112,
      'battery temperatureC pack': 31,
      'battery temperatureC sensor1': 29,
      'battery cellVoltageV cell4': 4.011,
      'battery cellVoltageV cell5': 'missing',
    });
  });
});

describe('LowState of the go robots', () => {
  it('has no fault word: it can show what its IMU shows', () => {
    const { decoder, sink } = decoded([fixture, fixture]);
    expect(decoder.observable).toEqual(['fall', 'impact']);
    expect(sink.messages).toEqual([]);
  });

  it('pours supply and battery once a second, joints and IMU every time, and says so in its layouts', () => {
    const { decoder, sink } = decoded(Array.from({ length: 401 }, () => fixture));
    const countOf = (component: string) => sink.frames.filter((frame) => frame.component === component).length;
    expect([countOf('joint'), countOf('imu'), countOf('controller'), countOf('battery')]).toEqual([401, 401, 3, 9]);
    expect(decoder.layouts.map(({ component, periodMs }) => `${component} ${periodMs}`)).toEqual([
      'joint 100',
      'imu 100',
      'controller 1000',
      'battery 1000',
      'battery 1000',
      'battery 1000',
    ]);
  });

  it('goes on with its battery when the clock was set back', () => {
    const { sink, decode } = decoded([fixture]);
    decode(fixture, 50_000);
    decode(fixture, 100);
    expect(sink.frames.filter(({ component }) => component === 'controller')).toHaveLength(3);
  });

  it('is never fooled', () => {
    expectNeverFooled(goLowState, { message: fixture, decode: { slots } });
  });
});
