import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknown } from '../../../agent/contract/unknown.ts';
import { oddMessages, openTopic } from '../../../tests/support/open-topic.ts';
import { controllerStatus } from './controller-status.ts';
import { controllerStatusExtension } from './controller-status-extension.ts';

const status = { in_error: false, tp_enabled: false, e_stopped: false, motion_possible: true, contact_stop_mode: 0 };
const extension = { error_code: '', in_motion: false, drives_powered: true, gen_override: 100, speed_clamp_limit: 250, control_mode: 1 };
const missing = unknown('missing');
const saidBy = (fields: Record<string, unknown>) => openTopic(controllerStatus).decode({ ...status, ...fields }).messages;
const extensionSaid = (fields: Record<string, unknown>) =>
  openTopic(controllerStatusExtension).decode({ ...extension, ...fields }).messages;

describe('the status of a FANUC controller', () => {
  it('says at first sight that nothing stands', () => {
    expect(saidBy({})).toEqual([
      expect.objectContaining({ kind: 'safety', emergencyStop: false, protectiveStop: false }),
      expect.objectContaining({ kind: 'mode', controlSource: unknown('notReported') }),
      expect.objectContaining({ kind: 'fault', codeSpace: 'fanuc.in_error', codeRaw: '0', active: false }),
    ]);
  });

  it.each([
    ['the emergency stop', { e_stopped: true }, { kind: 'safety', emergencyStop: true }],
    ['a contact stop', { contact_stop_mode: 2 }, { kind: 'safety', protectiveStop: true }],
    ['nothing of a contact mode that is not explained', { contact_stop_mode: 1 }, { kind: 'safety', protectiveStop: missing }],
    ['that the pendant commands', { tp_enabled: true }, { kind: 'mode', controlSource: 'pendant' }],
    ['an error', { in_error: true }, { kind: 'fault', codeRaw: '1', category: 'other', severity: 'error', active: true }],
    ['an error in a number', { in_error: 1 }, { kind: 'fault', codeRaw: '1', active: true }],
  ])('says %s', (_, fields, expected) => {
    expect(saidBy(fields)).toContainEqual(expect.objectContaining(expected));
  });

  it('does not take motion_possible for more than who commands', () => {
    expect(saidBy({ motion_possible: false }).some((message) => 'motionPossible' in message)).toBe(false);
  });

  it('says nothing of what is not there', () => {
    expect(openTopic(controllerStatus).decode({}).messages).toEqual([
      expect.objectContaining({ kind: 'safety', emergencyStop: missing, protectiveStop: missing }),
    ]);
  });

  it('can show stops and a major fault', () => {
    expect(openTopic(controllerStatus).decoder.observable).toEqual(['emergencyStop', 'protectiveStop', 'majorFault']);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(oddMessages(Object.keys(status)), (message) => {
        expect(openTopic(controllerStatus).decode(message).frames).toEqual([]);
      }),
    );
  });
});

describe('the extended status of a FANUC controller', () => {
  it('has an alarm by its name, as a warning of unknown kind', () => {
    expect(extensionSaid({ error_code: ' SRVO-001 ' })).toContainEqual(
      expect.objectContaining({ codeSpace: 'fanuc.alarm', codeRaw: 'SRVO-001', category: 'unknown', severity: 'warning', active: true }),
    );
  });

  it('has no alarm without a name, and says that it heals', () => {
    const topic = openTopic(controllerStatusExtension)
      .decode({ ...extension, error_code: 'SRVO-001' }, 0)
      .decode(extension, 5000);
    expect(topic.messages.filter(({ kind }) => kind === 'fault').at(-1)).toMatchObject({ codeRaw: 'SRVO-001', active: false });
    expect(extensionSaid({}).filter(({ kind }) => kind === 'fault')).toEqual([]);
  });

  it.each([
    [true, true],
    [0, false],
    ['on', missing],
  ])('has powered drives: %j', (value, drivesPowered) => {
    expect(extensionSaid({ drives_powered: value })[0]).toMatchObject({ kind: 'safety', drivesPowered });
  });

  it('keeps an endless name short and never throws', () => {
    expect(extensionSaid({ error_code: 'X'.repeat(500) })[1]).toMatchObject({ codeRaw: 'X'.repeat(80) });
    fc.assert(
      fc.property(oddMessages(Object.keys(extension)), (message) => {
        expect(openTopic(controllerStatusExtension).decode(message).frames).toEqual([]);
      }),
    );
  });

  it('shows no event by itself', () => {
    expect(openTopic(controllerStatusExtension).decoder.observable).toEqual([]);
  });
});
