import { type CodeTable, meaning } from '../decoding/code-table.ts';

/** `error` of `bodyctrl_msgs/MotorStatus` (ROS 2). */
export const tienkungMotorTable: CodeTable = {
  codeSpace: 'tienkung.motor',
  version: 1,
  source: 'UBTECH-Robot/tk_sdk_demo, motor error codes (facts/interfaces §2.3); severities are a recommendation of ours',
  form: 'values',
  component: 'joint',
  codes: {
    1: meaning('motor overheated', 'overTemperature', 'error'),
    2: meaning('overcurrent', 'overcurrent', 'error'),
    3: meaning('undervoltage', 'undervoltage', 'error'),
    4: meaning('MOSFET overheated', 'overTemperature', 'error'),
    5: meaning('stall', 'motorBlocked', 'error'),
    6: meaning('overvoltage', 'overvoltage', 'error'),
    7: meaning('phase loss', 'powerStage', 'error'),
    8: meaning('encoder', 'encoder', 'fatal'),
    33072: meaning('motor offline', 'communication', 'error'),
    33073: meaning('joint beyond its limit', 'positionLimit', 'error'),
  },
};
