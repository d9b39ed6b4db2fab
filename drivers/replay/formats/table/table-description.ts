import type { FromSchema } from 'json-schema-to-ts';

/** What one column of the table means: which reading of which part, in which unit it was written. */
const columnSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['column', 'component', 'signal', 'unit'],
  properties: {
    column: { type: 'string', description: 'Name in the header, matched exactly, trailing spaces included.' },
    component: { type: 'string', description: 'Component of the signal table, for example joint or battery.' },
    part: {
      type: 'string',
      description: 'Joint of the profile; for other components any name, by default the component itself. Layout wide only.',
    },
    signal: { type: 'string', description: 'Canonical signal, for example currentA.' },
    unit: { type: 'string', description: 'Unit of the value after scale and offset.' },
    scale: { type: 'number', default: 1, description: 'value = raw × scale + offset, then the unit is converted.' },
    offset: { type: 'number', default: 0 },
  },
} as const;

const flagSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['column', 'kind', 'name'],
  properties: {
    column: { type: 'string' },
    kind: { enum: ['safety', 'condition'], description: 'A safety signal of the robot, or a named condition.' },
    name: { type: 'string', description: 'Safety signal (protectiveStop, emergencyStop, …) or event class (gripLost).' },
    trueWords: { type: 'array', items: { type: 'string' }, minItems: 1, default: ['TRUE', 'True', 'true', '1'] },
    falseWords: { type: 'array', items: { type: 'string' }, minItems: 1, default: ['FALSE', 'False', 'false', '0'] },
  },
} as const;

const timeSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['column', 'format'],
  properties: {
    column: { type: 'string' },
    format: {
      enum: ['iso8601', 'seconds', 'milliseconds', 'dd-MMM-yyyy HH:mm:ss'],
      description: 'Times without a zone are UTC. Numbers count from startWall, or from 1970 when there is none.',
    },
    startWall: { type: 'string', description: 'ISO 8601 label of the first row when the column only tells elapsed time.' },
  },
} as const;

/** How a recorded table is read: one YAML file in `config/recordings/` per source of recordings. */
export const descriptionSchema = {
  type: 'object',
  title: 'Description of a recorded table',
  additionalProperties: false,
  required: ['name', 'profile', 'about', 'licence', 'attribution', 'layout', 'time', 'periodMs', 'columns'],
  properties: {
    name: { type: 'string', pattern: '^[a-z0-9-]+$', description: 'Same as the file name without .yaml.' },
    profile: { type: 'string', description: 'Profile of the recorded robot.' },
    about: { type: 'string', description: 'What was recorded, and how to obtain it.' },
    licence: { type: 'string' },
    attribution: { type: 'string' },
    format: { enum: ['csv', 'jsonl'], default: 'csv' },
    delimiter: { type: 'string', minLength: 1, maxLength: 1, default: ',' },
    layout: {
      enum: ['wide', 'long', 'files'],
      description: 'wide: a row is one instant. long: a row is one part at an instant. files: a folder with one file per part.',
    },
    partColumn: { type: 'string', description: 'Layout long: the column that names the part.' },
    filePattern: { type: 'string', pattern: '^[^/{}]*\\{part\\}[^/{}]*$', description: 'Layout files: for example data_motor_{part}.csv.' },
    align: {
      enum: ['time', 'row'],
      default: 'time',
      description: 'Layout files: rows of the same time, or rows at the same place, belong to one instant.',
    },
    parts: {
      type: 'array',
      default: [],
      description:
        'Layouts long and files: the word in the recording and the part it means. Long without parts: the words are the joint names.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['word', 'part'],
        properties: { word: { type: 'string' }, part: { type: 'string' } },
      },
    },
    time: timeSchema,
    periodMs: { type: 'number', exclusiveMinimum: 0, description: 'Declared period of the rows; silence is three times this.' },
    columns: { type: 'array', minItems: 1, items: columnSchema },
    flags: { type: 'array', default: [], items: flagSchema },
    ignored: {
      type: 'array',
      default: [],
      description: 'Columns that are not read, each with the reason.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['column', 'reason'],
        properties: { column: { type: 'string' }, reason: { type: 'string' } },
      },
    },
  },
} as const;

export type Description = FromSchema<typeof descriptionSchema>;

/** The columns that are read, in the order in which every row's cells are handed on: time, part, readings, flags. */
export function readColumns(description: Description): readonly string[] {
  const part = description.partColumn === undefined ? [] : [description.partColumn];
  return [
    description.time.column,
    ...part,
    ...description.columns.map((each) => each.column),
    ...description.flags.map((each) => each.column),
  ];
}
