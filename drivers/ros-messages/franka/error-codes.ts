import { type CodeMeaning, type CodeTable, meaning } from '../decoding/code-table.ts';

const collision = (text: string) => meaning(text, 'collision', 'error');
const positionLimit = (text: string) => meaning(text, 'positionLimit', 'error');
const speedLimit = (text: string) => meaning(text, 'speedLimit', 'error');
/** What a controller or planner asked for was refused: said of the command, not of the arm. */
const command = (text: string) => meaning(text, 'other', 'warning');

/** The booleans of `franka_msgs/Errors`, in its order. Severities: facts/interfaces §2.2, the maker rates none. */
const errors: Readonly<Record<string, CodeMeaning>> = {
  joint_position_limits_violation: positionLimit('joint position limit'),
  cartesian_position_limits_violation: positionLimit('Cartesian position limit'),
  self_collision_avoidance_violation: meaning('self-collision avoidance', 'protectiveStop', 'error'),
  joint_velocity_violation: speedLimit('joint speed limit'),
  cartesian_velocity_violation: speedLimit('Cartesian speed limit'),
  force_control_safety_violation: meaning('force control limit', 'torqueLimit', 'error'),
  joint_reflex: collision('joint reflex'),
  cartesian_reflex: collision('Cartesian reflex'),
  max_goal_pose_deviation_violation: meaning('deviation from the goal pose', 'followingError', 'error'),
  max_path_pose_deviation_violation: meaning('deviation from the path', 'followingError', 'error'),
  cartesian_velocity_profile_safety_violation: speedLimit('Cartesian speed profile'),
  joint_position_motion_generator_start_pose_invalid: command('joint motion: start pose invalid'),
  joint_motion_generator_position_limits_violation: command('joint motion: position limits'),
  joint_motion_generator_velocity_limits_violation: command('joint motion: speed limits'),
  joint_motion_generator_velocity_discontinuity: command('joint motion: speed discontinuity'),
  joint_motion_generator_acceleration_discontinuity: command('joint motion: acceleration discontinuity'),
  cartesian_position_motion_generator_start_pose_invalid: command('Cartesian motion: start pose invalid'),
  cartesian_motion_generator_elbow_limit_violation: command('Cartesian motion: elbow limit'),
  cartesian_motion_generator_velocity_limits_violation: command('Cartesian motion: speed limits'),
  cartesian_motion_generator_velocity_discontinuity: command('Cartesian motion: speed discontinuity'),
  cartesian_motion_generator_acceleration_discontinuity: command('Cartesian motion: acceleration discontinuity'),
  cartesian_motion_generator_elbow_sign_inconsistent: command('Cartesian motion: elbow sign'),
  cartesian_motion_generator_start_elbow_invalid: command('Cartesian motion: start elbow invalid'),
  cartesian_motion_generator_joint_position_limits_violation: command('Cartesian motion: joint position limits'),
  cartesian_motion_generator_joint_velocity_limits_violation: command('Cartesian motion: joint speed limits'),
  cartesian_motion_generator_joint_velocity_discontinuity: command('Cartesian motion: joint speed discontinuity'),
  cartesian_motion_generator_joint_acceleration_discontinuity: command('Cartesian motion: joint acceleration discontinuity'),
  cartesian_position_motion_generator_invalid_frame: command('Cartesian motion: invalid frame'),
  force_controller_desired_force_tolerance_violation: command('force controller: desired force'),
  controller_torque_discontinuity: command('controller: torque discontinuity'),
  start_elbow_sign_inconsistent: command('start elbow sign'),
  communication_constraints_violation: meaning('communication constraints', 'communication', 'warning'),
  power_limit_violation: meaning('power limit', 'powerStage', 'error'),
  joint_p2p_insufficient_torque_for_planning: command('not enough torque for the planned motion'),
  tau_j_range_violation: meaning('measured torque beyond its range', 'torqueLimit', 'error'),
  instability_detected: meaning('instability detected', 'other', 'error'),
};

/** Names of the errors, in the order of `franka_msgs/Errors`; the keys of the table are their places. */
export const errorNames: readonly string[] = Object.keys(errors);

/** The raw code is an error's name; the number of a key is only its place in the message. */
export const errorCodes: CodeTable = {
  codeSpace: 'franka.errors',
  version: 1,
  source: 'franka_ros2 franka_msgs/msg/Errors.msg; categories and severities after facts/interfaces §2.2',
  form: 'values',
  component: 'controller',
  codes: Object.fromEntries(Object.values(errors).map((one, place) => [place + 1, one])),
};

const unlisted = meaning('not in the published table', 'unknown', 'warning');
const stopping: readonly string[] = ['collision', 'protectiveStop', 'positionLimit', 'speedLimit', 'torqueLimit'];

/** What an error's name means; a name that is not listed is an unknown warning. */
export function errorMeaning(name: string): CodeMeaning {
  return Object.hasOwn(errors, name) ? (errors[name] ?? unlisted) : unlisted;
}

/** Whether this error is a reflex, a collision or a limit: those stop the arm protectively. */
export function stopsProtectively({ category, severity }: CodeMeaning): boolean {
  return severity === 'error' && stopping.includes(category);
}
