/** What the soak of issue 4 sends: 29 joints and an IMU at 500 Hz, a battery at 1 Hz. */
export const jointNames = Array.from({ length: 29 }, (_, index) => `joint_${index}`);
export const fastHz = 500;

type Fields = Readonly<Record<string, unknown>>;

export const streamTopics = [
  { name: '/joint_states', type: 'sensor_msgs/JointState' },
  { name: '/imu/data', type: 'sensor_msgs/Imu' },
  { name: '/battery_state', type: 'sensor_msgs/BatteryState' },
] as const;

/** Positions, velocities and efforts with the digits a real robot sends. */
export function jointsAt(index: number): Fields {
  const at = (scale: number): number[] => jointNames.map((_, joint) => Math.sin(index / 250 + joint) * scale);
  return { name: jointNames, position: at(1.1), velocity: at(0.7), effort: at(17.3) };
}

const notGiven = [-1, 0, 0, 0, 0, 0, 0, 0, 0];

export function imuAt(index: number): Fields {
  const sway = Math.sin(index / 400) * 0.02;
  return {
    orientation: { x: sway, y: 0, z: 0, w: Math.sqrt(1 - sway * sway) },
    orientation_covariance: [0, 0, 0, 0, 0, 0, 0, 0, 0],
    angular_velocity: { x: sway, y: -sway, z: 0.001 },
    angular_velocity_covariance: notGiven.map(() => 0),
    linear_acceleration: { x: sway, y: 0.1, z: 9.81 },
    linear_acceleration_covariance: notGiven.map(() => 0),
  };
}

export function batteryAt(index: number): Fields {
  return {
    voltage: 47.5 - index * 1e-4,
    temperature: 31,
    current: -2.5,
    charge: 8,
    capacity: 9,
    design_capacity: 9,
    percentage: 0.83,
    power_supply_status: 2,
    power_supply_health: 1,
    power_supply_technology: 2,
    present: true,
    cell_voltage: [3.65, 3.66, 3.65],
    cell_temperature: [31, 30],
    location: '',
    serial_number: 'bench',
  };
}
