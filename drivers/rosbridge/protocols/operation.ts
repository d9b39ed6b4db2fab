import type { RosMessage } from '../../ros-messages/decoding/message-type.ts';

/** What a bridge may say to a client that only listens and asks. */
export type Incoming =
  | { readonly op: 'publish'; readonly topic: string; readonly msg: RosMessage }
  | { readonly op: 'service_response'; readonly id: string; readonly values?: unknown; readonly result?: unknown }
  | { readonly op: 'status'; readonly level?: unknown; readonly msg?: unknown; readonly id?: unknown };

/** Names `roslib` listens to for itself: a topic or an answer of such a name would speak to the library. */
const reserved = new Set(['connection', 'close', 'error', 'status']);

/** The operation when it is one of those a listening client is sent, and complete; undefined otherwise. */
export function readIncoming(message: RosMessage): Incoming | undefined {
  const { op, topic, msg, id } = message;
  const isPublish = op === 'publish' && isName(topic) && isObject(msg);
  const isAnswer = op === 'service_response' && isName(id);
  return isPublish || isAnswer || op === 'status' ? (message as unknown as Incoming) : undefined;
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && !reserved.has(value);
}

/** A message is fields; an array or a typed array is none. */
export function isObject(value: unknown): value is RosMessage {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/** Questions that change nothing on the robot. rosapi's `set_param` and `delete_param` are not among them. */
const questions: readonly string[] = [
  'topics',
  'topic_type',
  'topics_for_type',
  'topics_and_raw_types',
  'publishers',
  'subscribers',
  'nodes',
  'node_details',
  'services',
  'service_type',
  'services_for_type',
  'message_details',
  'get_time',
  'get_ros_version',
  'get_param',
  'get_param_names',
  'has_param',
];

/** `/rosapi/topics`, `rosapi/get_time` and so on: services this agent may call. */
export function isQuestion(service: unknown): boolean {
  if (typeof service !== 'string') return false;
  const [, question] = /^\/?rosapi\/(\w+)$/.exec(service) ?? [];
  return question !== undefined && questions.includes(question);
}

/** Operations that may leave this agent: it subscribes, unsubscribes and asks. Nothing else passes the transport. */
export function mayLeave(message: RosMessage): boolean {
  return message.op === 'subscribe' || message.op === 'unsubscribe' || (message.op === 'call_service' && isQuestion(message.service));
}
