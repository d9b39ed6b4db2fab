import type { ControlSource, FaultSeverity, RobotMode } from '../../../agent/contract/message.ts';
import type { Component } from '../../../agent/contract/signal.ts';

/** A fault the robot's own firmware reports while it lasts. */
export interface FaultReport {
  readonly codeRaw: string;
  readonly component: string;
  readonly part: string | undefined;
  readonly severity: FaultSeverity;
  readonly category: string;
  readonly text: string;
}

/** What the faults do to the plant at one moment. Columns are per joint or per cell; a ratio of 1 is healthy. */
export interface Effects {
  readonly frictionRatio: Float64Array;
  readonly heatRiseC: Float64Array;
  readonly backlashRad: Float64Array;
  readonly oscillationRad: Float64Array;
  readonly encoderLost: Uint8Array;
  readonly cellSagV: Float64Array;
  batteryResistanceRatio: number;
  batteryHeatRiseC: number;
  paceRatio: number;
  collapseRatio: number;
  freeFallRatio: number;
  tiltRollRad: number;
  tiltPitchRad: number;
  shockMPerS2: number;
  vibrationMPerS2: number;
  ambientRiseC: number;
  /** Where the humidity is driven, and how far it has got: 0 untouched, 1 there. */
  humidityTargetRatio: number;
  humidityShareRatio: number;
  wallStepMs: number;
  emergencyStop: boolean;
  protectiveStop: boolean;
  collision: boolean;
  fallen: boolean;
  silent: boolean;
  robotMode: RobotMode | undefined;
  controlSource: ControlSource | undefined;
  /** As the robot states it: kilograms at its flange, and which safety configuration is loaded. */
  payloadKg: number;
  safetyConfiguration: string | undefined;
  readonly lostStreams: Set<Component>;
  readonly reports: FaultReport[];
}

const untouched = {
  batteryResistanceRatio: 1,
  batteryHeatRiseC: 0,
  paceRatio: 1,
  collapseRatio: 0,
  freeFallRatio: 0,
  tiltRollRad: 0,
  tiltPitchRad: 0,
  shockMPerS2: 0,
  vibrationMPerS2: 0,
  ambientRiseC: 0,
  humidityTargetRatio: 0,
  humidityShareRatio: 0,
  wallStepMs: 0,
  emergencyStop: false,
  protectiveStop: false,
  collision: false,
  fallen: false,
  silent: false,
  robotMode: undefined,
  controlSource: undefined,
  payloadKg: 0,
  safetyConfiguration: undefined,
} as const;

/** No fault at all. */
export function createEffects(jointCount: number, cellCount: number): Effects {
  return {
    ...untouched,
    frictionRatio: new Float64Array(jointCount).fill(1),
    heatRiseC: new Float64Array(jointCount),
    backlashRad: new Float64Array(jointCount),
    oscillationRad: new Float64Array(jointCount),
    encoderLost: new Uint8Array(jointCount),
    cellSagV: new Float64Array(cellCount),
    lostStreams: new Set(),
    reports: [],
  };
}

/** No fault at all again, for the next moment. */
export function clearEffects(effects: Effects): void {
  Object.assign(effects, untouched);
  effects.frictionRatio.fill(1);
  for (const column of [effects.heatRiseC, effects.backlashRad, effects.oscillationRad, effects.encoderLost, effects.cellSagV])
    column.fill(0);
  effects.lostStreams.clear();
  effects.reports.length = 0;
}
