import type { FromSchema } from 'json-schema-to-ts';
import type { MessageType } from '../decoding/message-type.ts';
import { ScalarReading } from '../decoding/scalar-reading.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    component: {
      enum: ['ambient', 'controller'],
      default: 'ambient',
      description: 'What is measured: the air around the robot, or its cabinet.',
    },
    part: { type: 'string', minLength: 1, default: 'main' },
  },
} as const;

type Options = Partial<FromSchema<typeof optionsSchema>>;

/** `sensor_msgs/Temperature` in °C. */
export const temperature: MessageType = {
  name: 'sensor_msgs/Temperature',
  optionsSchema,
  bind(plan) {
    const { component = 'ambient', part = 'main' } = plan.topic.decode as Options;
    return new ScalarReading(plan, { field: 'temperature', signal: 'temperatureC', component, part });
  },
};
