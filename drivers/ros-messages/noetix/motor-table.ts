import type { CodeTable } from '../decoding/code-table.ts';

/** `error` of the motors of N2 and E1. The table is not public: the number is kept as evidence. */
export const noetixMotorTable: CodeTable = {
  codeSpace: 'noetix.motor',
  version: 1,
  source: 'Noetix-Robotics/noetix_sdk_n2: MotorState.error; no table is published',
  form: 'values',
  component: 'joint',
  codes: {},
};
