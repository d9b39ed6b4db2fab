import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknown } from './unknown.ts';
import { noUsage } from './usage.ts';
import { exportUsage, isoDuration } from './usage-export.ts';

const header = {
  messageCount: 7,
  wallMs: Date.UTC(2026, 10, 22, 8),
  manufacturer: 'Universal Robots',
  serialNumber: '20235500123',
  agentId: 'agent-1',
  startUpWallMs: Date.UTC(2026, 10, 22, 6),
};
const hourMs = 3_600_000;

describe('exported usage', () => {
  it('has the counters of OPC UA DI and Robotics and the header of VDA 5050', () => {
    const counters = {
      ...noUsage,
      powerOnMs: 49 * hourMs + 1500,
      operatingMs: 12 * hourMs,
      cycleCount: 31,
      energyMj: 9_000_000,
      distanceMm: 2500,
    };
    expect(exportUsage(counters, header)).toEqual({
      headerId: 7,
      timestamp: '2026-11-22T08:00:00.000Z',
      version: '1.0.0',
      manufacturer: 'Universal Robots',
      serialNumber: '20235500123',
      operationCounters: { PowerOnDuration: 176_401_500, OperationDuration: 43_200_000, OperationCycleCounter: 31 },
      controller: { TotalPowerOnTime: 'PT49H0M1.5S', StartUpTime: '2026-11-22T06:00:00.000Z', TotalEnergyConsumption: 2.5 },
      distanceM: 2.5,
    });
  });

  it('names the agent where the serial number of the robot is unknown', () => {
    expect(exportUsage(noUsage, { ...header, serialNumber: unknown('notReported') }).serialNumber).toBe('agent-1');
  });
});

describe('an ISO 8601 duration', () => {
  it.each([
    [0, 'PT0H0M0S'],
    [59_999, 'PT0H0M59.999S'],
    [60_000, 'PT0H1M0S'],
    [90 * 24 * hourMs, 'PT2160H0M0S'],
  ])('of %i ms is %s', (durationMs, text) => {
    expect(isoDuration(durationMs)).toBe(text);
  });

  it('loses no millisecond', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10 ** 13 }), (durationMs) => {
        const [, hours, minutes, seconds] = /^PT(\d+)H(\d+)M([\d.]+)S$/.exec(isoDuration(durationMs)) ?? [];
        expect(Number(hours) * hourMs + Number(minutes) * 60_000 + Math.round(Number(seconds) * 1000)).toBe(durationMs);
      }),
    );
  });
});
