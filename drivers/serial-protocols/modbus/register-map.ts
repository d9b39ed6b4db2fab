import type { FromSchema } from 'json-schema-to-ts';

/** How many registers each type takes. Signed types are two's complement, `float32` is IEEE 754. */
export const registerTypes = { int16: 1, uint16: 1, int32: 2, uint32: 2, float32: 2 } as const;

export const faultCategories = [
  ...[
    'overcurrent',
    'shortCircuit',
    'overvoltage',
    'undervoltage',
    'overTemperature',
    'underTemperature',
    'encoder',
    'motorBlocked',
    'followingError',
  ],
  ...['positionLimit', 'speedLimit', 'torqueLimit', 'collision', 'communication', 'powerStage', 'sensor', 'calibration', 'firmware'],
  ...['emergencyStop', 'protectiveStop', 'safeguardStop', 'safetyViolation', 'other', 'unknown'],
] as const;

const text = { type: 'string', minLength: 1 } as const;
const integer = { type: 'integer' } as const;
const integers = { type: 'array', items: integer, minItems: 1 } as const;
const severity = { enum: ['info', 'warning', 'error', 'fatal'] } as const;

/** What every entry says: where the value stands, how to read it, and who says so. */
const register = {
  table: { enum: ['holding', 'input'], description: 'holding is read with function 3, input with function 4.' },
  at: { type: 'integer', minimum: 0, maximum: 65535, description: 'Address of the first register, as in the request.' },
  type: { enum: Object.keys(registerTypes) as (keyof typeof registerTypes)[], description: 'Width and sign.' },
  wordOrder: { enum: ['highFirst', 'lowFirst'], default: 'highFirst', description: 'Of two registers, which comes first.' },
  source: { ...text, description: 'Manual, driver or facts sheet that states this register.' },
  unverified: { ...text, description: 'What nobody could check; without acceptUnverified the entry is not read.' },
} as const;
const required = ['table', 'at', 'type', 'source'] as const;
const maskBits = { type: 'integer', minimum: 1, maximum: 65535, description: 'Only these bits of the value count.' } as const;
const entry = { type: 'object', additionalProperties: false } as const;

const column = {
  ...entry,
  required: [...required, 'component', 'signal', 'unit'],
  properties: {
    ...register,
    component: { enum: ['joint', 'controller', 'tool'] },
    part: { ...text, description: 'Of controller and tool; joints are those of the profile, one after the other from `at`.' },
    signal: text,
    unit: { ...text, description: 'Unit of raw × scaleRatio.' },
    scaleRatio: { type: 'number', exclusiveMinimum: 0, default: 1 },
  },
} as const;

const flag = {
  ...entry,
  required: [...required, 'flag', 'trueAt', 'falseAt'],
  properties: {
    ...register,
    maskBits,
    flag: {
      enum: ['emergencyStop', 'protectiveStop', 'safeguardStop', 'reducedMode', 'collisionDetected', 'motionPossible', 'drivesPowered'],
    },
    trueAt: { ...integers, description: 'Any other value than these and those of falseAt is unknown.' },
    falseAt: integers,
  },
} as const;

const mode = {
  ...entry,
  required: [...required, 'mode', 'words'],
  properties: {
    ...register,
    maskBits,
    mode: { enum: ['robotMode', 'operationalMode', 'executionState', 'controlSource'] },
    words: {
      type: 'array',
      minItems: 1,
      items: { ...entry, required: ['value', 'word'], properties: { value: { type: 'integer' }, word: text } },
      description: 'What each value means; any other is unknown.',
    },
  },
} as const;

const fault = {
  ...entry,
  required: [...required, 'codeSpace'],
  properties: {
    ...register,
    maskBits,
    codeSpace: { ...text, description: "Names the vendor's table of codes." },
    perJoint: { type: 'boolean', default: false, description: 'One code per joint, one after the other from `at`.' },
    component: { ...text, default: 'robot' },
    others: { enum: ['reported', 'ignored'], default: 'reported', description: 'Whether a code that is not 0 and not listed is a fault.' },
    severity: { ...severity, default: 'error' },
    category: { enum: faultCategories, default: 'unknown' },
    codes: {
      type: 'array',
      default: [],
      items: {
        ...entry,
        required: ['value', 'text'],
        properties: {
          value: { type: 'integer' },
          text,
          severity,
          category: { enum: faultCategories },
          jointIndex: { type: 'integer', minimum: 0 },
        },
      },
    },
  },
} as const;

/** Which register of a controller means what. One file in `config/register-maps/` per controller. */
export const registerMapSchema = {
  type: 'object',
  title: 'Register map',
  additionalProperties: false,
  required: ['name', 'about', 'jointCountMax'],
  properties: {
    name: { type: 'string', pattern: '^[a-z0-9-]+$', description: 'Same as the file name without .yaml.' },
    about: text,
    jointCountMax: { type: 'integer', minimum: 1, maximum: 64, description: 'How many joints its registers have room for.' },
    columns: { type: 'array', default: [], items: column },
    flags: { type: 'array', default: [], items: flag },
    modes: { type: 'array', default: [], items: mode },
    faults: { type: 'array', default: [], items: fault },
    unverified: {
      type: 'array',
      default: [],
      items: text,
      description: 'What nobody could check about the whole map, or is left out of it.',
    },
  },
} as const;

export type RegisterMap = Readonly<FromSchema<typeof registerMapSchema>>;
export type Column = RegisterMap['columns'][number];
export type FlagEntry = RegisterMap['flags'][number];
export type ModeEntry = RegisterMap['modes'][number];
export type FaultEntry = RegisterMap['faults'][number];
export type AnyEntry = Column | FlagEntry | ModeEntry | FaultEntry;
