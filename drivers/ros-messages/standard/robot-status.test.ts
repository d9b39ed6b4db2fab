import { describe, expect, it } from 'vitest';
import { unknown } from '../../../agent/contract/unknown.ts';
import { bindType, bothHeaders, ros1Header } from '../../../tests/support/ros-fixture.ts';
import { robotStatus } from './robot-status.ts';

const message = {
  header: ros1Header,
  mode: { val: 2 },
  e_stopped: { val: 0 },
  drives_powered: { val: 1 },
  motion_possible: { val: 1 },
  in_motion: { val: 0 },
  in_error: { val: 0 },
  error_code: 0,
};

function saidOf(...changes: readonly object[]) {
  const bound = bindType(robotStatus);
  changes.forEach((change, index) => {
    bound.decode({ ...message, ...change }, index * 1000);
  });
  const faults = bound.sink.messages.flatMap((each) => (each.kind === 'fault' ? [each] : [])).slice(1);
  return { messages: bound.sink.messages, faults: faults.map(({ codeRaw, active }) => `${codeRaw} ${active ? 'on' : 'off'}`) };
}

const safetyOf = (change: object) => saidOf(change).messages.find(({ kind }) => kind === 'safety');
const modeOf = (change: object) => saidOf(change).messages.find(({ kind }) => kind === 'mode');

describe.each(bothHeaders)('a robot status of %s', (_, header) => {
  it('is a safety message, a mode message, and the proof that errors would be seen', () => {
    expect(saidOf({ header }).messages).toMatchObject([
      { kind: 'safety', emergencyStop: false, drivesPowered: true, motionPossible: true },
      { kind: 'mode', operationalMode: 'automatic', robotMode: 'ready', modeRaw: 'mode=2' },
      { kind: 'fault', codeSpace: 'industrial.error', codeRaw: '0', active: false },
    ]);
  });
});

describe('a tri-state', () => {
  it.each([
    [1, true],
    [0, false],
    [-1, unknown('notReported')],
    [2, unknown('missing')],
    [null, unknown('missing')],
  ])('%s is %j', (val, emergencyStop) => {
    expect(safetyOf({ e_stopped: { val } })).toMatchObject({ emergencyStop });
  });

  it('that is absent is missing', () => {
    expect(safetyOf({ e_stopped: undefined, drives_powered: 1 })).toMatchObject({
      emergencyStop: unknown('missing'),
      drivesPowered: unknown('missing'),
    });
  });
});

describe('a mode', () => {
  it('is manual without saying at which speed', () => {
    expect(modeOf({ mode: { val: 1 } })).toMatchObject({ operationalMode: 'other', modeRaw: 'mode=1' });
  });

  it('is unknown when it says so', () => {
    expect(modeOf({ mode: { val: -1 }, drives_powered: { val: -1 } })).toMatchObject({
      operationalMode: unknown('notReported'),
      robotMode: unknown('notReported'),
    });
  });

  it('is standby without drives, and fault in error', () => {
    expect(modeOf({ drives_powered: { val: 0 } })).toMatchObject({ robotMode: 'standby' });
    expect(modeOf({ in_error: { val: 1 } })).toMatchObject({ robotMode: 'fault' });
  });

  it('is said again only when it changes', () => {
    expect(saidOf({}, {}, {}, { mode: { val: 1 } }).messages.filter(({ kind }) => kind === 'mode')).toHaveLength(2);
  });
});

describe('an error code', () => {
  it('is a fault while the controller is in error, and heals', () => {
    const bad = { in_error: { val: 1 }, error_code: 4711 };
    expect(saidOf({}, bad, bad, {}, {}, {}).faults).toEqual(['4711 on', '4711 off']);
  });

  it('left over from earlier is none', () => {
    expect(saidOf({ error_code: 4711 }).faults).toEqual([]);
  });

  it('of 0 is still an error when the controller is in one', () => {
    expect(saidOf({}, { in_error: { val: 1 } }).faults).toEqual(['0 on']);
  });

  it('may be a list', () => {
    expect(saidOf({}, { in_error: { val: 1 }, error_codes: [7, 9], error_code: undefined }).faults).toEqual(['7 on', '9 on']);
  });

  it('says nothing while nobody knows whether there is an error', () => {
    const bad = { in_error: { val: 1 }, error_code: 5 };
    const unsure = { in_error: { val: -1 } };
    expect(saidOf({}, bad, unsure, unsure, unsure, unsure).faults).toEqual(['5 on']);
  });
});
