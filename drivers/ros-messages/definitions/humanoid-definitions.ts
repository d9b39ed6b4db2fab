import type { VendorDefinition } from './published-definitions.ts';

const unitreeSource = 'unitreerobotics/unitree_ros2 cyclonedds_ws/src/unitree';
const tienKungSource = 'x-humanoid-robomind/TienKung_ROS src/bodyctrl_msgs/msg';
const ros2 = ['ros2'] as const;
const ros1 = ['ros1'] as const;
const header = 'std_msgs/Header header';

/** Fields of one type after each other. */
const list = (type: string, names: string): string[] => names.split(' ').map((name) => `${type} ${name}`);
const imuFields = ['float32[4] quaternion', 'float32[3] gyroscope', 'float32[3] accelerometer', 'float32[3] rpy'];
const sides = ['waist', 'arm_a', 'arm_b', 'leg_a', 'leg_b'];
const rails = ['arm_a', 'arm_b', 'leg_a', 'leg_b', 'waist', 'head'];
const suffixes = ['', '_max', '_min'];
const boardFields = [
  ...suffixes.flatMap((suffix) => sides.map((side) => `float32 ${side}_temp${suffix}`)),
  ...suffixes.flatMap((suffix) => rails.map((rail) => `float32 ${rail}_curr${suffix}`)),
];

const fieldsOf: Readonly<Record<string, readonly string[]>> = {
  'unitree_hg/IMUState': [...imuFields, 'int16 temperature'],
  'unitree_hg/MotorState': [
    'uint8 mode',
    ...list('float32', 'q dq ddq tau_est'),
    'int16[2] temperature',
    'float32 vol',
    'uint32[2] sensor',
    'uint32 motorstate',
    'uint32[4] reserve',
  ],
  'unitree_hg/LowState': [
    'uint32[2] version',
    ...list('uint8', 'mode_pr mode_machine'),
    'uint32 tick',
    'unitree_hg/IMUState imu_state',
    'unitree_hg/MotorState[35] motor_state',
    'uint8[40] wireless_remote',
    'uint32[4] reserve',
    'uint32 crc',
  ],
  'unitree_hg/BmsState': [
    ...list('uint8', 'version_high version_low fn'),
    'uint16[40] cell_vol',
    'uint32[3] bmsvoltage',
    'int32 current',
    ...list('uint8', 'soc soh'),
    'int16[12] temperature',
    ...list('uint16', 'cycle manufacturer_date'),
    'uint32[5] bmsstate',
    'uint32[3] reserve',
  ],
  'unitree_hg/MainBoardState': ['uint16[6] fan_state', 'int16[6] temperature', 'float32[6] value', 'uint32[6] state'],
  'unitree_go/IMUState': [...imuFields, 'int8 temperature'],
  'unitree_go/MotorState': [
    'uint8 mode',
    ...list('float32', 'q dq ddq tau_est q_raw dq_raw ddq_raw'),
    'int8 temperature',
    'uint32 lost',
    'uint32[2] reserve',
  ],
  'unitree_go/BmsState': [
    ...list('uint8', 'version_high version_low status soc'),
    'int32 current',
    'uint16 cycle',
    ...list('int8[2]', 'bq_ntc mcu_ntc'),
    'uint16[15] cell_vol',
  ],
  'unitree_go/LowState': [
    'uint8[2] head',
    ...list('uint8', 'level_flag frame_reserve'),
    ...list('uint32[2]', 'sn version'),
    'uint16 bandwidth',
    'unitree_go/IMUState imu_state',
    'unitree_go/MotorState[20] motor_state',
    'unitree_go/BmsState bms_state',
    ...list('int16[4]', 'foot_force foot_force_est'),
    'uint32 tick',
    'uint8[40] wireless_remote',
    'uint8 bit_flag',
    'float32 adc_reel',
    ...list('int8', 'temperature_ntc1 temperature_ntc2'),
    ...list('float32', 'power_v power_a'),
    'uint16[4] fan_frequency',
    ...list('uint32', 'reserve crc'),
  ],
  'bodyctrl_msgs/Euler': list('float64', 'roll pitch yaw'),
  'bodyctrl_msgs/MotorStatus': ['uint16 name', ...list('float32', 'pos speed current temperature')],
  'bodyctrl_msgs/MotorStatusMsg': [header, 'bodyctrl_msgs/MotorStatus[] status'],
  'bodyctrl_msgs/Imu': [
    header,
    'geometry_msgs/Quaternion orientation',
    ...list('geometry_msgs/Vector3', 'angular_velocity linear_acceleration'),
    'bodyctrl_msgs/Euler euler',
    ...list('float64[3]', 'angular_velocity_covariance orientation_covariance linear_acceleration_covariance'),
  ],
  'bodyctrl_msgs/PowerStatus': [
    header,
    ...boardFields,
    ...list('string', 'software_version hardware_version'),
    ...list('float32', 'battery_voltage battery_current battery_power'),
  ],
  'bodyctrl_msgs/PowerBoardKeyStatus': [header, 'uint32 work_time', ...list('std_msgs/Bool', 'is_estop is_remote_estop is_power_on')],
};

/** Layouts of humanoid messages. The `bodyctrl_msgs` are those of ROS 1: the ROS 2 ones have more fields, whose types are not public. */
export const humanoidDefinitions: readonly VendorDefinition[] = Object.entries(fieldsOf).map(([type, fields]) => {
  const isTienKung = type.startsWith('bodyctrl_msgs/');
  return {
    type,
    generations: isTienKung ? ros1 : ros2,
    fields: fields.join('\n'),
    source: isTienKung ? tienKungSource : unitreeSource,
  };
});
