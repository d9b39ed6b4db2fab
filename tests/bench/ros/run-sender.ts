import { createSystemClock } from '../../../agent/platform/system-clock.ts';
import { RosbridgeServer } from '../../support/rosbridge-server.ts';
import { Watched } from '../../support/watched.ts';
import { batteryAt, fastHz, imuAt, jointsAt, streamTopics } from './ros-stream.ts';

/*
 * Two bridges in a process of their own, standing in for the real one, one per client so that each is counted alone:
 *   every millisecond or so what is due of: JointState, Imu at 500 Hz, BatteryState at 1 Hz ─▶ clients
 * It says its addresses first; SIGTERM ends the publishing and says what was sent. It stays until it is killed.
 */
const clock = createSystemClock();
const ended = new AbortController();
const choice = { generation: 'ros2', topics: streamTopics } as const;
const bridges = { floor: new RosbridgeServer(new Watched(), choice), driver: new RosbridgeServer(new Watched(), choice) };
process.once('SIGTERM', () => ended.abort());
process.stdout.write(`${JSON.stringify({ floor: await bridges.floor.start(), driver: await bridges.driver.start() })}\n`);

function publish(index: number): void {
  const isFullSecond = index % fastHz === 0;
  const joints = jointsAt(index);
  const imu = imuAt(index);
  for (const bridge of Object.values(bridges)) {
    bridge.robotMs = Date.now();
    bridge.publish('/joint_states', joints);
    bridge.publish('/imu/data', imu);
    if (isFullSecond) bridge.publish('/battery_state', batteryAt(index));
  }
}

const beginMs = performance.now();
let roundCount = 0;
while (!ended.signal.aborted) {
  const dueCount = Math.floor(((performance.now() - beginMs) * fastHz) / 1000);
  for (; roundCount < dueCount; roundCount++) publish(roundCount);
  await clock.sleep(1, ended.signal);
}
process.stdout.write(`${JSON.stringify({ sent: { floor: bridges.floor.sentCount, driver: bridges.driver.sentCount } })}\n`);
