import { Ajv } from 'ajv';
import type { Profile, RosTopic } from '../../agent/contract/profile.ts';
import type { Clock } from '../../agent/contract/time.ts';
import type { RosMessage } from '../../drivers/ros-messages/decoding/message-type.ts';
import { BridgeGeneration } from '../../drivers/rosbridge/formats/bridge-generation.ts';
import { chooseTopics } from '../../drivers/rosbridge/formats/choose-topics.ts';
import { optionsSchema, type RosbridgeOptions } from '../../drivers/rosbridge/options-schema.ts';
import { type ConnectBridge, RosbridgeSource } from '../../drivers/rosbridge/rosbridge-source.ts';
import { openTopic } from '../../drivers/rosbridge/telemetry/open-topic.ts';
import { twoJointProfile } from './telemetry.ts';

/** A topic as the profile's schema fills it in. */
export function rosTopic(topic: string, written: Partial<RosTopic> = {}): RosTopic {
  return { topic, type: 'sensor_msgs/JointState', rateHz: 10, onChange: false, optional: false, unverified: false, decode: {}, ...written };
}

export function profileWith(...topics: RosTopic[]): Profile {
  return { ...twoJointProfile, ros: { generations: ['ros1', 'ros2'], topics } };
}

/** Options as the schema fills them in; throws where the schema refuses them. */
export function rosbridgeOptions(written: object = {}): RosbridgeOptions {
  const options = structuredClone({ url: 'ws://127.0.0.1:9090', ...written });
  const validate = new Ajv({ useDefaults: true, allowUnionTypes: true }).compile(optionsSchema);
  if (!validate(options)) throw new Error(JSON.stringify(validate.errors));
  return options as RosbridgeOptions;
}

export interface SourceChoice {
  readonly connect: ConnectBridge;
  readonly clock: Clock;
  readonly profile?: Profile;
  readonly options?: object;
}

/** The source as the driver builds it, over a connection of the test's choosing. */
export function rosbridgeSource({
  connect,
  clock,
  profile = profileWith(rosTopic('/joint_states')),
  options = {},
}: SourceChoice): RosbridgeSource {
  const checked = rosbridgeOptions(options);
  const readers = chooseTopics(profile, checked).chosen.flatMap(
    (chosen) => openTopic(chosen, checked, { sourceId: 'arm', profile, clock }).reader,
  );
  const { url, connectMs, payloadBytesMax, pingMs, silenceMs, generation } = checked;
  return new RosbridgeSource({
    connect,
    address: { url, connectMs, payloadBytesMax, pingMs, headers: {}, tls: {} },
    readers,
    generation: new BridgeGeneration(generation),
    silenceMs,
    observable: [],
    identity: { protocol: 'rosbridge', endpoint: url },
    clock,
  });
}

/** A joint state of the two joints; without a stamp unless one is given (ms of the robot's clock). */
export function jointStates(velocityRadPerS: number, stampMs = 0): RosMessage {
  const second = Math.floor(stampMs / 1000);
  const stamp = { sec: second, nanosec: Math.round((stampMs - second * 1000) * 1e6) };
  return { header: { stamp, frame_id: '' }, name: ['j0', 'j1'], position: [0, 0.5], velocity: [velocityRadPerS, 0], effort: [] };
}
