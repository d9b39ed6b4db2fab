import type { RosMessage } from '../../drivers/ros-messages/decoding/message-type.ts';
import type { BridgeClient, Subscription } from '../../drivers/rosbridge/connection/bridge-client.ts';
import { connectBridge } from '../../drivers/rosbridge/connection/roslib-client.ts';
import type { BridgeAddress } from '../../drivers/rosbridge/protocols/bridge-address.ts';
import { RosbridgeServer } from './rosbridge-server.ts';
import type { Generation } from './rosbridge-wire.ts';
import { VirtualClock } from './virtual-clock.ts';
import { Watched } from './watched.ts';

export const connectionTopics = [
  { name: '/joint_states', type: 'sensor_msgs/msg/JointState' },
  { name: '/battery', type: 'sensor_msgs/msg/BatteryState', latched: true },
] as const;

const opened: { readonly client?: BridgeClient; readonly server: RosbridgeServer }[] = [];

/** Ends everything that was begun here; for `afterEach`. */
export async function endConnections(): Promise<void> {
  for (const { client, server } of opened.splice(0)) {
    client?.close();
    await server.kill();
  }
}

/** A server that ends with the test. */
export async function startedBridge(generation: Generation = 'ros2'): Promise<{ server: RosbridgeServer; watched: Watched; url: string }> {
  const watched = new Watched();
  const server = new RosbridgeServer(watched, { generation, topics: connectionTopics });
  opened.push({ server });
  return { server, watched, url: await server.start() };
}

export function addressOf(url: string, change: Partial<BridgeAddress> = {}): BridgeAddress {
  return { url, connectMs: 2000, payloadBytesMax: 65_536, pingMs: 5000, headers: {}, tls: {}, ...change };
}

/** A subscription as a source would make it, every message as JSON unless changed. */
export function asked(topic: string, change: Partial<Subscription> = {}): Subscription {
  const type = connectionTopics.find(({ name }) => name === topic)?.type ?? '';
  return { topic, type, throttleMs: 0, queueCount: 0, compression: 'none', ...change };
}

/** A client on a server, on a clock that stands; both end with the test. */
export async function connected(generation: Generation = 'ros2', change: Partial<BridgeAddress> = {}) {
  const { server, watched, url } = await startedBridge(generation);
  const clock = new VirtualClock();
  const client = await connectBridge(addressOf(url, change), clock, new AbortController().signal);
  opened.push({ server, client });
  client.ended.addEventListener('abort', watched.note);
  const taken: RosMessage[] = [];
  const take = (message: RosMessage): void => {
    taken.push(message);
    watched.note();
  };
  const subscribed = (count = 1) => watched.until('the subscription', () => server.subscriptions.length === count);
  return { watched, server, clock, client, taken, take, subscribed };
}

/** Answers come in order: once this one is here, so is everything that was sent before it. */
export async function answeredOnce(client: BridgeClient): Promise<void> {
  await client.ask('/rosapi/get_time', {}, 1000);
}
