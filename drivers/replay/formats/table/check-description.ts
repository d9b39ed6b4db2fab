import type { Problem } from '../../../../agent/contract/errors.ts';
import type { Profile } from '../../../../agent/contract/profile.ts';
import { signalSpec, signals } from '../../../../agent/contract/signal.ts';
import { unitsFor } from '../../../../agent/contract/unit.ts';
import { readTime } from './read-time.ts';
import type { Description } from './table-description.ts';
import { partOf, unitFits } from './table-plan.ts';

type Column = Description['columns'][number];

/** Safety signals of `SafetyMessage` that are true, false or unknown. */
const safetySignals = [
  'emergencyStop',
  'protectiveStop',
  'safeguardStop',
  'reducedMode',
  'collisionDetected',
  'motionPossible',
  'drivesPowered',
];
const eventClassName = /^[a-z][a-zA-Z0-9]*$/;

/** What the schema cannot say: signals, units, parts, words and the keys each layout needs. `place` names the description. */
export function checkDescription(description: Description, profile: Profile, place: string): readonly Problem[] {
  const joints = profile.joints.map((joint) => joint.name);
  return [
    ...description.columns.flatMap((column, columnIndex) => checkSignal(column, `${place} columns[${columnIndex}] "${column.column}"`)),
    ...checkParts(description, joints, place),
    ...checkLayout(description, place),
    ...checkRepeated(description, place),
    ...description.flags.flatMap((flag, flagIndex) => checkFlag(flag, `${place} flags[${flagIndex}] "${flag.column}"`)),
    ...checkStart(description, place),
  ];
}

function checkSignal({ component, signal, unit }: Column, place: string): readonly Problem[] {
  const known: Readonly<Record<string, object>> = signals;
  if (!Object.hasOwn(known, component)) {
    return [{ place, value: `component "${component}"`, remedy: `write one of ${Object.keys(known).join(', ')}` }];
  }
  const spec = Object.hasOwn(known[component] ?? {}, signal) ? signalSpec(component, signal) : undefined;
  if (spec === undefined) {
    return [{ place, value: `signal "${component}.${signal}"`, remedy: `write one of ${Object.keys(known[component] ?? {}).join(', ')}` }];
  }
  if (unitFits(component, signal, unit)) return [];
  return [
    {
      place,
      value: `unit "${unit}" cannot become ${spec.unit} of ${component}.${signal}`,
      remedy: `write one of ${unitsFor(spec.unit).join(', ')}`,
    },
  ];
}

function checkParts(description: Description, joints: readonly string[], place: string): readonly Problem[] {
  const remedy = `write a joint of the profile: ${joints.join(', ')}`;
  if (description.layout === 'wide') {
    return description.columns.flatMap((column, columnIndex) =>
      column.component !== 'joint' || joints.includes(column.part ?? '')
        ? []
        : [{ place: `${place} columns[${columnIndex}] "${column.column}"`, value: `part "${column.part ?? ''}"`, remedy }],
    );
  }
  const speaksOfJoints = description.columns.some((column) => column.component === 'joint');
  const unknownParts = description.parts
    .filter(({ part }) => speaksOfJoints && !joints.includes(part))
    .map(({ part }) => ({ place: `${place} parts`, value: `part "${part}"`, remedy }));
  const named = description.columns
    .filter((column) => column.part !== undefined)
    .map((column) => ({
      place: `${place} "${column.column}"`,
      value: `part "${column.part}"`,
      remedy: `take it out: in layout ${description.layout} the row's part is given by the recording`,
    }));
  return [...unknownParts, ...named];
}

/** The keys that belong to each layout. */
function checkLayout(description: Description, place: string): readonly Problem[] {
  const { layout } = description;
  const needs = (key: string, present: boolean, wanted: boolean): readonly Problem[] => {
    if (present === wanted) return [];
    const value = `layout ${layout} ${present ? 'with' : 'without'} ${key}`;
    return [{ place, value, remedy: present ? `take "${key}:" out` : `add "${key}:"` }];
  };
  return [
    ...needs('partColumn', description.partColumn !== undefined, layout === 'long'),
    ...needs('filePattern', description.filePattern !== undefined, layout === 'files'),
    ...(layout === 'long' ? [] : needs('parts', description.parts.length > 0, layout === 'files')),
    ...(layout === 'wide' ? [] : needs('flags', description.flags.length > 0, false)),
  ];
}

/** A column, a cell or a word that is claimed twice. */
function checkRepeated(description: Description, place: string): readonly Problem[] {
  const columns = [
    description.time.column,
    description.partColumn,
    ...[...description.columns, ...description.flags, ...description.ignored].map((each) => each.column),
  ];
  const cells = description.columns.map((column) => `${column.component}.${column.signal} of ${partOf(column)}`);
  return [
    ...repeated(columns.filter((name) => name !== undefined)).map((name) => `column "${name}"`),
    ...repeated(cells),
    ...repeated(description.parts.map(({ word }) => `word "${word}"`)),
    ...repeated(description.parts.map(({ part }) => `part "${part}"`)),
    ...repeated(description.flags.map(({ name }) => `flag "${name}"`)),
  ].map((value) => ({ place, value: `${value} is described more than once`, remedy: 'describe it once' }));
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, nameIndex) => names.indexOf(name) !== nameIndex))];
}

function checkFlag({ kind, name, trueWords, falseWords }: Description['flags'][number], place: string): readonly Problem[] {
  const problems: Problem[] = [];
  if (kind === 'safety' && !safetySignals.includes(name)) {
    problems.push({ place, value: `safety signal "${name}"`, remedy: `write one of ${safetySignals.join(', ')}, or kind: condition` });
  }
  if (kind === 'condition' && !eventClassName.test(name)) {
    problems.push({ place, value: `condition "${name}"`, remedy: 'write a camelCase word, for example gripLost' });
  }
  for (const word of trueWords.filter((each) => falseWords.includes(each))) {
    problems.push({ place, value: `word "${word}" means both true and false`, remedy: 'take it out of trueWords or falseWords' });
  }
  return problems;
}

function checkStart({ time }: Description, place: string): readonly Problem[] {
  if (time.startWall === undefined) return [];
  const where = `${place} time.startWall`;
  if (time.format !== 'seconds' && time.format !== 'milliseconds') {
    return [{ place: where, value: `"${time.startWall}"`, remedy: `take it out: times of format ${time.format} carry their own date` }];
  }
  if (readTime(time.startWall, 'iso8601') !== undefined) return [];
  return [{ place: where, value: `"${time.startWall}"`, remedy: 'write an ISO 8601 time, for example 2024-01-05T00:00:00Z' }];
}
