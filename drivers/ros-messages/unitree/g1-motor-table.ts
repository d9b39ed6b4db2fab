import { type CodeTable, meaning } from '../decoding/code-table.ts';

/** `motorstate` of `unitree_hg/MotorState`. Bits from support.unitree.com (G1), severities from facts/interfaces §6. */
export const g1MotorTable: CodeTable = {
  codeSpace: 'unitree.g1.motorstate',
  version: 1,
  source: 'support.unitree.com, G1 developer: motor fault codes; severities are a recommendation of ours',
  form: 'bits',
  component: 'joint',
  codes: {
    0: meaning('overcurrent', 'overcurrent', 'error'),
    1: meaning('transient overvoltage', 'overvoltage', 'error'),
    2: meaning('sustained overvoltage', 'overvoltage', 'error'),
    3: meaning('transient undervoltage', 'undervoltage', 'warning'),
    4: meaning('chip overheated', 'overTemperature', 'error'),
    5: meaning('MOSFET over- or undertemperature', 'overTemperature', 'error'),
    6: meaning('MOSFET temperature abnormal', 'sensor', 'error'),
    7: meaning('shell over- or undertemperature', 'overTemperature', 'error'),
    8: meaning('shell temperature abnormal', 'sensor', 'error'),
    9: meaning('winding overheated', 'overTemperature', 'error'),
    10: meaning('rotor encoder 1', 'encoder', 'fatal'),
    11: meaning('rotor encoder 2', 'encoder', 'fatal'),
    12: meaning('output encoder', 'encoder', 'fatal'),
    13: meaning('calibration or boot area', 'calibration', 'error'),
    14: meaning('abnormal reset', 'powerStage', 'error'),
    15: meaning('motor locked', 'motorBlocked', 'error'),
    16: meaning('chip check', 'powerStage', 'fatal'),
    17: meaning('calibration mode', 'calibration', 'info'),
    18: meaning('communication check', 'communication', 'fatal'),
    19: meaning('driver version too low', 'firmware', 'error'),
    30: meaning('motor no longer hears the computer', 'communication', 'error'),
    31: meaning('computer no longer hears the motor', 'communication', 'fatal'),
  },
};
