import type { EnvironmentGrade } from '../../agent/contract/assessment.ts';
import { createFrame, type Frame, type FrameLayout, quality } from '../../agent/contract/frame.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import { monoNs, type TimePoint, wallMs } from '../../agent/contract/time.ts';
import { unknown } from '../../agent/contract/unknown.ts';
import type { Grade } from '../../agent/contract/usage.ts';

/** 2026-01-01T00:00:00Z, the wall label of monotonic 0 in fixtures. */
export const epochWallMs = Date.UTC(2026, 0, 1);

/** The moment `ms` after the start of a boot. */
export function timeAt(ms: number): TimePoint {
  return {
    wallMs: wallMs(epochWallMs + ms),
    monoNs: monoNs(BigInt(ms) * 1_000_000n),
    bootId: 'boot-1',
    boottimeMs: ms,
    syncState: 'unsynced',
  };
}

export const twoJointProfile: Profile = {
  name: 'two-joint',
  manufacturer: 'Test',
  model: 'Two',
  category: 'cobot',
  locomotion: 'fixed',
  joints: [
    { name: 'j0', type: 'revolute', role: 'actuator', lowerRad: -3, upperRad: 3, velocityRadPerS: 2 },
    { name: 'j1', type: 'revolute', role: 'actuator' },
  ],
  observable: ['protectiveStop'],
};

export const velocityLayout: FrameLayout = {
  sourceId: 'arm',
  component: 'joint',
  parts: ['j0', 'j1'],
  signals: ['velocityRadPerS'],
  periodMs: 1000,
};

/** A frame of this layout; undefined cells are missing. */
export function frameOf(layout: FrameLayout, ms: number, values: readonly (number | undefined)[]): Frame {
  const frame = createFrame(layout, timeAt(ms));
  values.forEach((value, index) => {
    if (value === undefined) return;
    frame.values[index] = value;
    frame.quality[index] = quality.good;
  });
  return frame;
}

/** A grade whose three digits are given; D8 is the exposure digit. */
export function gradeOf(e: Grade, ePhys: Grade = e, ePeople: Grade = e): EnvironmentGrade {
  return {
    e,
    ePhys,
    ePeople,
    binding: 'D8',
    dimensions: { D8: { grade: ePeople, provenance: 'declared', value: unknown('notDeclared') } },
  };
}
