import type { MessageType } from '../decoding/message-type.ts';
import { noOptions } from '../decoding/no-options.ts';
import { ScalarReading } from '../decoding/scalar-reading.ts';

/** `sensor_msgs/RelativeHumidity` of the air around the robot, 0…1. */
export const relativeHumidity: MessageType = {
  name: 'sensor_msgs/RelativeHumidity',
  optionsSchema: noOptions,
  bind: (plan) =>
    new ScalarReading(plan, { field: 'relative_humidity', signal: 'relativeHumidityRatio', component: 'ambient', part: 'main' }),
};
