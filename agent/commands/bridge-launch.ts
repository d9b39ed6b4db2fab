import type { Profile } from '../contract/profile.ts';

export type RosGeneration = 'ros1' | 'ros2';

/** An empty list switches rosbridge's check off (call_service.py), so a name that nothing has closes it. */
const closedGlob = "['/robot_risk/closed']";

/**
 * A launch file (XML) for a rosbridge that serves one robot's agent and nothing else: loopback, the profile's topics of this generation,
 * no services, no parameters. ROS 1 does not honour `address`, hence the firewall snippet beside it.
 */
export function bridgeLaunch({ name, ros }: Profile, { generation, port }: { generation: RosGeneration; port: number }): string {
  const topics = (ros?.topics ?? []).filter((topic) => topic.generation === undefined || topic.generation === generation);
  const glob = topics.length === 0 ? closedGlob : `[${topics.map(({ topic }) => `'${topic}'`).join(', ')}]`;
  const program = generation === 'ros2' ? 'exec="rosbridge_websocket"' : 'type="rosbridge_websocket"';
  return [
    `<!-- rosbridge for the agent on a ${name}: made by robot-risk profile bridge. Every topic listed can be read, and published to, by whoever reaches the port. -->`,
    '<launch>',
    `  <node name="rosbridge_websocket" pkg="rosbridge_server" ${program} output="screen">`,
    ...Object.entries({
      port,
      address: '127.0.0.1',
      topics_glob: glob,
      services_glob: closedGlob,
      params_glob: closedGlob,
      max_message_size: 10_000_000,
    }).map(([key, value]) => `    <param name="${key}" value="${value}"/>`),
    '  </node>',
    '</launch>',
  ].join('\n');
}
