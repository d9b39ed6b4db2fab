import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../agent/contract/message.ts';
import { unknown } from '../../../agent/contract/unknown.ts';
import { implausibleCells, type OpenTopic, oddMessages, openTopic } from '../../../tests/support/open-topic.ts';
import { controllerErrors, servoPlace } from './controller-codes.ts';
import { robotReport } from './robot-report.ts';

const joints = ['joint1', 'joint2', 'joint3', 'joint4', 'joint5', 'joint6'];
const common = {
  state: 2,
  mode: 0,
  cmdnum: 0,
  mt_brake: 63,
  mt_able: 63,
  err: 0,
  warn: 0,
  angle: [0.10000000149011612, -0.5, 0, 0.25, 1.5, -3],
  pose: [207, 0, 112, 3.14, 0, 0],
  offset: [0, 0, 0, 0, 0, 0],
};
const ros1 = { ...common, header: { seq: 4, stamp: { secs: 1_767_225_600, nsecs: 0 }, frame_id: '' } };
const ros2 = { ...common, header: { stamp: { sec: 1_767_225_600, nanosec: 0 }, frame_id: '' } };

const missing = unknown('missing');
const open = (decode = {}): OpenTopic => openTopic(robotReport, { joints, decode });
const ofKind = <K extends Message['kind']>({ messages }: OpenTopic, kind: K) =>
  messages.filter((message): message is Extract<Message, { kind: K }> => message.kind === kind);
const standing = (topic: OpenTopic) => ofKind(topic, 'fault').filter(({ active }) => active);
const safetyAt = (fields: Record<string, unknown>) => ofKind(open().decode({ ...ros2, ...fields }), 'safety')[0];
const modeAt = (fields: Record<string, unknown>) => ofKind(open().decode({ ...ros2, ...fields }), 'mode')[0];

describe('the report of an xArm', () => {
  it('says the same in both generations', () => {
    const [one, two] = [ros1, ros2].map((message) => open({ angles: true }).decode({ ...message, err: 31, warn: 12 }));
    expect(one?.frames).toEqual(two?.frames);
    expect(one?.messages).toEqual(two?.messages);
    expect(one?.frames[0]?.sourceWallMs).toBe(1_767_225_600_000);
  });

  it('has no readings unless it is asked for the angles', () => {
    const topic = open().decode(ros2);
    expect([topic.decoder.layouts, topic.frames]).toEqual([[], []]);
  });

  it('has every joint angle, in the order of the arm', () => {
    const topic = open({ angles: true }).decode(ros2);
    expect(topic.decoder.layouts).toEqual([expect.objectContaining({ component: 'joint', parts: joints, signals: ['positionRad'] })]);
    expect(topic.frames[0]?.cells).toMatchObject({ 'positionRad joint1': 0.10000000149011612, 'positionRad joint6': -3 });
  });

  it('says the tool centre point as the controller was told it, when it changes', () => {
    const topic = open();
    const told = [0, 0, 172.00001525878906, 0, 0, -0.000001];
    for (const offset of [common.offset, told, told.map((value) => value + 1e-5), Float32Array.from(told)])
      topic.decode({ ...ros2, offset });
    expect(ofKind(topic, 'behaviour').map(({ toolCentrePoint }) => toolCentrePoint)).toEqual(['0 0 0 0 0 0', '0 0 172 0 0 0']);
  });

  it.each([undefined, [], [0, 0, 172], [0, 0, Number.NaN, 0, 0, 0], [0, 0, null, 0, 0, 0], [{}, 0, 0, 0, 0, 0], 'offset'])(
    'says nothing of a tool from %j',
    (offset) => {
      expect(ofKind(open().decode({ ...ros2, offset }), 'behaviour')).toEqual([]);
    },
  );

  it('leaves out the seventh angle of a list that is longer than the arm', () => {
    expect(Object.keys(open({ angles: true }).decode({ ...ros2, angle: [1, 2, 3, 4, 5, 6, 0] }).frames[0]?.cells ?? {})).toHaveLength(6);
  });

  it.each([
    [1, 0, { robotMode: 'running', executionState: 'running', modeRaw: 'state 1, mode 0' }],
    [2, 0, { robotMode: 'ready', executionState: 'idle', modeRaw: 'state 2, mode 0' }],
    [3, 0, { robotMode: unknown('notReported'), executionState: 'paused' }],
    [4, 0, { robotMode: 'standby', executionState: 'stopped' }],
    [5, 0, { robotMode: 'standby', executionState: 'stopped' }],
    [1, 1, { controlSource: 'externalProgram' }],
    [1, 2, { controlSource: 'handGuided' }],
    [77, 0, { robotMode: unknown('notReported'), executionState: unknown('notReported') }],
  ])('in state %i and mode %i', (state, mode, expected) => {
    expect(modeAt({ state, mode })).toMatchObject(expected);
  });

  it('is in fault while an error stands, and has no mode without a state', () => {
    expect(modeAt({ state: 4, err: 31 })).toMatchObject({ robotMode: 'fault' });
    expect(modeAt({ state: null })).toBeUndefined();
  });

  it.each([
    [{ state: 1 }, true],
    [{ state: 4 }, false],
    [{ state: 3 }, missing],
  ])('can move as its state says: %j', (fields, motionPossible) => {
    expect(safetyAt(fields)).toMatchObject({ motionPossible });
  });

  it.each([
    ['every servo is enabled', 63, true],
    ['one servo is', 4, true],
    ['none is', 0, false],
    ['only a joint that the arm has not is', 64, false],
    ['nothing is said', null, missing],
  ])('has powered drives as its mask says: %s', (_, mask, drivesPowered) => {
    expect(safetyAt({ mt_able: mask })).toMatchObject({ drivesPowered });
  });

  it('keeps silent while nothing changes', () => {
    const topic = open().decode(ros2, 0);
    const saidCount = topic.messages.length;
    expect(topic.decode(ros2, 100).decode(ros2, 200).messages).toHaveLength(saidCount);
  });

  it('never throws and is never good and impossible at once', () => {
    fc.assert(
      fc.property(fc.array(oddMessages(Object.keys(ros2)), { maxLength: 4 }), (messages) => {
        const topic = open({ angles: true });
        messages.forEach((message, index) => {
          topic.decode(message, index * 3000);
        });
        expect(implausibleCells(topic)).toEqual([]);
      }),
    );
  });
});

