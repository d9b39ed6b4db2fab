import { u8 } from '../byte-fields.ts';
import { type FaultBit, type FaultCategory, faultBit, faultsOfWord, type ProtocolFault } from '../protocol-fault.ts';

/** Two bits per quantity: level 1 is a warning, level 2 critical. */
function levels(text: string, category: FaultCategory): FaultBit[] {
  return [faultBit(`${text}, level 1`, category, 'warning'), faultBit(`${text}, level 2`, category, 'error')];
}

const hardware = (text: string, category: FaultCategory): FaultBit => faultBit(text, category, 'error');
const fatal = (text: string, category: FaultCategory): FaultBit => faultBit(text, category, 'fatal');

/** The 8-bit alarm groups both Daly protocols have, in different orders. Bits from facts/interfaces §3.2, severities from §6. */
const alarmGroups = {
  voltage: [
    ...levels('cell overvoltage', 'overvoltage'),
    ...levels('cell undervoltage', 'undervoltage'),
    ...levels('pack overvoltage', 'overvoltage'),
    ...levels('pack undervoltage', 'undervoltage'),
  ],
  temperature: [
    ...levels('overtemperature while charging', 'overTemperature'),
    ...levels('undertemperature while charging', 'underTemperature'),
    ...levels('overtemperature while discharging', 'overTemperature'),
    ...levels('undertemperature while discharging', 'underTemperature'),
  ],
  current: [
    ...levels('overcurrent while charging', 'overcurrent'),
    ...levels('overcurrent while discharging', 'overcurrent'),
    ...levels('state of charge high', 'battery'),
    ...levels('state of charge low', 'battery'),
  ],
  difference: [...levels('cell voltages differ', 'battery'), ...levels('temperatures differ', 'battery')],
  switches: [
    hardware('charge switch too hot', 'overTemperature'),
    hardware('discharge switch too hot', 'overTemperature'),
    hardware('charge switch sensor failed', 'sensor'),
    hardware('discharge switch sensor failed', 'sensor'),
    fatal('charge switch stuck closed', 'powerStage'),
    fatal('discharge switch stuck closed', 'powerStage'),
    hardware('charge switch stuck open', 'powerStage'),
    hardware('discharge switch stuck open', 'powerStage'),
  ],
  hardware: [
    fatal('front-end circuit failed', 'powerStage'),
    hardware('cell acquisition failed', 'sensor'),
    hardware('temperature sensor failed', 'sensor'),
    hardware('memory failed', 'firmware'),
    hardware('clock failed', 'firmware'),
    hardware('precharge failed', 'powerStage'),
    hardware('vehicle communication failed', 'communication'),
    hardware('internal communication failed', 'communication'),
  ],
  modules: [
    hardware('current module failed', 'sensor'),
    hardware('voltage module failed', 'sensor'),
    fatal('short circuit', 'shortCircuit'),
    faultBit('charging locked at low voltage', 'undervoltage', 'warning'),
  ],
} as const;
type AlarmGroup = keyof typeof alarmGroups;

/** Byte order of reply 0x98; byte 7 is a fault code and no bits. */
export const dalyUartAlarmOrder: readonly AlarmGroup[] = [
  'voltage',
  'temperature',
  'current',
  'difference',
  'switches',
  'hardware',
  'modules',
];
/** Byte order of the D2 registers 0x3A…0x3D: the same groups in another order. */
export const dalyModbusAlarmOrder: readonly AlarmGroup[] = ['temperature', 'voltage', 'difference', 'current', 'hardware', 'switches'];

/** The faults of alarm bytes in this order; the same bit of both protocols has the same `codeRaw`, for example `voltage.bit0`. */
export function dalyFaults(bytes: Uint8Array, order: readonly AlarmGroup[]): ProtocolFault[] {
  return order.flatMap((group, index) =>
    faultsOfWord(u8(bytes, index), {
      codeSpace: 'daly.alarms',
      component: 'battery',
      prefix: `${group}.`,
      bits: alarmGroups[group],
      widthBits: 8,
    }),
  );
}
