import { type CodeTable, meaning } from '../decoding/code-table.ts';

/** Which stop a safety mode is; `unknown` where it says nothing of stops. */
export type SafetyStop = 'none' | 'emergencyStop' | 'protectiveStop' | 'safeguardStop' | 'unknown';

/**
 * Safety modes by number. 1–13: `ur_dashboard_msgs/SafetyMode`; 14–23: SafetyStatus of Universal_Robots_Client_Library datatypes.h, which
 * goes on in the same numbers on newer controllers.
 */
export const safetyModes: ReadonlyMap<number, readonly [name: string, stop: SafetyStop]> = new Map([
  [1, ['NORMAL', 'none']],
  [2, ['REDUCED', 'none']],
  [3, ['PROTECTIVE_STOP', 'protectiveStop']],
  [4, ['RECOVERY', 'none']],
  [5, ['SAFEGUARD_STOP', 'safeguardStop']],
  [6, ['SYSTEM_EMERGENCY_STOP', 'emergencyStop']],
  [7, ['ROBOT_EMERGENCY_STOP', 'emergencyStop']],
  [8, ['VIOLATION', 'unknown']],
  [9, ['FAULT', 'unknown']],
  [10, ['VALIDATE_JOINT_ID', 'unknown']],
  [11, ['UNDEFINED_SAFETY_MODE', 'unknown']],
  [12, ['AUTOMATIC_MODE_SAFEGUARD_STOP', 'safeguardStop']],
  [13, ['SYSTEM_THREE_POSITION_ENABLING_STOP', 'safeguardStop']],
  [14, ['TP_THREE_POSITION_ENABLING_STOP', 'safeguardStop']],
  [15, ['IMMI_EMERGENCY_STOP', 'emergencyStop']],
  [16, ['IMMI_SAFEGUARD_STOP', 'safeguardStop']],
  [17, ['PROFISAFE_WAITING_FOR_PARAMETERS', 'unknown']],
  [18, ['PROFISAFE_AUTOMATIC_MODE_SAFEGUARD_STOP', 'safeguardStop']],
  [19, ['PROFISAFE_SAFEGUARD_STOP', 'safeguardStop']],
  [20, ['PROFISAFE_EMERGENCY_STOP', 'emergencyStop']],
  [22, ['SAFETY_API_SAFEGUARD_STOP', 'safeguardStop']],
  [23, ['IO_PLANE_STOP', 'unknown']],
]);

/** The two safety modes that are defects: the others are safety events or normal, and no fault of the robot. */
export const safetyModeFaults: CodeTable = {
  codeSpace: 'ur.safety_mode',
  version: 1,
  source: 'ur_dashboard_msgs/SafetyMode; severities after the report levels of the primary interface (VIOLATION, FAULT)',
  form: 'values',
  component: 'safety',
  codes: {
    8: meaning('safety violation', 'safetyViolation', 'error'),
    9: meaning('safety fault', 'safetyViolation', 'fatal'),
  },
};
