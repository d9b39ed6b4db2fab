import { type CodeTable, meaning } from '../decoding/code-table.ts';

/**
 * The whole-robot status word of the G1. Bits from support.unitree.com; which message carries the word could not be verified, so no
 * decoder reads it: the table is for who knows (facts/interfaces §2.3, §7).
 */
export const g1RobotTable: CodeTable = {
  codeSpace: 'unitree.g1.robotstate',
  version: 1,
  source: 'support.unitree.com, G1 developer: whole-robot status bits; severities are a recommendation of ours',
  form: 'bits',
  component: 'robot',
  codes: {
    0: meaning('command of the upper computer', 'communication', 'error'),
    1: meaning('no feedback from the lower computer', 'communication', 'error'),
    2: meaning('IMU timeout', 'communication', 'error'),
    3: meaning('motor feedback timeout', 'communication', 'error'),
    4: meaning('battery timeout', 'communication', 'error'),
    5: meaning('remote control timeout', 'communication', 'warning'),
    6: meaning('battery model', 'battery', 'error'),
    7: meaning('soft start', 'powerStage', 'error'),
    8: meaning('state of a motor', 'other', 'error'),
    9: meaning('motor overcurrent, low limit', 'overcurrent', 'warning'),
    10: meaning('motor undervoltage, high limit', 'undervoltage', 'warning'),
    11: meaning('motor overcurrent, high limit', 'overcurrent', 'error'),
    12: meaning('soft emergency stop pressed', 'emergencyStop', 'error'),
    13: meaning('serial number', 'firmware', 'error'),
    14: meaning('model of the upper computer', 'firmware', 'error'),
    15: meaning('model of the lower computer', 'firmware', 'error'),
    16: meaning('USB', 'communication', 'error'),
    18: meaning('crotch IMU timeout', 'communication', 'error'),
    19: meaning('battery undervoltage', 'undervoltage', 'error'),
    20: meaning('motor undervoltage', 'undervoltage', 'error'),
  },
};
