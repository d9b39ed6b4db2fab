import type { Source } from '../../agent/contract/driver.ts';
import type { FrameLayout } from '../../agent/contract/frame.ts';
import type { Message } from '../../agent/contract/message.ts';
import { frameOf } from './telemetry.ts';

export const fakeJoints = {
  sourceId: 'arm',
  component: 'joint',
  parts: ['shoulder_pan_joint'],
  signals: ['velocityRadPerS'],
  periodMs: 1000,
} as const;

export interface FakeStep {
  readonly ms: number;
  /** Undefined: the reading is missing. */
  readonly velocity?: number | undefined;
  readonly message?: Message;
  readonly atWallOffsetMs?: number;
}

/** A source that pours out the given steps and ends; for what a real robot cannot be made to show on time. */
export function fakeSource(steps: readonly FakeStep[], layout: FrameLayout = fakeJoints): Source {
  return {
    layouts: [layout],
    observable: ['protectiveStop'],
    identity: { protocol: 'fake' },
    run: async (sink) => {
      for (const { ms, velocity, message, atWallOffsetMs = 0 } of steps) {
        const frame = frameOf(layout, ms, [velocity]);
        frame.time = { ...frame.time, wallMs: (frame.time.wallMs + atWallOffsetMs) as typeof frame.time.wallMs };
        const room = sink.frame(frame) && (message === undefined || sink.message(message));
        if (!room) await sink.ready();
      }
    },
  };
}

/** One step a second, moving. */
export function steadySteps(fromS: number, toS: number): FakeStep[] {
  return Array.from({ length: toS - fromS }, (_, index) => ({ ms: (fromS + index) * 1000, velocity: 1 }));
}
