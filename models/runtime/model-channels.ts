import type { SignalName } from '../../agent/contract/signal.ts';
import type { JointReading } from './joint-reading.ts';

/** What the manifest states about a channel, and what is compared with it before the model is used. */
export interface ChannelSpec {
  readonly name: string;
  /** Unit of the quantity before normalising. */
  readonly unit: string;
  readonly normalisation: string;
}

export interface Channel extends ChannelSpec {
  /** The normalised value, or undefined when this joint cannot state it in this window. */
  read(joint: JointReading): number | undefined;
}

/** Scales that stand in for a limit nobody declared; round numbers of mid-sized arms, they only set the origin of a logarithm. */
export const defaultScale = { velocityRadPerS: Math.PI, currentA: 5, torqueNm: 30, loadRatio: 1 } as const;

const velocityFloorRatio = 0.01;
const effortFloorRatio = 0.02;
const positionFloorRad = 0.001;
const voltageFloorV = 0.1;

/** ln(floor + value): small values stay apart from zero without running to −∞. */
function level(value: number | undefined, scale: number, floorRatio: number): number | undefined {
  return value === undefined ? undefined : Math.log(floorRatio + Math.abs(value) / scale);
}

function scaled(value: number | undefined, map: (value: number) => number): number | undefined {
  return value === undefined ? undefined : map(value);
}

/** A declared limit only counts when it is a positive number. */
function usable(limit: number | undefined): number | undefined {
  return limit !== undefined && Number.isFinite(limit) && limit > 0 ? limit : undefined;
}

const velocityScale = (joint: JointReading): number => usable(joint.limit.velocityRadPerS) ?? defaultScale.velocityRadPerS;

/** The first of these the robot reports; makers name the same thermometer differently. */
const temperatureSignals: readonly SignalName[] = ['motorTemperatureC', 'windingTemperatureC', 'shellTemperatureC', 'driverTemperatureC'];

function temperature(joint: JointReading): number | undefined {
  for (const signal of temperatureSignals) {
    const meanC = joint.mean(signal);
    if (meanC !== undefined) return (meanC - 40) / 20;
  }
  return undefined;
}

const velocityText = '/ declared limit, else / π rad/s';
const velocityLevelText = `ln(0.01 + |value| ${velocityText})`;

/** The joint's motion and circumstances: what effort is predicted from. The order is the order of the network's inputs. */
export const motionChannels: readonly Channel[] = [
  {
    name: 'velocityMean',
    unit: 'rad/s',
    normalisation: `value ${velocityText}`,
    read: (joint) => scaled(joint.mean('velocityRadPerS'), (value) => value / velocityScale(joint)),
  },
  {
    name: 'velocityRms',
    unit: 'rad/s',
    normalisation: velocityLevelText,
    read: (joint) => level(joint.rms('velocityRadPerS'), velocityScale(joint), velocityFloorRatio),
  },
  {
    name: 'velocityMaxAbs',
    unit: 'rad/s',
    normalisation: velocityLevelText,
    read: (joint) => level(joint.maxAbs('velocityRadPerS'), velocityScale(joint), velocityFloorRatio),
  },
  {
    name: 'velocitySd',
    unit: 'rad/s',
    normalisation: velocityLevelText,
    read: (joint) => level(joint.sd('velocityRadPerS'), velocityScale(joint), velocityFloorRatio),
  },
  {
    name: 'positionSd',
    unit: 'rad',
    normalisation: 'ln(0.001 + value)',
    read: (joint) => level(joint.sd('positionRad'), 1, positionFloorRad),
  },
  { name: 'positionSin', unit: 'rad', normalisation: 'sin of the mean', read: (joint) => scaled(joint.mean('positionRad'), Math.sin) },
  { name: 'positionCos', unit: 'rad', normalisation: 'cos of the mean', read: (joint) => scaled(joint.mean('positionRad'), Math.cos) },
  { name: 'temperature', unit: 'C', normalisation: '(mean − 40) / 20', read: temperature },
  {
    name: 'voltage',
    unit: 'V',
    normalisation: 'ln((0.1 + mean) / 24)',
    read: (joint) => level(joint.mean('voltageV'), 24, voltageFloorV / 24),
  },
  {
    name: 'velocityLimit',
    unit: 'rad/s',
    normalisation: 'ln(limit / π)',
    read: (joint) => scaled(usable(joint.limit.velocityRadPerS), (limit) => Math.log(limit / defaultScale.velocityRadPerS)),
  },
  {
    name: 'currentLimit',
    unit: 'A',
    normalisation: 'ln(limit / 5)',
    read: (joint) => scaled(usable(joint.limit.currentA), (limit) => Math.log(limit / defaultScale.currentA)),
  },
  {
    name: 'torqueLimit',
    unit: 'N.m',
    normalisation: 'ln(limit / 30)',
    read: (joint) => scaled(usable(joint.limit.torqueNm), (limit) => Math.log(limit / defaultScale.torqueNm)),
  },
  {
    name: 'frameCount',
    unit: 'count',
    normalisation: 'ln(1 + frames of the window) / 3',
    read: (joint) => Math.log(1 + Math.max(0, joint.window.frameCount)) / 3,
  },
];

interface EffortKind {
  readonly prefix: string;
  readonly signal: SignalName;
  readonly unit: string;
  readonly scaleText: string;
  scale(joint: JointReading): number;
}

const effortKinds: readonly EffortKind[] = [
  {
    prefix: 'current',
    signal: 'currentA',
    unit: 'A',
    scaleText: ' / declared limit, else / 5 A',
    scale: (joint) => usable(joint.limit.currentA) ?? defaultScale.currentA,
  },
  {
    prefix: 'torque',
    signal: 'torqueNm',
    unit: 'N.m',
    scaleText: ' / declared limit, else / 30 N.m',
    scale: (joint) => usable(joint.limit.torqueNm) ?? defaultScale.torqueNm,
  },
  { prefix: 'load', signal: 'loadRatio', unit: 'ratio', scaleText: '', scale: () => defaultScale.loadRatio },
];

function effortPair(kind: EffortKind): readonly Channel[] {
  const normalisation = `ln(0.02 + |value|${kind.scaleText})`;
  return [
    {
      name: `${kind.prefix}Rms`,
      unit: kind.unit,
      normalisation,
      read: (joint) => level(joint.rms(kind.signal), kind.scale(joint), effortFloorRatio),
    },
    {
      name: `${kind.prefix}Sd`,
      unit: kind.unit,
      normalisation,
      read: (joint) => level(joint.sd(kind.signal), kind.scale(joint), effortFloorRatio),
    },
  ];
}

/** The joint's effort: what is predicted, and of the *other* joints also part of the context. The order is the order of the outputs. */
export const effortChannels: readonly Channel[] = effortKinds.flatMap(effortPair);

/** The bare statements of a channel list, for the manifest. */
export function channelSpecs(channels: readonly Channel[]): readonly ChannelSpec[] {
  return channels.map(({ name, unit, normalisation }) => ({ name, unit, normalisation }));
}
