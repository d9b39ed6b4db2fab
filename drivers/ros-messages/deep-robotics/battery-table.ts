import { type CodeTable, meaning } from '../decoding/code-table.ts';

/**
 * `protected_state` of `drdds/BatteryData`. Its fields are those of the JBD reply 0x03 one by one, so the bits are read as JBD's: an
 * inference, which the code space says by its name.
 */
export const deepBatteryTable: CodeTable = {
  codeSpace: 'deep.battery.jbd',
  version: 1,
  source: 'JBD protection word (facts/interfaces §3.1, §6), taken over for drdds/BatteryData; severities are a recommendation of ours',
  form: 'bits',
  component: 'battery',
  codes: {
    0: meaning('cell overvoltage', 'overvoltage', 'error'),
    1: meaning('cell undervoltage', 'undervoltage', 'error'),
    2: meaning('pack overvoltage', 'overvoltage', 'error'),
    3: meaning('pack undervoltage', 'undervoltage', 'error'),
    4: meaning('overtemperature while charging', 'overTemperature', 'warning'),
    5: meaning('undertemperature while charging', 'underTemperature', 'warning'),
    6: meaning('overtemperature while discharging', 'overTemperature', 'warning'),
    7: meaning('undertemperature while discharging', 'underTemperature', 'warning'),
    8: meaning('overcurrent while charging', 'overcurrent', 'error'),
    9: meaning('overcurrent while discharging', 'overcurrent', 'error'),
    10: meaning('short circuit', 'shortCircuit', 'fatal'),
    11: meaning('front-end circuit failed', 'powerStage', 'fatal'),
    12: meaning('switches locked by software', 'battery', 'info'),
    13: meaning('charging took too long', 'battery', 'warning'),
  },
};
