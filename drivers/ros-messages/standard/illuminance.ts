import type { MessageType } from '../decoding/message-type.ts';
import { noOptions } from '../decoding/no-options.ts';
import { ScalarReading } from '../decoding/scalar-reading.ts';

/** `sensor_msgs/Illuminance` of the air around the robot, lx. */
export const illuminance: MessageType = {
  name: 'sensor_msgs/Illuminance',
  optionsSchema: noOptions,
  bind: (plan) => new ScalarReading(plan, { field: 'illuminance', signal: 'illuminanceLx', component: 'ambient', part: 'main' }),
};
