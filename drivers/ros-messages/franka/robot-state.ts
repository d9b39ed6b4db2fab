import type { MessageType, RosMessage } from '../decoding/message-type.ts';
import { noOptions } from '../decoding/no-options.ts';
import { arrayOf, messageOf } from '../decoding/read-field.ts';
import { FrankaDecoder, type FrankaReading } from './franka-decoder.ts';

/** `franka_msgs/FrankaRobotState` of ROS 2: the measured joint state is a nested message, torque is measured. */
export const robotState: MessageType = {
  name: 'franka_msgs/FrankaRobotState',
  optionsSchema: noOptions,
  bind: (plan) => new FrankaDecoder(plan, readingOf),
};

function readingOf(message: RosMessage): FrankaReading {
  const joints = messageOf(message.measured_joint_state);
  const indicators = messageOf(message.collision_indicators);
  const axes = [indicators.is_cartesian_linear_collision, indicators.is_cartesian_angular_collision].map(messageOf);
  return {
    position: arrayOf(joints.position),
    velocity: arrayOf(joints.velocity),
    torque: arrayOf(joints.effort),
    collisions: [...Array.from(arrayOf(indicators.is_joint_collision)), ...axes.flatMap(({ x, y, z }) => [x, y, z])],
  };
}
