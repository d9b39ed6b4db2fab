import type { MessageType } from './decoding/message-type.ts';
import { nonRealtimeState } from './fairino/non-realtime-state.ts';
import { controllerStatus } from './fanuc/controller-status.ts';
import { controllerStatusExtension } from './fanuc/controller-status-extension.ts';
import { armState } from './franka/arm-state.ts';
import { robotState } from './franka/robot-state.ts';
import { jointState } from './standard/joint-state.ts';
import { masterboardReadings } from './universal-robots/masterboard-readings.ts';
import { robotMode } from './universal-robots/robot-mode.ts';
import { safetyMode } from './universal-robots/safety-mode.ts';
import { toolReadings } from './universal-robots/tool-readings.ts';
import { robotReport } from './xarm/robot-report.ts';

/** Every message type that can be read: one line each. */
const all: readonly MessageType[] = [
  armState,
  controllerStatus,
  controllerStatusExtension,
  jointState,
  masterboardReadings,
  nonRealtimeState,
  robotMode,
  robotReport,
  robotState,
  safetyMode,
  toolReadings,
];

const byName: ReadonlyMap<string, MessageType> = new Map(all.map((type) => [type.name, type]));

/** The decoder of `package/Type`; undefined when there is none. */
export function messageType(name: string): MessageType | undefined {
  return byName.get(name);
}

/** `package/Type` of every message that can be read, in order. */
export function messageTypeNames(): string[] {
  return [...byName.keys()].sort();
}
