import { type CodeMeaning, type CodeTable, meaning } from '../decoding/code-table.ts';

const state = 'fairino_msgs/RobotNonrtState of frcobot_ros2 V3.0.5';
const manual = 'FAIR-INNOVATION FAIR-documentation, source/CobotsManual/appendix.rst, Appendix 2';

/** Numeric values of the main code are not published; every one but 0 is an error of a kind nobody can name. */
export const mainCodes: CodeTable = {
  codeSpace: 'fairino.main_code',
  version: 1,
  source: state,
  form: 'values',
  component: 'controller',
  codes: {},
  others: meaning('vendor code, meaning not published', 'unknown', 'error'),
};

/** Details the main code; not an error of its own. */
export const subCodes: CodeTable = {
  ...mainCodes,
  codeSpace: 'fairino.sub_code',
  others: meaning('vendor code, meaning not published', 'unknown', 'info'),
};

export const controlBoxCodes: CodeTable = {
  ...mainCodes,
  codeSpace: 'fairino.control_box',
  others: meaning('control box error, meaning not published', 'unknown', 'error'),
};

export const softLimitCodes: CodeTable = {
  ...mainCodes,
  codeSpace: 'fairino.soft_limit',
  others: meaning('outside a soft limit', 'positionLimit', 'error'),
};

export const driverCodes: CodeTable = {
  ...mainCodes,
  codeSpace: 'fairino.driver_error',
  component: 'driver',
  others: meaning('drive failure', 'other', 'error'),
};

/** One number per joint. */
export const driverLinkCodes: CodeTable = {
  ...mainCodes,
  codeSpace: 'fairino.driver_communication',
  component: 'driver',
  others: meaning('communication with the drive', 'communication', 'error'),
};

const slave = (text: string): CodeMeaning => meaning(`bus slave ${text}`, 'communication', 'error');

/** One number per slave of the bus. */
export const slaveCodes: CodeTable = {
  ...mainCodes,
  codeSpace: 'fairino.slave_communication',
  component: 'comm',
  codes: {
    1: slave('offline'),
    2: slave('state mismatch'),
    3: slave('not configured'),
    4: slave('configuration error'),
    5: slave('initialisation error'),
    6: slave('mailbox error'),
  },
};

const error = (text: string): CodeMeaning => meaning(text, 'other', 'error');
const encoder = (text: string): CodeMeaning => meaning(text, 'encoder', 'error');
const link = (text: string): CodeMeaning => meaning(text, 'communication', 'error');

/** Fault codes of the servo drives. No ROS message is known to carry them: that a sub code is one of these is not stated anywhere. */
export const servoCodes: CodeTable = {
  codeSpace: 'fairino.servo_code',
  version: 1,
  source: manual,
  form: 'values',
  component: 'driver',
  codes: {
    1: meaning('software overcurrent', 'overcurrent', 'error'),
    2: meaning('overvoltage', 'overvoltage', 'error'),
    3: meaning('undervoltage', 'undervoltage', 'error'),
    4: meaning('overheating', 'overTemperature', 'error'),
    5: meaning('overload', 'overcurrent', 'error'),
    6: meaning('overspeed', 'speedLimit', 'error'),
    7: error('parameter'),
    8: error('runaway'),
    9: meaning('position error', 'followingError', 'error'),
    10: error('position overflow'),
    11: meaning('hardware overcurrent', 'overcurrent', 'error'),
    12: error('drive inhibited'),
    13: meaning('locked rotor', 'motorBlocked', 'error'),
    14: meaning('power supply', 'powerStage', 'error'),
    15: meaning('safe torque off', 'safeguardStop', 'error'),
    16: meaning('zero of the phase current converter', 'sensor', 'error'),
    17: meaning('EEPROM', 'firmware', 'error'),
    18: encoder('hall sensor'),
    19: encoder('encoder'),
    20: encoder('zero of the encoder'),
    21: encoder('loss of the Z phase'),
    22: encoder('count of the encoder'),
    23: encoder('overflow of the multi-turn count'),
    24: error('clock'),
    25: error('UVW phase sequence'),
    26: meaning('FPGA', 'firmware', 'error'),
    27: error('return to zero'),
    28: encoder('magnetic encoder'),
    29: meaning('motor power line open', 'powerStage', 'error'),
    30: link('EtherCAT'),
    31: link('EtherCAT: sync manager watchdog'),
    32: link('EtherCAT: fatal synchronisation error'),
    33: link('EtherCAT: synchronisation'),
    34: link('EtherCAT: RFT'),
    35: meaning('axis address', 'calibration', 'error'),
    36: meaning('zero calibration of the robot', 'calibration', 'error'),
    37: link('encoder communication'),
    40: encoder('magnetic encoder module: zero'),
    41: encoder('magnetic encoder module: multi-turn'),
    42: encoder('magnetic encoder module: small ring'),
    43: encoder('magnetic encoder module: large ring'),
    44: encoder('magnetic encoder module: single-turn'),
    45: encoder('magnetic encoder module: optical'),
  },
};
