import { type CodeMeaning, type CodeTable, meaning } from '../decoding/code-table.ts';

const error = (text: string) => meaning(text, 'other', 'error');
const link = (text: string) => meaning(text, 'communication', 'error');
const sensor = (text: string) => meaning(text, 'sensor', 'error');
/** A command that could not be carried out: said of the program, not of the arm. */
const command = (text: string) => meaning(text, 'other', 'warning');

/** The first code of a servo, and how many follow each other. */
const servoCodesFrom = 11;
const servoCount = 7;

/** Codes 11–17 speak for one servo each. */
const servoErrors: readonly (readonly [number, CodeMeaning])[] = Array.from({ length: servoCount }, (_, place) => [
  servoCodesFrom + place,
  error(`servo ${place + 1} error`),
]);

/** Place of the joint a controller error speaks for, 0 the first; undefined for the whole robot. */
export function servoPlace(code: number): number | undefined {
  const place = code - servoCodesFrom;
  return place >= 0 && place < servoCount ? place : undefined;
}

/** `err` of `xarm_msgs/RobotMsg`: one code at a time. */
export const controllerErrors: CodeTable = {
  codeSpace: 'xarm.controller_error',
  version: 1,
  source: 'xArm-Python-SDK, codes of the controller (facts/interfaces §2.2); severities are ours, the maker rates none',
  form: 'values',
  component: 'controller',
  codes: {
    1: meaning('emergency stop button', 'emergencyStop', 'error'),
    2: meaning('emergency stop input', 'emergencyStop', 'error'),
    3: meaning('three-state switch', 'safeguardStop', 'error'),
    10: error('servo error'),
    ...Object.fromEntries(servoErrors),
    18: link('force-torque sensor communication'),
    19: link('end-effector communication'),
    21: error('kinematic error'),
    22: meaning('self-collision', 'collision', 'error'),
    23: meaning('joint limit', 'positionLimit', 'error'),
    24: meaning('speed limit', 'speedLimit', 'error'),
    25: error('planning error'),
    26: meaning('real-time operating system', 'firmware', 'error'),
    27: link('command reply'),
    28: link('end-effector communication'),
    30: meaning('feedback speed limit', 'speedLimit', 'error'),
    31: meaning('collision, abnormal current', 'collision', 'error'),
    33: error('GPIO error'),
    34: command('recording timeout'),
    35: meaning('safety boundary', 'safetyViolation', 'error'),
    36: command('too many delayed commands'),
    37: error('abnormal in manual mode'),
    38: meaning('abnormal joint angle', 'encoder', 'error'),
    39: link('power board communication'),
    40: command('no inverse kinematics'),
    50: sensor('force-torque sensor 50'),
    51: sensor('force-torque sensor 51'),
    52: sensor('force-torque sensor 52'),
    53: sensor('force-torque sensor 53'),
    60: meaning('servo_j speed', 'speedLimit', 'error'),
    110: link('base board communication'),
    111: link('external RS-485'),
  },
};

/** `warn` of `xarm_msgs/RobotMsg`. */
export const controllerWarnings: CodeTable = {
  codeSpace: 'xarm.controller_warning',
  version: 1,
  source: 'xArm-Python-SDK, warning codes of the controller (facts/interfaces §2.2)',
  form: 'values',
  component: 'controller',
  codes: {
    11: command('queue full'),
    12: command('parameter'),
    13: command('no instruction'),
    14: command('no solution'),
    15: command('Modbus queue full'),
  },
};
