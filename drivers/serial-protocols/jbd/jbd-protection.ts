import { type FaultWord, faultBit } from '../protocol-fault.ts';

/** The protection word of register 0x03. Bits from facts/interfaces §3.1, severities from §6. */
export const jbdProtection: FaultWord = {
  codeSpace: 'jbd.protection',
  component: 'battery',
  prefix: '',
  widthBits: 16,
  bits: [
    faultBit('cell overvoltage', 'overvoltage', 'error'),
    faultBit('cell undervoltage', 'undervoltage', 'error'),
    faultBit('pack overvoltage', 'overvoltage', 'error'),
    faultBit('pack undervoltage', 'undervoltage', 'error'),
    faultBit('overtemperature while charging', 'overTemperature', 'warning'),
    faultBit('undertemperature while charging', 'underTemperature', 'warning'),
    faultBit('overtemperature while discharging', 'overTemperature', 'warning'),
    faultBit('undertemperature while discharging', 'underTemperature', 'warning'),
    faultBit('overcurrent while charging', 'overcurrent', 'error'),
    faultBit('overcurrent while discharging', 'overcurrent', 'error'),
    faultBit('short circuit', 'shortCircuit', 'fatal'),
    faultBit('front-end circuit failed', 'powerStage', 'fatal'),
    // Somebody switched the pack off on purpose: an operator's act, not a defect.
    faultBit('switches locked by software', 'battery', 'info'),
    faultBit('charging took too long', 'battery', 'warning'),
  ],
};
