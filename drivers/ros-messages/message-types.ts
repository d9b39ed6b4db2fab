import { pmuState } from './agibot/pmu-state.ts';
import { boosterBatteryState } from './booster/booster-battery-state.ts';
import { boosterLowState } from './booster/booster-low-state.ts';
import { fallDownState } from './booster/fall-down-state.ts';
import type { MessageType } from './decoding/message-type.ts';
import { deepBattery } from './deep-robotics/deep-battery.ts';
import { deepImu } from './deep-robotics/deep-imu.ts';
import { deepJoints } from './deep-robotics/deep-joints.ts';
import { nonRealtimeState } from './fairino/non-realtime-state.ts';
import { controllerStatus } from './fanuc/controller-status.ts';
import { controllerStatusExtension } from './fanuc/controller-status-extension.ts';
import { armState } from './franka/arm-state.ts';
import { robotState } from './franka/robot-state.ts';
import { noetixStatus } from './noetix/noetix-status.ts';
import { batteryState } from './standard/battery-state.ts';
import { boolFlag } from './standard/bool-flag.ts';
import { diagnosticArray } from './standard/diagnostic-array.ts';
import { dynamicJointState } from './standard/dynamic-joint-state.ts';
import { floatRatio } from './standard/float-ratio.ts';
import { fluidPressure } from './standard/fluid-pressure.ts';
import { illuminance } from './standard/illuminance.ts';
import { imu } from './standard/imu.ts';
import { jointState } from './standard/joint-state.ts';
import { jointTrajectoryControllerState } from './standard/joint-trajectory-controller-state.ts';
import { relativeHumidity } from './standard/relative-humidity.ts';
import { robotStatus } from './standard/robot-status.ts';
import { temperature } from './standard/temperature.ts';
import { wrenchStamped } from './standard/wrench-stamped.ts';
import { motorStatusMsg } from './tienkung/motor-status-msg.ts';
import { motorStatusMsg1 } from './tienkung/motor-status-msg1.ts';
import { powerBatteryStatus } from './tienkung/power-battery-status.ts';
import { powerBoardKeyStatus } from './tienkung/power-board-key-status.ts';
import { powerStatus } from './tienkung/power-status.ts';
import { tienkungImu } from './tienkung/tienkung-imu.ts';
import { goLowState } from './unitree/go-low-state.ts';
import { goSportModeState } from './unitree/go-sport-mode-state.ts';
import { hgBmsState } from './unitree/hg-bms-state.ts';
import { hgImuState } from './unitree/hg-imu-state.ts';
import { hgLowState } from './unitree/hg-low-state.ts';
import { hgMainBoardState } from './unitree/hg-main-board-state.ts';
import { masterboardReadings } from './universal-robots/masterboard-readings.ts';
import { robotMode } from './universal-robots/robot-mode.ts';
import { safetyMode } from './universal-robots/safety-mode.ts';
import { toolReadings } from './universal-robots/tool-readings.ts';
import { robotReport } from './xarm/robot-report.ts';

/** Every message type that can be read: one line each. */
const all: readonly MessageType[] = [
  armState,
  batteryState,
  boolFlag,
  boosterBatteryState,
  boosterLowState,
  controllerStatus,
  controllerStatusExtension,
  deepBattery,
  deepImu,
  deepJoints,
  diagnosticArray,
  dynamicJointState,
  fallDownState,
  floatRatio,
  fluidPressure,
  goLowState,
  goSportModeState,
  hgBmsState,
  hgImuState,
  hgLowState,
  hgMainBoardState,
  illuminance,
  imu,
  jointState,
  jointTrajectoryControllerState,
  masterboardReadings,
  motorStatusMsg,
  motorStatusMsg1,
  noetixStatus,
  nonRealtimeState,
  pmuState,
  powerBatteryStatus,
  powerBoardKeyStatus,
  powerStatus,
  relativeHumidity,
  robotMode,
  robotReport,
  robotState,
  robotStatus,
  safetyMode,
  temperature,
  tienkungImu,
  toolReadings,
  wrenchStamped,
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
