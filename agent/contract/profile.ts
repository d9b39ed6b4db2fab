import type { FromSchema } from 'json-schema-to-ts';
import { profileJointSchema } from './profile-joint.ts';
import { rosInterfaceSchema, versionsSchema } from './profile-ros.ts';

/** What one robot model is: identity, joints in order, limits with their source, ratings, what it can report. One file per model. */
const limit = { type: 'number', description: 'In the unit its key ends with.' } as const;
export const profileSchema = {
  type: 'object',
  title: 'Robot profile',
  additionalProperties: false,
  required: ['name', 'manufacturer', 'model', 'category', 'locomotion', 'joints', 'observable'],
  properties: {
    name: { type: 'string', pattern: '^[a-z0-9-]+$', description: 'Same as the file name without .yaml.' },
    manufacturer: { type: 'string' },
    model: { type: 'string' },
    category: { enum: ['cobot', 'humanoid', 'mobileManipulator', 'quadruped', 'other'] },
    locomotion: { enum: ['fixed', 'wheeled', 'legged'], description: 'How it moves: sets the unknown-exposure grade (rule R-5).' },
    massKg: limit,
    joints: {
      type: 'array',
      minItems: 1,
      items: profileJointSchema,
    },
    ratings: {
      type: 'object',
      additionalProperties: false,
      properties: {
        ambientMinC: limit,
        ambientMaxC: limit,
        ingress: { type: 'string', pattern: '^IP[0-9X]{2}$' },
        motorTemperatureMaxC: limit,
        source: { type: 'string' },
      },
    },
    observable: {
      type: 'array',
      items: { type: 'string' },
      description: 'Event classes the robot can report over some interface; a source narrows this to what it carries.',
    },
    ros: rosInterfaceSchema,
    versions: versionsSchema,
    codeTables: {
      type: 'array',
      items: { type: 'string', pattern: '^[a-zA-Z0-9._]+@[0-9]+$' },
      description: 'Vendor code tables of drivers/ros-messages that its faults are read by, with their version.',
    },
    trust: {
      type: 'array',
      items: { type: 'string' },
      description: 'What a sceptic should know about how far these readings can be believed.',
    },
    notes: { type: 'array', items: { type: 'string' }, description: 'Quirks and trust notes, each with its source.' },
    unverified: {
      type: 'array',
      items: { type: 'string' },
      description: 'Facts nobody could check; their values are unknown, never guessed.',
    },
  },
} as const;

export type Profile = FromSchema<typeof profileSchema>;
export type RosTopic = NonNullable<Profile['ros']>['topics'][number];
