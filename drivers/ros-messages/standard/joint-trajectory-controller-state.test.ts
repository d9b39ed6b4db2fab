import { describe, expect, it } from 'vitest';
import { unknown } from '../../../agent/contract/unknown.ts';
import { bindType, bothHeaders, ros2Header } from '../../../tests/support/ros-fixture.ts';
import { jointTrajectoryControllerState } from './joint-trajectory-controller-state.ts';

const told = { positions: [1, 2], velocities: [0.1, 0.2], accelerations: [], effort: [] };
const done = { positions: [1.1, 2.1], velocities: [], accelerations: [], effort: [] };
const empty = { positions: [], velocities: [], accelerations: [], effort: [] };
const names = { header: ros2Header, joint_names: ['j1', 'j0'] };

function cellsOf(message: object, decode: object = {}) {
  const bound = bindType(jointTrajectoryControllerState, decode);
  bound.decode({ ...names, ...message });
  return bound.sink.frames[0]?.cells;
}

const commands = {
  'positionCommandRad j0': 2,
  'positionCommandRad j1': 1,
  'velocityCommandRadPerS j0': 0.2,
  'velocityCommandRadPerS j1': 0.1,
};

describe.each(bothHeaders)('a controller state of %s', (_, header) => {
  it.each([
    ['reference', { reference: told, feedback: done }],
    ['desired', { desired: told, actual: done }],
    ['both, one filled', { reference: empty, feedback: empty, desired: told, actual: done }],
  ])('says what the joints are told, in %s', (_name, message) => {
    expect(cellsOf({ header, ...message })).toEqual(commands);
  });
});

describe('feedback', () => {
  it('is read where the profile asks for it', () => {
    expect(cellsOf({ reference: told, feedback: done }, { feedback: true })).toEqual({
      ...commands,
      'positionRad j0': 2.1,
      'positionRad j1': 1.1,
      'velocityRadPerS j0': unknown('notReported'),
      'velocityRadPerS j1': unknown('notReported'),
    });
  });

  it('alone is a frame too', () => {
    expect(cellsOf({ feedback: done }, { feedback: true })).toMatchObject({ 'positionRad j1': 1.1 });
  });
});

describe('a message without points', () => {
  it.each([[{}], [{ reference: empty }], [{ reference: 'x', desired: null }], [{ reference: { positions: 'AAAA' } }]])(
    '%j makes no frame',
    (message) => {
      expect(cellsOf(message)).toBeUndefined();
    },
  );
});
