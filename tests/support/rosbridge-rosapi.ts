import type { Fields, Generation } from './rosbridge-wire.ts';
import { stampOf, twoPartType } from './rosbridge-wire.ts';

/** A topic a robot publishes; its type may be written in two or three parts. */
export interface BridgeTopic {
  readonly name: string;
  readonly type: string;
  /** Latched or transient-local: the last message is delivered on subscription. */
  readonly latched?: boolean;
}

/** What becomes of a service call: answered as rosapi does, refused with an error text, or never answered. */
export type ServiceFate = 'answered' | 'refused' | 'ignored';

/** What the answers of rosapi are made of. */
export interface RosapiFacts {
  readonly generation: Generation;
  readonly topics: readonly BridgeTopic[];
  readonly parameters: ReadonlyMap<string, unknown>;
  readonly wallMs: number;
}

/** The values rosapi gives, or the text of its refusal. */
export function answerRosapi(service: string, args: Fields, facts: RosapiFacts): Fields | string {
  const { generation, topics } = facts;
  const liveType = (type: string) => (generation === 'ros1' ? twoPartType(type) : type);
  switch (service.replace(/^\//, '')) {
    case 'rosapi/topics':
      return { topics: topics.map(({ name }) => name), types: topics.map(({ type }) => liveType(type)) };
    case 'rosapi/topic_type':
      return { type: liveType(topics.find(({ name }) => name === args.topic)?.type ?? '') };
    case 'rosapi/topics_for_type':
      return { topics: topics.filter(({ type }) => liveType(type) === args.type).map(({ name }) => name) };
    case 'rosapi/get_time':
      return { time: stampOf(generation, facts.wallMs) };
    case 'rosapi/get_param':
      return { value: JSON.stringify(facts.parameters.get(String(args.name)) ?? args.default ?? null) };
    case 'rosapi/get_ros_version':
      // A ROS 1 bridge has no such service and says so at once.
      return generation === 'ros1' ? `Service ${service} does not exist` : { version: 2, distro: 'humble' };
    default:
      return `Service ${service} does not exist`;
  }
}
