import { ConfigError, TransientError } from '../../../agent/contract/errors.ts';
import type { Finding, Probe, ProbeReport, ProbeRequest } from '../../../agent/contract/probe.ts';
import type { RosTopic } from '../../../agent/contract/profile.ts';
import { messageType, messageTypeNames } from '../../ros-messages/message-types.ts';
import type { BridgeClient } from '../connection/bridge-client.ts';
import { unreachableRemedy } from '../connection/remedies.ts';
import { connectBridge } from '../connection/roslib-client.ts';
import { HeardTopic } from './heard-topic.ts';
import { checkOffHost, outsideAddresses } from './off-host.ts';
import { checkPublishable, checkServices, type ListedTopic, listTopics } from './publishable.ts';
import { suggestProfile } from './suggest-profile.ts';
import { topicFindings } from './topic-findings.ts';

const connectMs = 3000;
const askMs = 1000;
const payloadBytesMax = 10_000_000;
const topicsListenedMax = 64;

/**
 * ```
 *  address ─▶ connect ─▶ who else reaches it? ─▶ rosapi, glob ─▶ subscribe the profile's topics, listen ─▶ findings, snippet, skeleton
 * ```
 * Subscribes and asks; it never publishes.
 */
export const bridgeProbe: Probe = {
  summary: 'a rosbridge server: reachable from elsewhere, topics found, missed and silent, rates, clock and units',
  addressExample: 'ws://127.0.0.1:9090 --profile unitree-g1-29dof',
  run: probeBridge,
};

async function probeBridge(request: ProbeRequest, signal: AbortSignal): Promise<ProbeReport> {
  const url = bridgeUrl(request);
  const { clock } = request.context;
  const offHost = await checkOffHost(url, { clock, signal, addresses: outsideAddresses() });
  try {
    const address = { url: url.href, connectMs, payloadBytesMax, pingMs: request.listenMs + connectMs, headers: {}, tls: {} };
    const client = await connectBridge(address, clock, signal);
    try {
      return await inspect(request, { client, url, offHost }, signal);
    } finally {
      client.close();
    }
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    const unreachable: Finding = { level: 'fail', check: 'bridge-reachable', text: error.message, remedy: unreachableRemedy };
    return { findings: [unreachable], snippet: '', profileSkeleton: '' };
  }
}

function bridgeUrl({ address, options }: ProbeRequest): URL {
  const text = address ?? options.url;
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^wss?:$/.test(url.protocol)) return url;
  throw new ConfigError('rosbridge/address-refused', [
    { place: 'address', value: `${JSON.stringify(text ?? null)}`, remedy: 'write ws://HOST:PORT or wss://HOST:PORT' },
  ]);
}

interface Connected {
  readonly client: BridgeClient;
  readonly url: URL;
  readonly offHost: Finding;
}

async function inspect(request: ProbeRequest, { client, url, offHost }: Connected, signal: AbortSignal): Promise<ProbeReport> {
  const { profile } = request.context;
  const connected: Finding = { level: 'ok', check: 'bridge-reachable', text: `${url.host} answers`, remedy: '' };
  const listed = await listTopics(client);
  const isRos2 = await speaksRos2(client, listed);
  const heard = await listen(request, { client, isRos2, listed }, signal);
  const publishable = await checkPublishable(client, { commands: profile.ros?.commandTopics ?? [], listed });
  const wanted = heard.filter(({ topic }) => profile.ros?.topics.some((one) => one.topic === topic.topic));
  return {
    findings: [connected, offHost, checkServices(listed), publishable, ...topicFindings(wanted, listed), ...unread(listed, heard)],
    snippet: heard.some(({ messageCount }) => messageCount > 0) ? snippetOf(url) : '',
    profileSkeleton: suggestProfile(heard),
  };
}

/** A ROS 2 bridge takes both forms of a type's name, a ROS 1 bridge only the short one: without a word from it the short one is asked for. */
async function speaksRos2(client: BridgeClient, listed: readonly ListedTopic[] | undefined): Promise<boolean> {
  if (listed === undefined) return false;
  try {
    const { version } = await client.ask('/rosapi/get_ros_version', {}, askMs);
    return Number(version) === 2;
  } catch {
    return false;
  }
}

async function listen(
  request: ProbeRequest,
  bridge: { client: BridgeClient; isRos2: boolean; listed: readonly ListedTopic[] | undefined },
  signal: AbortSignal,
): Promise<HeardTopic[]> {
  const { profile, sourceId, clock } = request.context;
  const heard = topicsToHear(request, bridge.listed).map((topic) => {
    const plan = { sourceId, profile, topic, periodMs: 1000 / topic.rateHz };
    return new HeardTopic(topic, messageType(topic.type)?.bind(plan), profile);
  });
  for (const one of heard) {
    const type = bridge.isRos2 ? one.topic.type.replace('/', '/msg/') : one.topic.type;
    const subscription = { topic: one.topic.topic, type, throttleMs: 0, queueCount: 0, compression: 'none' } as const;
    bridge.client.subscribe(subscription, (message) => one.take(message, clock));
  }
  request.tell(`listening to ${heard.length} topics for ${request.listenMs / 1000} s`);
  await clock.sleep(request.listenMs, AbortSignal.any([signal, bridge.client.ended]));
  signal.throwIfAborted();
  return heard;
}

/** The profile's topics, and whatever else the bridge lists that can be read. */
function topicsToHear({ context: { profile } }: ProbeRequest, listed: readonly ListedTopic[] | undefined): RosTopic[] {
  const wanted = profile.ros?.topics ?? [];
  const others = (listed ?? [])
    .filter(({ topic, type }) => messageType(type) !== undefined && !wanted.some((one) => one.topic === topic))
    .map(({ topic, type }) => ({ topic, type, rateHz: 1, onChange: false, optional: true, unverified: false, decode: {} }));
  return [...wanted, ...others].slice(0, topicsListenedMax);
}

function unread(listed: readonly ListedTopic[] | undefined, heard: readonly HeardTopic[]): Finding[] {
  const others = (listed ?? []).filter(({ topic }) => !heard.some((one) => one.topic.topic === topic));
  if (others.length === 0) return [];
  const text = `${others.length} topics are not read, for example ${others
    .slice(0, 5)
    .map(({ topic, type }) => `${topic} (${type})`)
    .join(', ')}`;
  return [
    {
      level: 'ok',
      check: 'topics-not-read',
      text,
      remedy: `types that can be read: ${messageTypeNames().length}, see drivers/ros-messages/README.md`,
    },
  ];
}

function snippetOf(url: URL): string {
  return ['- id: ros', '  driver: rosbridge', '  options:', `    url: ${url.protocol}//${url.host}`, ''].join('\n');
}
