import { errorNames } from '../../drivers/ros-messages/franka/error-codes.ts';

export const frankaJoints = ['fr3_joint1', 'fr3_joint2', 'fr3_joint3', 'fr3_joint4', 'fr3_joint5', 'fr3_joint6', 'fr3_joint7'] as const;
export const frankaPositionsRad = [0.1, -0.6, 0, -2.2, 0.25, 1.75, 0.785];
const speedsRadPerS = [0.5, 0, 0, -0.25, 0, 0, 0.125];
const torquesNm = [0.5, -24.5, 1.25, 22.75, 0.75, 2.5, -0.125];
const zeros = [0, 0, 0, 0, 0, 0, 0];

/** `franka_msgs/Errors` with these true. */
export function frankaErrors(...standing: readonly string[]): Record<string, boolean> {
  return Object.fromEntries(errorNames.map((name) => [name, standing.includes(name)]));
}

const common = {
  time: 1234.567,
  control_command_success_rate: 0.98,
  robot_mode: 2,
  current_errors: frankaErrors(),
  last_motion_errors: frankaErrors(),
};

/** The state of one moment as ROS 2 says it. */
export const ros2State = {
  ...common,
  header: { stamp: { sec: 1_767_225_600, nanosec: 500_000_000 }, frame_id: '' },
  collision_indicators: {
    is_cartesian_linear_collision: { x: 0, y: 0, z: 0 },
    is_cartesian_angular_collision: { x: 0, y: 0, z: 0 },
    is_cartesian_linear_contact: { x: 0, y: 0, z: 1 },
    is_cartesian_angular_contact: { x: 0, y: 0, z: 0 },
    is_joint_collision: zeros,
    is_joint_contact: [0, 1, 0, 0, 0, 0, 0],
  },
  measured_joint_state: { name: [...frankaJoints], position: frankaPositionsRad, velocity: speedsRadPerS, effort: torquesNm },
  desired_joint_state: { name: [...frankaJoints], position: zeros, velocity: zeros, effort: zeros },
};

/** The same state as ROS 1 says it. */
export const ros1State = {
  ...common,
  header: { seq: 17, stamp: { secs: 1_767_225_600, nsecs: 500_000_000 }, frame_id: '' },
  cartesian_collision: [0, 0, 0, 0, 0, 0],
  cartesian_contact: [0, 0, 1, 0, 0, 0],
  q: frankaPositionsRad,
  q_d: zeros,
  dq: speedsRadPerS,
  dq_d: zeros,
  tau_J: torquesNm,
  joint_collision: zeros,
  joint_contact: [0, 1, 0, 0, 0, 0, 0],
};
