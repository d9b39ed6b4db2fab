import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknown } from '../../../agent/contract/unknown.ts';
import { oddMessages, openTopic } from '../../../tests/support/open-topic.ts';
import { robotMode } from './robot-mode.ts';

const notReported = unknown('notReported');
const said = (mode: unknown) => openTopic(robotMode).decode({ mode }).messages;

describe('the robot mode of a UR', () => {
  it.each([
    [-1, 'NO_CONTROLLER', notReported, notReported],
    [0, 'DISCONNECTED', 'off', notReported],
    [1, 'CONFIRM_SAFETY', 'booting', notReported],
    [2, 'BOOTING', 'booting', notReported],
    [3, 'POWER_OFF', 'off', false],
    [4, 'POWER_ON', 'standby', true],
    [5, 'IDLE', 'standby', true],
    [6, 'BACKDRIVE', 'backdrive', true],
    [7, 'RUNNING', 'running', true],
    [8, 'UPDATING_FIRMWARE', 'updating', notReported],
    [57, '57', notReported, notReported],
  ])('%i is %s', (mode, modeRaw, ...[word, drivesPowered]) => {
    expect(said(mode)).toEqual([
      expect.objectContaining({ kind: 'mode', robotMode: word, modeRaw }),
      expect.objectContaining({ kind: 'safety', drivesPowered }),
    ]);
  });

  it('is said when it changes, not with every message', () => {
    const topic = openTopic(robotMode);
    [7, 7, 7, 3].forEach((mode, index) => {
      topic.decode({ mode }, index * 100);
    });
    expect(topic.messages.map(({ kind }) => kind)).toEqual(['mode', 'safety', 'mode', 'safety']);
  });

  it('shows no event and no readings', () => {
    const { decoder } = openTopic(robotMode);
    expect([decoder.observable, decoder.layouts]).toEqual([[], []]);
  });

  it('counts a message without a mode', () => {
    const topic = openTopic(robotMode).decode({ mode: 'RUNNING' });
    expect(topic.flaws).toEqual([expect.objectContaining({ code: 'ros-messages/field-missing', discarded: true })]);
    expect(topic.messages).toEqual([]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(oddMessages(['mode']), (message) => {
        expect(openTopic(robotMode).decode(message).frames).toEqual([]);
      }),
    );
  });
});
