import type { Problem } from '../../../agent/contract/errors.ts';
import { signalSpec, signals } from '../../../agent/contract/signal.ts';
import { conversions, unitsFor } from '../../../agent/contract/unit.ts';
import { entriesOf, placesOf } from './plan-reads.ts';
import { type Column, type FlagEntry, type ModeEntry, type RegisterMap, registerTypes } from './register-map.ts';

const registerSpaceCount = 65_536;

/** The words each kind of mode knows, as in `ModeMessage`. */
export const modeWords = {
  robotMode: ['off', 'booting', 'standby', 'ready', 'running', 'backdrive', 'fault', 'updating'],
  operationalMode: ['manualReducedSpeed', 'manualHighSpeed', 'automatic', 'automaticExternal', 'other'],
  executionState: ['running', 'paused', 'stopped', 'idle'],
  controlSource: ['autonomous', 'teleoperated', 'pendant', 'handGuided', 'externalProgram'],
} as const;

/** What the schema cannot say: signals, units, parts, words, contradictions and registers read twice. `place` names the map. */
export function checkRegisterMap(map: RegisterMap, place: string): Problem[] {
  return [
    ...map.columns.flatMap((column, index) => checkColumn(column, `${place} columns.${index}`)),
    ...map.flags.flatMap((flag, index) => checkFlag(flag, `${place} flags.${index}`)),
    ...map.modes.flatMap((mode, index) => checkMode(mode, `${place} modes.${index}`)),
    ...checkRange(map, place),
    ...checkOverlaps(map, place),
  ];
}

function checkColumn({ component, part, signal, unit }: Column, place: string): Problem[] {
  const spec = signalSpec(component, signal);
  const named = `${component}.${signal}`;
  if (spec === undefined)
    return [{ place, value: `signal "${named}"`, remedy: `write one of ${Object.keys(signals[component]).join(', ')}` }];
  const problems: Problem[] = [];
  const conversion = Object.hasOwn(conversions, unit) ? conversions[unit] : undefined;
  if (conversion?.to !== spec.unit) {
    const value = `unit "${unit}" cannot become ${spec.unit} of ${named}`;
    problems.push({ place, value, remedy: `write one of ${unitsFor(spec.unit).join(', ')}` });
  }
  if ((component === 'joint') !== (part === undefined)) {
    problems.push({ place, value: `part ${part ?? 'missing'}`, remedy: 'leave part out for joints, and name it for everything else' });
  }
  return problems;
}

function checkFlag({ trueAt, falseAt }: FlagEntry, place: string): Problem[] {
  const both = trueAt.filter((value) => falseAt.includes(value));
  return both.map((value) => ({ place, value: `${value} is true and false`, remedy: 'list a value in trueAt or in falseAt' }));
}

function checkMode({ mode, words }: ModeEntry, place: string): Problem[] {
  const known: readonly string[] = modeWords[mode];
  const twice = words.filter(({ value }, index) => words.findIndex((other) => other.value === value) !== index);
  return [
    ...words
      .filter(({ word }) => !known.includes(word))
      .map(({ word }) => ({ place, value: `"${word}"`, remedy: `write one of ${known.join(', ')}` })),
    ...twice.map(({ value }) => ({ place, value: `${value} again`, remedy: 'give every value one word' })),
  ];
}

function checkRange(map: RegisterMap, place: string): Problem[] {
  return entriesOf(map).flatMap((entry) => {
    const end = entry.at + placesOf(entry, map.jointCountMax) * registerTypes[entry.type];
    if (end <= registerSpaceCount) return [];
    return [{ place, value: `${entry.table} ${entry.at} … ${end - 1}`, remedy: `registers end at ${registerSpaceCount - 1}` }];
  });
}

/** Two columns of one register are a slip of the pen; a flag and a fault may well read the same one. */
function checkOverlaps(map: RegisterMap, place: string): Problem[] {
  const owners = new Map<string, string>();
  const problems: Problem[] = [];
  for (const column of map.columns) {
    const name = `${column.component}.${column.signal}`;
    const count = placesOf(column, map.jointCountMax) * registerTypes[column.type];
    for (let at = column.at; at < column.at + count; at++) {
      const key = `${column.table} ${at}`;
      const owner = owners.get(key);
      if (owner !== undefined)
        problems.push({ place, value: `${key} is ${owner} and ${name}`, remedy: 'give every column registers of its own' });
      owners.set(key, name);
    }
  }
  return problems;
}
