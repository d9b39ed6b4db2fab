import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknown } from '../../../agent/contract/unknown.ts';
import { oddMessages, openTopic } from '../../../tests/support/open-topic.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import { safetyMode } from './safety-mode.ts';

const missing = unknown('missing');
const open = () => openTopic(safetyMode, { onChange: true });
const safetyOf = (mode: unknown) =>
  open()
    .decode({ mode })
    .messages.find(({ kind }) => kind === 'safety');
const faultsIn = (topic: ReturnType<typeof open>) => topic.messages.filter(({ kind }) => kind === 'fault');

describe('the safety mode of a UR', () => {
  it.each([
    [3, 'PROTECTIVE_STOP', { emergencyStop: false, protectiveStop: true, safeguardStop: false }],
    [5, 'SAFEGUARD_STOP', { emergencyStop: false, protectiveStop: false, safeguardStop: true }],
    [6, 'SYSTEM_EMERGENCY_STOP', { emergencyStop: true, protectiveStop: false, safeguardStop: false }],
    [7, 'ROBOT_EMERGENCY_STOP', { emergencyStop: true, protectiveStop: false, safeguardStop: false }],
    [12, 'AUTOMATIC_MODE_SAFEGUARD_STOP', { emergencyStop: false, protectiveStop: false, safeguardStop: true }],
    [13, 'SYSTEM_THREE_POSITION_ENABLING_STOP', { emergencyStop: false, protectiveStop: false, safeguardStop: true }],
    [20, 'PROFISAFE_EMERGENCY_STOP', { emergencyStop: true, protectiveStop: false, safeguardStop: false }],
  ])('%i is %s', (mode, safetyModeRaw, flags) => {
    expect(safetyOf(mode)).toEqual({ kind: 'safety', sourceId: 'arm', time: timeAt(0), ...flags, reducedMode: missing, safetyModeRaw });
  });

  it.each([
    [1, 'NORMAL', false],
    [2, 'REDUCED', true],
    [4, 'RECOVERY', missing],
  ])('%i is %s, without a stop', (mode, safetyModeRaw, reducedMode) => {
    expect(safetyOf(mode)).toMatchObject({ emergencyStop: false, protectiveStop: false, safeguardStop: false, reducedMode, safetyModeRaw });
  });

  it.each([
    [8, 'VIOLATION'],
    [10, 'VALIDATE_JOINT_ID'],
    [11, 'UNDEFINED_SAFETY_MODE'],
    [99, '99'],
  ])('%i says nothing of stops and keeps its name', (mode, safetyModeRaw) => {
    expect(safetyOf(mode)).toMatchObject({ emergencyStop: missing, protectiveStop: missing, safeguardStop: missing, safetyModeRaw });
  });

  it('is read from a 64-bit integer too', () => {
    expect(safetyOf(3n)).toMatchObject({ protectiveStop: true });
  });

  it('is said when it changes, not with every message', () => {
    const topic = open();
    for (const [mode, atMs] of [
      [1, 0],
      [1, 100],
      [3, 200],
      [3, 300],
      [1, 400],
    ] as const)
      topic.decode({ mode }, atMs);
    const said = topic.messages.filter(({ kind }) => kind === 'safety');
    expect(said.map((message) => 'protectiveStop' in message && message.protectiveStop)).toEqual([false, true, false]);
  });

  it.each([
    [8, 'error', 'safety violation'],
    [9, 'fatal', 'safety fault'],
  ])('%i is a fault of severity %s as well', (mode, severity, text) => {
    expect(faultsIn(open().decode({ mode }))).toContainEqual(
      expect.objectContaining({
        codeSpace: 'ur.safety_mode',
        codeRaw: String(mode),
        category: 'safetyViolation',
        severity,
        text,
        active: true,
      }),
    );
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 42])('%i is no fault', (mode) => {
    expect(faultsIn(open().decode({ mode })).filter((fault) => 'active' in fault && fault.active === true)).toEqual([]);
  });

  it('heals a fault with the first message without it, however soon it comes, because no other may follow', () => {
    const topic = open().decode({ mode: 9 }, 0).decode({ mode: 1 }, 300);
    expect(faultsIn(topic).at(-1)).toMatchObject({ codeRaw: '9', active: false });
  });

  it('proves at its first message every class it can show', () => {
    const { decoder } = open();
    expect(decoder.observable).toEqual(['emergencyStop', 'protectiveStop', 'safeguardStop', 'majorFault']);
    expect(decoder.layouts).toEqual([]);
    expect(faultsIn(open().decode({ mode: 1 }))).toEqual([expect.objectContaining({ active: false, codeRaw: '0' })]);
  });

  it.each([[{}], [{ mode: null }], [{ mode: '3' }], [{ mode: 2.5 }]])('counts %j and says nothing', (message) => {
    const topic = open().decode(message);
    expect(topic.flaws).toEqual([{ code: 'ros-messages/field-missing', place: '/topic', text: 'no number in mode', discarded: true }]);
    expect(topic.messages).toEqual([]);
  });

  it('never throws, and shows at most one stop at a time', () => {
    fc.assert(
      fc.property(fc.array(oddMessages(['mode']), { maxLength: 5 }), (messages) => {
        const topic = open();
        messages.forEach((message, index) => {
          topic.decode(message, index * 1000);
        });
        for (const said of topic.messages) {
          if (said.kind !== 'safety') continue;
          expect([said.emergencyStop, said.protectiveStop, said.safeguardStop].filter((flag) => flag === true).length).toBeLessThanOrEqual(
            1,
          );
        }
      }),
    );
  });
});
