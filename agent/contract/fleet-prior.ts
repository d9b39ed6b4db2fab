import type { FromSchema } from 'json-schema-to-ts';

/**
 * What commissioning finds of a joint, beside which its fellows in robots of the same kind stand. Friction: effort that reverses with the motion; scatter:
 * what motion does not explain of the effort, nine windows in ten below it; both as shares of the joint's limit. Rise: steepest hundredth of its
 * temperature's rises within 30 s, K.
 */
export const traitNames = ['frictionRatio', 'scatterRatio', 'riseC'] as const;
export type TraitName = (typeof traitNames)[number];
export type JointTraits = Readonly<Partial<Record<TraitName, number>>>;

/** Fewer robots than this are no fleet: one of them that is worn would decide what is normal. */
export const fleetRobotCountMin = 20;

const rangeSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['low', 'high'],
  properties: { low: { type: 'number', exclusiveMinimum: 0 }, high: { type: 'number', exclusiveMinimum: 0 } },
} as const;

/** What sound robots of one kind are like when they are learned: ranges that leave 2 in a hundred sound joints outside. */
export const fleetPriorSchema = {
  type: 'object',
  title: 'Fleet prior',
  description: 'Signed by the maker or the insurer; made from ledgers of such robots: robot-risk fleet-prior.',
  additionalProperties: false,
  required: ['fleetPrior', 'profileSha256', 'robotCount', 'joints'],
  properties: {
    fleetPrior: { const: 1, description: 'Version of this form.' },
    profileSha256: {
      type: 'string',
      pattern: '^sha256:[0-9a-f]{64}$',
      description: 'Profile of the robots it was made of, and of those it is for: traits are shares of its limits.',
    },
    robotCount: { type: 'integer', minimum: fleetRobotCountMin },
    joints: {
      type: 'object',
      description: 'By name of the joint; a trait too few robots have is left out.',
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        properties: { frictionRatio: rangeSchema, scatterRatio: rangeSchema, riseC: rangeSchema },
      },
    },
  },
} as const;

export type FleetPriorDocument = FromSchema<typeof fleetPriorSchema>;

/** A fleet prior as a robot goes by it, and whose word it is. */
export interface FleetPrior extends Pick<FleetPriorDocument, 'robotCount' | 'joints'> {
  readonly sha256: string;
  readonly signedBy: string;
}

/** Why a joint was not learned: one of its traits is not that of its mirror on the other side of the body, or of its fellows in the fleet. */
export interface SuspectJoint {
  readonly joint: string;
  readonly cause: 'unlikeMirror' | 'outsideFleet';
  readonly trait: TraitName;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}
