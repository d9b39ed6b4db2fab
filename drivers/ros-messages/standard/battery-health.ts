import { type CodeTable, meaning } from '../decoding/code-table.ts';

/** `power_supply_health` of `sensor_msgs/BatteryState`; 0 is unknown and 1 is good, so neither is listed. */
export const batteryHealth: CodeTable = {
  codeSpace: 'ros.battery.health',
  version: 1,
  source: 'ros2/common_interfaces sensor_msgs/msg/BatteryState.msg',
  form: 'values',
  component: 'battery',
  codes: {
    2: meaning('overheat', 'overTemperature', 'error'),
    3: meaning('dead', 'battery', 'fatal'),
    4: meaning('overvoltage', 'overvoltage', 'error'),
    5: meaning('unspecified failure', 'battery', 'error'),
    6: meaning('cold', 'underTemperature', 'warning'),
    7: meaning('watchdog timer expired', 'battery', 'warning'),
    8: meaning('safety timer expired', 'battery', 'warning'),
  },
};
