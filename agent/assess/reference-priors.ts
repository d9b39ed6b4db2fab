/*
 * The Gamma priors of a reference model as a schema. A stage or a scene may expect other rates of a class than its group; it never has
 * other weights, so that the classes weigh the same wherever the robot is used.
 */
const positive = { type: 'number', exclusiveMinimum: 0 } as const;
const share = { type: 'number', minimum: 0, maximum: 1 } as const;
/** A safeguard is never punished: the schema admits no weight but 0 (decisions B7). */
const noWeight = { const: 0 } as const;

const priorOf = { type: 'object', additionalProperties: false, required: ['ratePerH', 'strengthH', 'weightRatio'] } as const;
const prior = { ...priorOf, properties: { ratePerH: positive, strengthH: positive, weightRatio: share } } as const;
const emergencyStopPrior = { ...priorOf, properties: { ratePerH: positive, strengthH: positive, weightRatio: noWeight } } as const;

const classes = ['emergencyStop', 'protectiveStop', 'impact', 'fall', 'limitTrip', 'majorFault'] as const;

const classPriors = {
  type: 'object',
  additionalProperties: false,
  required: classes,
  properties: {
    emergencyStop: emergencyStopPrior,
    protectiveStop: prior,
    impact: prior,
    fall: prior,
    limitTrip: prior,
    majorFault: prior,
  },
} as const;

const rate = {
  type: 'object',
  additionalProperties: false,
  required: ['ratePerH', 'strengthH'],
  properties: { ratePerH: positive, strengthH: positive },
} as const;

const classRates = {
  type: 'object',
  additionalProperties: false,
  properties: { emergencyStop: rate, protectiveStop: rate, impact: rate, fall: rate, limitTrip: rate, majorFault: rate },
} as const;

/** The priors of one category of robots: those of the test group are for stages and scenes in which falls and stops are normal. */
export const groupPriors = {
  type: 'object',
  additionalProperties: false,
  required: ['commercial', 'test'],
  properties: { commercial: classPriors, test: classPriors },
} as const;

const categoryRates = {
  type: 'object',
  additionalProperties: false,
  properties: {
    stages: {
      type: 'object',
      description: 'Classes that a lifecycle stage expects at another rate than its group.',
      additionalProperties: false,
      properties: { rnd: classRates, pilotTest: classRates, firstUse: classRates, commercial: classRates, retired: classRates },
    },
    scenes: {
      type: 'object',
      description: 'The same for a scene; where stage and scene both speak of a class, the scene holds.',
      additionalProperties: false,
      properties: {
        factory: classRates,
        publicService: classRates,
        rental: classRates,
        competition: classRates,
        test: classRates,
        transport: classRates,
        storage: classRates,
      },
    },
  },
} as const;

/** Rates by stage and scene; a model without them knows the two groups of its priors only. */
export const stageRates = {
  type: 'object',
  description: 'Rates that single stages and scenes expect instead of their group’s; weights are always the group’s.',
  additionalProperties: false,
  properties: { cobot: categoryRates, humanoid: categoryRates },
} as const;

const classWeights = {
  type: 'object',
  additionalProperties: false,
  required: classes,
  properties: { emergencyStop: noWeight, protectiveStop: share, impact: share, fall: share, limitTrip: share, majorFault: share },
} as const;

/** What each class weighs in a cover; a model without it weighs every cover as it weighs the whole. */
export const coverClassWeights = {
  type: 'object',
  description: 'Weight of each event class in a cover; left out, as in the priors. An emergency stop weighs 0 everywhere.',
  additionalProperties: false,
  required: ['body', 'thirdParty'],
  properties: { body: classWeights, thirdParty: classWeights },
} as const;
