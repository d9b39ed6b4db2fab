import { describe, expect, it } from 'vitest';
import { cellsOf, expectNeverFooled, readFixture, shapesOf, threeJoints } from '../../../tests/support/humanoid-fixture.ts';
import { bindType } from '../../../tests/support/ros-fixture.ts';
import { goSportModeState } from './go-sport-mode-state.ts';

const fixture = readFixture('unitree', 'go-sport-mode-state');

describe.each(shapesOf(fixture))('SportModeState as %s', (_, message) => {
  it('is the mode as it is, never a fault, and an IMU', () => {
    const { sink, decode } = bindType(goSportModeState, { imuPart: 'pelvis' }, threeJoints);
    decode(message);
    expect(sink.messages).toMatchObject([{ kind: 'mode', modeRaw: 'mode 1, gait_type 0, error_code 1001' }]);
    expect(cellsOf(sink)).toMatchObject({ 'imu accelerationZMPerS2 pelvis': 9.75 });
  });
});

describe('SportModeState', () => {
  it('says the mode again when it changes, and leaves out what it does not carry', () => {
    const { sink, decode } = bindType(goSportModeState, {}, threeJoints);
    decode(fixture, 0);
    decode({ ...fixture, error_code: 1002 }, 10);
    decode({ ...fixture, error_code: 1002 }, 20);
    decode({ mode: 3 }, 30);
    decode({}, 40);
    expect(sink.messages.map((message) => (message.kind === 'mode' ? message.modeRaw : message.kind))).toEqual([
      'mode 1, gait_type 0, error_code 1001',
      'mode 1, gait_type 0, error_code 1002',
      'mode 3',
    ]);
  });

  it('is never fooled', () => {
    expectNeverFooled(goSportModeState, { message: fixture });
  });
});
