import type { MessageType } from '../decoding/message-type.ts';
import { noOptions } from '../decoding/no-options.ts';
import { ScalarReading } from '../decoding/scalar-reading.ts';

/** `sensor_msgs/FluidPressure` of the air around the robot, Pa. */
export const fluidPressure: MessageType = {
  name: 'sensor_msgs/FluidPressure',
  optionsSchema: noOptions,
  bind: (plan) => new ScalarReading(plan, { field: 'fluid_pressure', signal: 'pressurePa', component: 'ambient', part: 'main' }),
};
