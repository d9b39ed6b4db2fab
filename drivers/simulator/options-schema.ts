import type { FromSchema } from 'json-schema-to-ts';
import { faultNames } from './faults/fault-kinds.ts';

const parameter = { type: 'number', minimum: 0 } as const;

/** One line of a script; which parameters a fault takes is checked when the source is opened. */
export const scriptEntrySchema = {
  type: 'object',
  additionalProperties: false,
  required: ['atMs', 'fault'],
  properties: {
    atMs: { type: 'integer', minimum: 0, description: 'Onset, signal time since the start.' },
    fault: { enum: faultNames, description: 'What happens; see the table of faults.' },
    durationMs: { type: 'integer', minimum: 1, description: 'How long; without it the default of the fault.' },
    joint: { type: 'string', description: "Name of a joint of the profile; without it the robot's strongest." },
    factorRatio: parameter,
    rampMs: parameter,
    riseC: parameter,
    backlashRad: parameter,
    amplitudeRad: parameter,
    shareRatio: { ...parameter, maximum: 1 },
    cellIndex: { type: 'integer', minimum: 0 },
    sagV: parameter,
    peakMPerS2: parameter,
    accelerationMPerS2: parameter,
    relativeHumidityRatio: { ...parameter, maximum: 1 },
    stepMs: { type: 'integer', description: 'Forwards, or negative: back.' },
    direction: { enum: ['forward', 'backward', 'left', 'right'] },
    stream: { enum: ['joint', 'battery', 'imu', 'ambient', 'controller', 'base'] },
    robotMode: { enum: ['off', 'booting', 'standby', 'ready', 'updating', 'fault'] },
    controlSource: { enum: ['autonomous', 'teleoperated', 'pendant', 'handGuided', 'externalProgram'] },
    payloadKg: { type: 'number', minimum: 0, maximum: 1000 },
    safetyConfiguration: { type: 'string', minLength: 1, maxLength: 64 },
  },
} as const;

export const optionsSchema = {
  type: 'object',
  title: 'Simulated robot',
  additionalProperties: false,
  properties: {
    seed: { type: 'integer', minimum: 0, maximum: 4294967295, default: 1, description: 'The same seed gives the same bytes.' },
    robot: { enum: ['humanoid', 'cobot'], description: "How it moves; without it what the profile's category says." },
    scene: { type: 'string', description: 'Name of an extreme scene; see the table of scenes.' },
    script: { type: 'array', default: [], maxItems: 256, items: scriptEntrySchema, description: 'Faults, besides those of the scene.' },
    speedRatio: {
      type: 'number',
      minimum: 0,
      default: 1,
      description: '0: as fast as possible. 1: real time. N: the signal clock runs N times as fast.',
    },
    durationMs: {
      type: 'integer',
      minimum: 1,
      description: "Signal time after which the source ends; without it the scene's length, or never.",
    },
    rateHz: {
      type: 'number',
      minimum: 1,
      maximum: 1000,
      description: 'Frames of the joints per second; without it 10 (cobot), 20 (humanoid).',
    },
    startWall: { type: 'string', description: 'ISO 8601 time of the first frame; without it now.' },
    groundTruth: { type: 'string', minLength: 1, description: 'File (JSONL) for what truly happened, one line per fault.' },
  },
} as const;

export type SimulatorOptions = Readonly<FromSchema<typeof optionsSchema>>;
export type ScriptEntry = Readonly<FromSchema<typeof scriptEntrySchema>>;
