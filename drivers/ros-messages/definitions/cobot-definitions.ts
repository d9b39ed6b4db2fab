import type { VendorDefinition } from './published-definitions.ts';

const both = ['ros1', 'ros2'] as const;
const header = 'std_msgs/Header header';
const triState = ['e_stopped', 'drives_powered', 'motion_possible', 'in_motion', 'in_error'].map(
  (name) => `industrial_msgs/TriState ${name}`,
);

/**
 * Layouts of cobot messages. `JointTrajectoryControllerState` is not among them: its fields differ between releases, so it is read
 * only by the definition that a recording carries.
 */
export const cobotDefinitions: readonly VendorDefinition[] = [
  {
    type: 'ur_dashboard_msgs/RobotMode',
    generations: both,
    fields: 'int8 mode',
    source: 'UniversalRobots/Universal_Robots_ROS2_Driver ur_dashboard_msgs/msg',
  },
  {
    type: 'ur_dashboard_msgs/SafetyMode',
    generations: both,
    fields: 'uint8 mode',
    source: 'UniversalRobots/Universal_Robots_ROS2_Driver ur_dashboard_msgs/msg',
  },
  {
    type: 'xarm_msgs/RobotMsg',
    generations: ['ros2'],
    fields: [
      header,
      ...['state', 'mode', 'cmdnum', 'mt_brake', 'mt_able', 'err', 'warn'].map((name) => `int16 ${name}`),
      'float32[] angle',
      'float32[6] pose',
      'float32[6] offset',
    ].join('\n'),
    source: 'xArm-Developer/xarm_ros2 xarm_msgs/msg/RobotMsg.msg',
  },
  { type: 'industrial_msgs/TriState', generations: both, fields: 'int8 val', source: 'ros-industrial/industrial_core' },
  { type: 'industrial_msgs/RobotMode', generations: both, fields: 'int8 val', source: 'ros-industrial/industrial_core' },
  {
    type: 'industrial_msgs/RobotStatus',
    generations: both,
    fields: [header, 'industrial_msgs/RobotMode mode', ...triState, 'int32 error_code'].join('\n'),
    source: 'ros-industrial/industrial_core, released layout; its development branch has a list of codes',
  },
  {
    type: 'control_msgs/InterfaceValue',
    generations: ['ros2'],
    fields: 'string[] interface_names\nfloat64[] values',
    source: 'ros-controls/control_msgs control_msgs/msg/InterfaceValue.msg',
  },
  {
    type: 'control_msgs/DynamicJointState',
    generations: ['ros2'],
    fields: [header, 'string[] joint_names', 'control_msgs/InterfaceValue[] interface_values'].join('\n'),
    source: 'ros-controls/control_msgs control_msgs/msg/DynamicJointState.msg',
  },
];
