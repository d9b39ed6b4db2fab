import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../agent/contract/message.ts';
import { unknown } from '../../../agent/contract/unknown.ts';
import { implausibleCells, type OpenTopic, oddMessages, openTopic } from '../../../tests/support/open-topic.ts';
import { nonRealtimeState } from './non-realtime-state.ts';
import { servoCodes } from './vendor-codes.ts';

const joints = ['j1', 'j2', 'j3', 'j4', 'j5', 'j6'];
/** V3.0.5, as a driver of ROS 2 publishes it through rosbridge: uint8[] is base64 text. */
const overJson = {
  j1_cur_pos: 90,
  j2_cur_pos: -45,
  j3_cur_pos: 0,
  j4_cur_pos: -90.5,
  j5_cur_pos: 30,
  j6_cur_pos: 1,
  j1_cur_tor: 12.5,
  j2_cur_tor: -30,
  j3_cur_tor: 8,
  j4_cur_tor: 1.5,
  j5_cur_tor: 0.25,
  j6_cur_tor: 0,
  robot_mode: 0,
  prg_state: 2,
  abnormal_stop: 0,
  emg: 0,
  safetyboxsig: 'AAAAAAAA',
  main_error_code: 0,
  sub_error_code: 0,
  safetydoor_alarm: 0,
  collision_err: 0,
  dr_err: 0,
  out_sflimit_err: 0,
  dr_com_err: 'AAAAAAAA',
  slavecomerror: 'AAAAAAAAAAA=',
  ctrlboxerror: 0,
  version: 'V3.0.5',
  timestamp: 1_767_225_600_000,
};
/** The same from a reader of serialised messages: byte arrays, and a 64-bit stamp. */
const overCdr = {
  ...overJson,
  safetyboxsig: new Uint8Array(6),
  dr_com_err: new Uint8Array(6),
  slavecomerror: new Uint8Array(8),
  timestamp: 1_767_225_600_000n,
};

const missing = unknown('missing');
const open = (decode = {}): OpenTopic => openTopic(nonRealtimeState, { joints, decode });
const ofKind = <K extends Message['kind']>({ messages }: OpenTopic, kind: K) =>
  messages.filter((message): message is Extract<Message, { kind: K }> => message.kind === kind);
const standing = (topic: OpenTopic) => ofKind(topic, 'fault').filter(({ active }) => active);
const standingAt = (fields: Record<string, unknown>) => standing(open().decode({ ...overJson, ...fields }));
const safetyAt = (fields: Record<string, unknown>) => ofKind(open().decode({ ...overJson, ...fields }), 'safety')[0];

