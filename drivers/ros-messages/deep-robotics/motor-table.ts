import { type CodeTable, meaning } from '../decoding/code-table.ts';

/** Error bits of the J60 motors. That `status_word` of `drdds/JointData` is this word is an inference and an option of the profile. */
export const deepMotorTable: CodeTable = {
  codeSpace: 'deep.motor',
  version: 1,
  source: 'DeepRoboticsLab/Deep_Motor_SDK (facts/interfaces §2.3); severities are a recommendation of ours',
  form: 'bits',
  component: 'joint',
  codes: {
    0: meaning('overvoltage', 'overvoltage', 'error'),
    1: meaning('undervoltage', 'undervoltage', 'error'),
    2: meaning('overcurrent', 'overcurrent', 'error'),
    3: meaning('motor overheated', 'overTemperature', 'error'),
    4: meaning('driver overheated', 'overTemperature', 'error'),
    5: meaning('CAN timeout', 'communication', 'error'),
  },
};
