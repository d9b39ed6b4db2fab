/** One joint of a robot profile: limits with their source, and what its maker rates motor and gear for. */
const limit = { type: 'number', description: 'In the unit its key ends with.' } as const;
const rating = { type: 'number', exclusiveMinimum: 0, description: 'By its maker, in the unit its key ends with.' } as const;

export const profileJointSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'type'],
  // A rating nobody can look up would make advice of ours look like the maker's.
  dependencies: { continuousCurrentA: ['ratingSource'], gear: ['ratingSource'] },
  properties: {
    name: { type: 'string' },
    type: { enum: ['revolute', 'prismatic', 'continuous'] },
    role: { enum: ['actuator', 'gripper', 'hand', 'passive'], default: 'actuator' },
    lowerRad: limit,
    upperRad: limit,
    velocityRadPerS: limit,
    torqueNm: limit,
    currentA: limit,
    limitSource: {
      type: 'string',
      description: 'Where the limits were read: data sheet, URDF, driver repository; or "generic default".',
    },
    continuousCurrentA: {
      ...rating,
      description: 'Current the motor may carry for ever; never a peak or a limit of the drive. Without it no I²t (J3).',
    },
    gear: {
      type: 'object',
      additionalProperties: false,
      required: ['torqueNm', 'speedRadPerS', 'lifeL10H'],
      description:
        'What the gear is rated for, at the joint: rated input speed divided by the ratio. Without it no consumed gear life (J10).',
      properties: { torqueNm: rating, speedRadPerS: rating, lifeL10H: rating },
    },
    ratingSource: { type: 'string', minLength: 1, description: 'Data sheet, edition and table of the two ratings above.' },
  },
} as const;