describe('the errors of an xArm', () => {
  it.each([
    [0, { emergencyStop: false, safeguardStop: false, collisionDetected: false }],
    [1, { emergencyStop: true, safeguardStop: missing, collisionDetected: missing }],
    [2, { emergencyStop: true, safeguardStop: missing, collisionDetected: missing }],
    [3, { emergencyStop: missing, safeguardStop: true, collisionDetected: missing }],
    [22, { emergencyStop: missing, safeguardStop: missing, collisionDetected: true }],
    [31, { emergencyStop: missing, safeguardStop: missing, collisionDetected: true }],
    [23, { emergencyStop: missing, safeguardStop: missing, collisionDetected: missing }],
    [null, { emergencyStop: missing, safeguardStop: missing, collisionDetected: missing }],
  ])('%s in safety signals: a field of one code says nothing of the others', (err, flags) => {
    expect(safetyAt({ err })).toMatchObject(flags);
  });

  it.each([
    [1, 'emergencyStop', 'error'],
    [23, 'positionLimit', 'error'],
    [24, 'speedLimit', 'error'],
    [31, 'collision', 'error'],
    [35, 'safetyViolation', 'error'],
    [38, 'encoder', 'error'],
    [40, 'other', 'warning'],
    [110, 'communication', 'error'],
    [250, 'unknown', 'warning'],
  ])('%i is of category %s, severity %s', (err, category, severity) => {
    expect(standing(open().decode({ ...ros2, err }))).toEqual([
      expect.objectContaining({
        codeSpace: 'xarm.controller_error',
        codeRaw: String(err),
        category,
        severity,
        part: unknown('notReported'),
      }),
    ]);
  });

  it.each([
    [11, 'joint1'],
    [16, 'joint6'],
  ])('%i speaks for %s', (err, part) => {
    expect(standing(open().decode({ ...ros2, err }))).toEqual([expect.objectContaining({ codeRaw: String(err), part })]);
  });

  it('17 speaks for the whole robot where the arm has no seventh joint', () => {
    expect(standing(open().decode({ ...ros2, err: 17 }))).toEqual([
      expect.objectContaining({ codeRaw: '17', part: unknown('notReported') }),
    ]);
  });

  it('of one servo heals when the error of another takes its place', () => {
    const topic = open();
    [0, 500, 1000].forEach((atMs) => {
      topic.decode({ ...ros2, err: 11 }, atMs);
    });
    [1500, 4000].forEach((atMs) => {
      topic.decode({ ...ros2, err: 12 }, atMs);
    });
    const said = ofKind(topic, 'fault').filter(({ codeRaw }) => codeRaw !== '0');
    expect(said.map(({ part, active }) => [part, active])).toEqual([
      ['joint1', true],
      ['joint2', true],
      ['joint1', false],
    ]);
  });

  it('come with warnings of their own space', () => {
    expect(standing(open().decode({ ...ros2, warn: 14 }))).toEqual([
      expect.objectContaining({ codeSpace: 'xarm.controller_warning', codeRaw: '14', text: 'no solution', severity: 'warning' }),
    ]);
  });

  it('are proven absent at first sight, once for the whole robot', () => {
    const topic = open().decode(ros2);
    expect(standing(topic)).toEqual([]);
    expect(topic.decoder.observable).toEqual(['emergencyStop', 'impact', 'limitTrip', 'majorFault', 'safeguardStop']);
    const proofs = ofKind(topic, 'fault').filter(({ codeRaw }) => codeRaw === '0');
    expect(proofs).toHaveLength(3);
  });

  it('are in one table, with the servos at their own places', () => {
    expect([10, 11, 17, 18].map(servoPlace)).toEqual([undefined, 0, 6, undefined]);
    expect(controllerErrors.codes[17]?.text).toBe('servo 7 error');
  });
});
