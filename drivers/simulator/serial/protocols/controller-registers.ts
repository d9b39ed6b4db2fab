import { conversions } from '../../../../agent/contract/unit.ts';
import type { RegisterPlace } from '../../../serial-protocols/modbus/register-image.ts';
import {
  type Column,
  type FlagEntry,
  type ModeEntry,
  type RegisterMap,
  registerTypes,
} from '../../../serial-protocols/modbus/register-map.ts';
import type { JointCourse, JointMoment } from '../plant/joint-course.ts';
import type { RegisterWords } from './answer-registers.ts';

/** What a controller at work says of itself: the flags that are set, and which word each mode stands at, best known first. */
const flagsAtWork: readonly string[] = ['drivesPowered', 'motionPossible'];
const flagsAtFault: readonly string[] = ['drivesPowered', 'protectiveStop', 'collisionDetected'];
const wordsAtWork: readonly string[] = ['running', 'automatic', 'autonomous', 'ready'];
const controllerA = 1.5;
const controllerV = 48;
const toolC = 30;

/** The registers of one controller at one moment: a fault of its first joint is a stop. */
export function controllerRegisters(map: RegisterMap, joints: readonly JointCourse[], atMs: number): RegisterWords {
  const moments = joints.map((course) => course(atMs));
  const words: Words = { holding: new Map(), input: new Map() };
  const hasFault = moments.some((moment) => moment.hasFault);
  for (const { perJoint, ...place } of map.faults) {
    setRow(words, place, Array<number>(perJoint ? map.jointCountMax : 1).fill(0));
  }
  for (const mode of map.modes) setMode(words, mode);
  for (const flag of map.flags) setWord(words, flag, flagValue(map.flags, flag, hasFault));
  for (const column of map.columns) setRow(words, column, columnValues(column, moments, map.jointCountMax));
  return words;
}

type Words = Record<RegisterPlace['table'], Map<number, number>>;

/** Two modes may share a register: one that has no word for work adds its words, not its value. */
function setMode(words: Words, mode: ModeEntry): void {
  const value = wordsAtWork.map((word) => mode.words.find((each) => each.word === word)?.value).find((each) => each !== undefined);
  if (value !== undefined || !words[mode.table].has(mode.at)) setWord(words, mode, value ?? 0);
}

/** One register may carry several flags: the value that says most of them right. */
function flagValue(flags: readonly FlagEntry[], { table, at }: FlagEntry, hasFault: boolean): number {
  const wanted = hasFault ? flagsAtFault : flagsAtWork;
  const here = flags.filter((flag) => flag.table === table && flag.at === at);
  const rightCount = (value: number): number =>
    here.reduce((sum, { flag, trueAt, falseAt }) => {
      const isWanted = wanted.includes(flag);
      const isRight = (isWanted ? trueAt : falseAt).includes(value);
      // What is wanted must be seen; what is not may stay unknown.
      return sum + (isRight ? (isWanted ? here.length + 1 : 1) : 0);
    }, 0);
  const values = here.flatMap(({ trueAt, falseAt }) => [...trueAt, ...falseAt]);
  return values.reduce((best, value) => (rightCount(value) > rightCount(best) ? value : best), values[0] ?? 0);
}

/** The registers' own numbers of a column: one per joint, or one. */
function columnValues(column: Column, moments: readonly JointMoment[], jointCount: number): number[] {
  if (column.component !== 'joint') return [rawOf(controllerValue(column.signal), column)];
  return Array.from({ length: jointCount }, (_, index) => rawOf(jointValue(moments[index], column.signal), column));
}

/** House units of a joint's signal; a signal this joint does not have stands at 0. */
function jointValue(joint: JointMoment | undefined, signal: string): number {
  if (joint === undefined) return 0;
  if (signal.endsWith('TemperatureC')) return joint.temperatureC;
  return Object.entries(joint).find((entry): entry is [string, number] => entry[0] === signal && typeof entry[1] === 'number')?.[1] ?? 0;
}

function controllerValue(signal: string): number {
  if (signal === 'currentA') return controllerA;
  if (signal === 'voltageV') return controllerV;
  return signal === 'temperatureC' ? toolC : 0;
}

/** The register's own number of a value in house units. */
function rawOf(value: number, { unit, scaleRatio }: Column): number {
  const { factor, offset } = conversions[unit] ?? { factor: 1, offset: 0 };
  return (value - offset) / (factor * scaleRatio);
}

/** Values one after the other. */
function setRow(words: Words, place: RegisterPlace, values: readonly number[]): void {
  const stepCount = registerTypes[place.type];
  values.forEach((value, index) => {
    setWord(words, { ...place, at: place.at + index * stepCount }, value);
  });
}

function setWord(words: Words, place: RegisterPlace, value: number): void {
  const table = words[place.table];
  if (registerTypes[place.type] === 1) {
    table.set(place.at, Math.round(value) & 0xff_ff);
    return;
  }
  const view = new DataView(new ArrayBuffer(4));
  if (place.type === 'float32') view.setFloat32(0, value);
  else view.setInt32(0, Math.round(value));
  const pair = [view.getUint16(0), view.getUint16(2)];
  if (place.wordOrder === 'lowFirst') pair.reverse();
  pair.forEach((word, index) => void table.set(place.at + index, word));
}