describe('the state of a FAIRINO arm', () => {
  it('has joint angles in radians', () => {
    const cells = open().decode(overJson).frames[0]?.cells;
    expect(Object.keys(cells ?? {})).toEqual(joints.map((joint) => `positionRad ${joint}`));
    expect(cells?.['positionRad j1']).toBeCloseTo(Math.PI / 2, 12);
    expect(cells?.['positionRad j4']).toBeCloseTo((-90.5 * Math.PI) / 180, 12);
  });

  it('has the same samples and messages from JSON and from serialised bytes', () => {
    const faulty = [
      { dr_com_err: 'AAAHAAAA', slavecomerror: 'AQAAAAAAAAA=' },
      { dr_com_err: Uint8Array.of(0, 0, 7, 0, 0, 0), slavecomerror: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0) },
    ];
    const [one, two] = [overJson, overCdr].map((message, index) => open().decode({ ...message, ...faulty[index] }));
    expect(one?.frames).toEqual(two?.frames);
    expect(one?.messages).toEqual(two?.messages);
    expect(standing(one ?? open())).toHaveLength(2);
  });

  it.each([
    ['N.m', -30],
    ['mN.m', -0.03],
  ])('has torque when its unit is declared: %s', (torque, expected) => {
    expect(open({ torque }).decode(overJson).frames[0]?.cells['torqueNm j2']).toBeCloseTo(expected, 12);
  });

  it('has no stamp: the unit of the one it carries is not stated', () => {
    expect(open().decode(overJson).frames[0]?.sourceWallMs).toEqual(unknown('notReported'));
  });

  it.each([
    [
      { robot_mode: 0, prg_state: 2 },
      { operationalMode: 'automatic', executionState: 'running', modeRaw: 'mode 0, program 2' },
    ],
    [
      { robot_mode: 1, prg_state: 1 },
      { operationalMode: 'other', executionState: 'stopped' },
    ],
    [
      { robot_mode: 1, prg_state: 3 },
      { operationalMode: 'other', executionState: 'paused' },
    ],
    [
      { robot_mode: 9, prg_state: 9 },
      { operationalMode: missing, executionState: missing, modeRaw: 'mode 9, program 9' },
    ],
  ])('has the mode of %j', (fields, expected) => {
    expect(ofKind(open().decode({ ...overJson, ...fields }), 'mode')).toEqual([expect.objectContaining(expected)]);
  });

  it.each([
    ['nothing', {}, { emergencyStop: false, safeguardStop: false, collisionDetected: false }],
    ['the emergency stop', { emg: 1 }, { emergencyStop: true }],
    ['the safety door', { safetydoor_alarm: 1 }, { safeguardStop: true }],
    ['a collision of the third joint', { collision_err: 3 }, { collisionDetected: true }],
    ['a word that is neither', { emg: 7, collision_err: null }, { emergencyStop: missing, collisionDetected: missing }],
  ])('says %s', (_, fields, expected) => {
    expect(safetyAt(fields)).toMatchObject(expected);
  });

  it('of an older driver, without error fields, has angles and stop and says nothing of the rest', () => {
    const {
      main_error_code,
      sub_error_code,
      safetydoor_alarm,
      collision_err,
      dr_err,
      out_sflimit_err,
      dr_com_err,
      slavecomerror,
      ...older
    } = overJson;
    const topic = open().decode({ ...older, ctrlboxerror: undefined, error_code: 5 });
    expect(topic.frames).toHaveLength(1);
    expect(ofKind(topic, 'safety')).toEqual([
      expect.objectContaining({ emergencyStop: false, safeguardStop: missing, collisionDetected: missing }),
    ]);
    expect(ofKind(topic, 'fault')).toEqual([]);
  });

  it('keeps silent while nothing changes', () => {
    const topic = open().decode(overJson, 0);
    const saidCount = topic.messages.length;
    expect(topic.decode(overJson, 100).decode(overCdr, 200).messages).toHaveLength(saidCount);
  });

  it('never throws and is never good and impossible at once', () => {
    const torques = fc.constantFrom('N.m', 'mN.m', 'unknown');
    fc.assert(
      fc.property(fc.array(oddMessages(Object.keys(overJson)), { maxLength: 3 }), torques, (messages, torque) => {
        const topic = open({ torque });
        messages.forEach((message, index) => {
          topic.decode(message, index * 3000);
        });
        expect(implausibleCells(topic)).toEqual([]);
        expect(topic.frames).toHaveLength(messages.length);
      }),
    );
  });
});

describe('the errors of a FAIRINO arm', () => {
  it.each([
    ['main_error_code', 'fairino.main_code', 'unknown', 'error'],
    ['sub_error_code', 'fairino.sub_code', 'unknown', 'info'],
    ['ctrlboxerror', 'fairino.control_box', 'unknown', 'error'],
    ['out_sflimit_err', 'fairino.soft_limit', 'positionLimit', 'error'],
    ['dr_err', 'fairino.driver_error', 'other', 'error'],
  ])('of %s are kept raw, in the space %s', (...[field, codeSpace, category, severity]) => {
    expect(standingAt({ [field]: 3 })).toEqual([
      expect.objectContaining({ codeSpace, codeRaw: '3', category, severity, part: unknown('notReported') }),
    ]);
  });

  it('say that the meaning of a main code is not published', () => {
    expect(standingAt({ main_error_code: 65_000 })).toEqual([
      expect.objectContaining({ codeRaw: '65000', text: 'vendor code, meaning not published' }),
    ]);
  });

  it('of the link to one drive speak for its joint', () => {
    expect(standingAt({ dr_com_err: [0, 0, 7, 0, 0, 0] })).toEqual([
      expect.objectContaining({ codeSpace: 'fairino.driver_communication', codeRaw: '7', part: 'j3', category: 'communication' }),
    ]);
  });

  it.each([
    [1, 'bus slave offline'],
    [6, 'bus slave mailbox error'],
    [9, 'vendor code, meaning not published'],
  ])('of one slave are told by the published table: %i', (value, text) => {
    expect(standingAt({ slavecomerror: [0, value, 0, 0, 0, 0, 0, 0] })).toEqual([
      expect.objectContaining({ codeSpace: 'fairino.slave_communication', part: 'slave2', text }),
    ]);
  });

  it('beyond the joints and slaves there are, are not made up', () => {
    expect(standingAt({ dr_com_err: [0, 0, 0, 0, 0, 0, 4], slavecomerror: [0, 0, 0, 0, 0, 0, 0, 0, 4] })).toEqual([]);
  });

  it('can show what they say they can', () => {
    expect(open().decoder.observable).toEqual(['emergencyStop', 'impact', 'limitTrip', 'majorFault', 'safeguardStop']);
  });

  it('have a table of the servo drives, whose overheating is an over-temperature', () => {
    expect(servoCodes.codes[4]).toEqual({ text: 'overheating', category: 'overTemperature', severity: 'error' });
    expect(servoCodes.codes[38]).toBeUndefined();
  });
});
