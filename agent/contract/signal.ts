/**
 * The canonical signals: one unit per quantity, and the unit ends the name.
 * `range` is the plausibility gate: a value outside cannot be true and gets quality `outOfRange`
 * (joint positions are gated by the profile's limits as well). Source of the gates: facts on real devices,
 * where sensor glitches of 255 °C and −9 V were seen.
 */
export interface SignalSpec {
  readonly unit: Unit;
  readonly range: readonly [low: number, high: number];
}

export type Unit =
  | 'rad'
  | 'rad/s'
  | 'rad/s2'
  | 'N'
  | 'N.m'
  | 'A'
  | 'V'
  | 'C'
  | 'ratio'
  | 'm'
  | 'm/s'
  | 'm/s2'
  | 'ms'
  | 'count'
  | 'Ah'
  | 'Wh'
  | 'W'
  | 'Pa'
  | 'lx';

const temperatureC = { unit: 'C', range: [-40, 150] } as const;
const voltageV = { unit: 'V', range: [0, 1000] } as const;
const currentA = { unit: 'A', range: [-1000, 1000] } as const;
const ratio = { unit: 'ratio', range: [0, 1] } as const;
const total = (unit: Unit): SignalSpec => ({ unit, range: [0, Number.MAX_SAFE_INTEGER] });
const axis = (unit: Unit, limit: number): SignalSpec => ({ unit, range: [-limit, limit] });

export const signals = {
  joint: {
    positionRad: axis('rad', 1e6),
    velocityRadPerS: axis('rad/s', 1e3),
    accelerationRadPerS2: axis('rad/s2', 1e5),
    positionM: axis('m', 1e4),
    velocityMPerS: axis('m/s', 1e3),
    positionCommandRad: axis('rad', 1e6),
    velocityCommandRadPerS: axis('rad/s', 1e3),
    torqueNm: axis('N.m', 1e4),
    currentA,
    voltageV,
    loadRatio: axis('ratio', 10),
    motorTemperatureC: temperatureC,
    windingTemperatureC: temperatureC,
    shellTemperatureC: temperatureC,
    driverTemperatureC: temperatureC,
  },
  battery: {
    voltageV,
    currentA,
    powerW: axis('W', 1e6),
    stateOfChargeRatio: ratio,
    stateOfHealthRatio: ratio,
    remainingAh: total('Ah'),
    fullChargeAh: total('Ah'),
    cycleCount: total('count'),
    cellVoltageV: { unit: 'V', range: [0.5, 5] },
    temperatureC,
  },
  imu: {
    rollRad: axis('rad', 7),
    pitchRad: axis('rad', 7),
    yawRad: axis('rad', 7),
    angularVelocityXRadPerS: axis('rad/s', 200),
    angularVelocityYRadPerS: axis('rad/s', 200),
    angularVelocityZRadPerS: axis('rad/s', 200),
    accelerationXMPerS2: axis('m/s2', 2000),
    accelerationYMPerS2: axis('m/s2', 2000),
    accelerationZMPerS2: axis('m/s2', 2000),
    temperatureC,
  },
  ambient: {
    temperatureC,
    relativeHumidityRatio: ratio,
    pressurePa: { unit: 'Pa', range: [1e4, 2e5] },
    illuminanceLx: { unit: 'lx', range: [0, 2e5] },
  },
  usage: { powerOnTotalMs: total('ms'), operatingTotalMs: total('ms'), cycleTotalCount: total('count'), energyTotalWh: total('Wh') },
  controller: { temperatureC, voltageV, currentA, fanSpeedRatio: ratio },
  tool: {
    currentA,
    voltageV,
    temperatureC,
    forceXN: axis('N', 1e5),
    forceYN: axis('N', 1e5),
    forceZN: axis('N', 1e5),
    torqueXNm: axis('N.m', 1e4),
    torqueYNm: axis('N.m', 1e4),
    torqueZNm: axis('N.m', 1e4),
  },
  base: { velocityMPerS: axis('m/s', 50), distanceTotalM: total('m') },
} as const satisfies Record<string, Record<string, SignalSpec>>;

export type Component = keyof typeof signals;
export type SignalName = { [C in Component]: keyof (typeof signals)[C] }[Component] & string;

/** The specification of a component's signal, or undefined when there is none of that name. */
export function signalSpec(component: string, signal: string): SignalSpec | undefined {
  if (!Object.hasOwn(signals, component)) return undefined;
  const group: Readonly<Record<string, SignalSpec>> = signals[component as Component];
  return Object.hasOwn(group, signal) ? group[signal] : undefined;
}
