import type { MessageType, RosMessage } from '../decoding/message-type.ts';
import { noOptions } from '../decoding/no-options.ts';
import { arrayOf } from '../decoding/read-field.ts';
import { FrankaDecoder, type FrankaReading } from './franka-decoder.ts';

/** `franka_msgs/FrankaState` of ROS 1: the same state with its arrays at the top level. */
export const armState: MessageType = {
  name: 'franka_msgs/FrankaState',
  optionsSchema: noOptions,
  bind: (plan) => new FrankaDecoder(plan, readingOf),
};

function readingOf(message: RosMessage): FrankaReading {
  return {
    position: arrayOf(message.q),
    velocity: arrayOf(message.dq),
    torque: arrayOf(message.tau_J),
    collisions: [...Array.from(arrayOf(message.joint_collision)), ...Array.from(arrayOf(message.cartesian_collision))],
  };
}
