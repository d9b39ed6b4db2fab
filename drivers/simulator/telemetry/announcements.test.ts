import { describe, expect, it } from 'vitest';
import type { Message } from '../../../agent/contract/message.ts';
import { atMsOf, cobotProfile, humanoidProfile, simulate } from '../../../tests/support/simulation-fixture.ts';

const ofKind = <K extends Message['kind']>(messages: readonly Message[], kind: K) =>
  messages.filter((message): message is Extract<Message, { kind: K }> => message.kind === kind);

describe('safety', () => {
  it('is told once a second, every signal known on a cobot', async () => {
    const safety = ofKind((await simulate(cobotProfile)).messages, 'safety');
    expect(safety.map(atMsOf)).toEqual([0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000]);
    expect(safety[0]).toMatchObject({ emergencyStop: false, protectiveStop: false, collisionDetected: false, drivesPowered: true });
  });

  it('leaves the collision of a humanoid unknown: nothing on it reports one', async () => {
    const { messages } = await simulate(humanoidProfile, { script: [{ atMs: 3000, fault: 'impact' }] });
    expect(new Set(ofKind(messages, 'safety').map(({ collisionDetected }) => JSON.stringify(collisionDetected)))).toEqual(
      new Set(['{"unknown":"notReported"}']),
    );
  });

  it('is told at every change as well', async () => {
    const { messages } = await simulate(cobotProfile, { script: [{ atMs: 3300, fault: 'impact' }] });
    const safety = ofKind(messages, 'safety').map((message) => [atMsOf(message), message.collisionDetected]);
    expect(safety).toContainEqual([3300, true]);
    expect(safety).toContainEqual([3900, false]);
    expect(safety).toHaveLength(12);
  });
});

describe('mode', () => {
  it('says who commands and whether the duty goes on, every ten seconds and at changes', async () => {
    const script = [
      { atMs: 4000, fault: 'takeover' as const, durationMs: 5000 },
      { atMs: 12_000, fault: 'modeChange' as const, robotMode: 'updating' as const, durationMs: 5000 },
    ];
    const modes = ofKind((await simulate(cobotProfile, { durationMs: 25_000, script })).messages, 'mode');
    expect(modes.map((message) => [atMsOf(message), message.robotMode, message.executionState, message.controlSource])).toEqual([
      [0, 'running', 'running', 'autonomous'],
      [4000, 'running', 'running', 'teleoperated'],
      [9000, 'running', 'running', 'autonomous'],
      [10_000, 'running', 'running', 'autonomous'],
      [12_000, 'updating', 'running', 'autonomous'],
      [12_300, 'updating', 'stopped', 'autonomous'],
      [17_000, 'running', 'running', 'autonomous'],
      [20_000, 'running', 'running', 'autonomous'],
    ]);
  });
});

describe('use', () => {
  it('says payload, safety configuration and charging every ten seconds and at changes', async () => {
    const script = [
      { atMs: 4000, fault: 'payloadChange' as const, payloadKg: 1.5, durationMs: 2000 },
      { atMs: 12_000, fault: 'safetyConfigurationChange' as const },
    ];
    const uses = ofKind((await simulate(cobotProfile, { durationMs: 21_000, script })).messages, 'behaviour');
    expect(uses.map((message) => [atMsOf(message), message.payload, message.safetyConfiguration, message.charging])).toEqual([
      [0, '0 kg', 'configuration 1', false],
      [4000, '1.5 kg', 'configuration 1', false],
      [6000, '0 kg', 'configuration 1', false],
      [10_000, '0 kg', 'configuration 1', false],
      [12_000, '0 kg', 'configuration 2', false],
      [20_000, '0 kg', 'configuration 2', false],
    ]);
  });
});

describe('faults', () => {
  it('are told when they appear and when they go, with code, part and severity', async () => {
    const script = [{ atMs: 2000, fault: 'encoderDropout' as const, joint: 'elbow_joint', durationMs: 3000 }];
    const faults = ofKind((await simulate(cobotProfile, { script })).messages, 'fault');
    expect(faults.map((message) => [atMsOf(message), message.active])).toEqual([
      [2000, true],
      [5000, false],
    ]);
    expect(faults[0]).toMatchObject({ codeSpace: 'simulator', codeRaw: 'encoder', part: 'elbow_joint', severity: 'error' });
  });

  it('of the motors follow the rating of the profile where it has one', async () => {
    const cool = { ...cobotProfile, ratings: { motorTemperatureMaxC: 30 } };
    const faults = ofKind((await simulate(cool, { durationMs: 600_000 })).messages, 'fault');
    expect(faults.length).toBeGreaterThan(0);
    expect(faults[0]?.text).toBe('the winding is hotter than 30 °C');
    expect(ofKind((await simulate(cobotProfile, { durationMs: 600_000 })).messages, 'fault')).toEqual([]);
  });
});
