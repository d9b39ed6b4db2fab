/** What a robot says over ROS, in the words of both generations: topics, types, rates, and what its decoder must be told. */
const rate = { type: 'number', exclusiveMinimum: 0, maximum: 2000 } as const;
export const rosInterfaceSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['topics'],
  properties: {
    generations: {
      type: 'array',
      minItems: 1,
      items: { enum: ['ros1', 'ros2'] },
      default: ['ros1', 'ros2'],
      description: 'Which generations this robot is known to speak.',
    },
    topics: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['topic', 'type', 'rateHz'],
        properties: {
          topic: { type: 'string', pattern: '^/[A-Za-z0-9_/]+$' },
          type: {
            type: 'string',
            pattern: '^[a-z][a-z0-9_]*/[A-Za-z0-9]+$',
            description: 'package/Type; a ROS 2 bridge is asked for package/msg/Type.',
          },
          generation: { enum: ['ros1', 'ros2'], description: 'Only when the topic exists in one generation.' },
          rateHz: { ...rate, description: 'Lowest rate the features need: the bridge is asked to thin out to it.' },
          publishedHz: { ...rate, description: 'Rate the robot publishes at, as far as known.' },
          onChange: { type: 'boolean', default: false, description: 'Published when it changes only: silence is normal.' },
          optional: { type: 'boolean', default: false, description: 'Not every robot of this model has it.' },
          unverified: { type: 'boolean', default: false, description: 'Name or layout could not be checked; read only when asked to.' },
          decode: { type: 'object', default: {}, description: "The decoder's own options; see drivers/ros-messages/README.md." },
        },
      },
    },
    commandTopics: {
      type: 'array',
      items: { type: 'string', pattern: '^/' },
      description: 'Topics that move the robot: a bridge must not let anybody publish to them.',
    },
  },
} as const;

/** Where the versions of what drives the robot can be read: they are exposure, never a surcharge (decisions C4). */
export const versionsSchema = {
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['what', 'from', 'at'],
    properties: {
      what: { enum: ['firmware', 'driver', 'policy', 'model', 'safetyConfiguration'] },
      from: { enum: ['topicField', 'parameter', 'package', 'files'] },
      at: { type: 'string', description: 'Topic and field, parameter, package name, or a path pattern of the files to hash.' },
      source: { type: 'string', description: 'Where this was read.' },
      unverified: { type: 'boolean', default: false },
    },
  },
} as const;
