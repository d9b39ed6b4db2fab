import type { CodeTable } from '../decoding/code-table.ts';

/** `reserve[0]` of the motors of T1 and K1: error flags whose meaning is not public. The bits are kept as evidence. */
export const boosterMotorTable: CodeTable = {
  codeSpace: 'booster.motor',
  version: 1,
  source: 'BoosterRobotics/booster_robotics_sdk: reserve[0] is named error flags; no table is published',
  form: 'bits',
  component: 'joint',
  codes: {},
};
