import type { Finding } from '../../../agent/contract/probe.ts';
import { arrayOf } from '../../ros-messages/decoding/read-field.ts';
import type { BridgeClient } from '../connection/bridge-client.ts';

/** A topic the bridge lists, with its type. */
export interface ListedTopic {
  readonly topic: string;
  /** `package/Type`, whichever generation. */
  readonly type: string;
}

const askMs = 2000;
const globParameters = ['/rosbridge_websocket/topics_glob', '/rosbridge_websocket:topics_glob', 'rosbridge_websocket:topics_glob'];
const namedCountMax = 12;

/** What rosapi lists; undefined when it refuses or does not answer, as a locked-down bridge should. */
export async function listTopics(client: BridgeClient): Promise<ListedTopic[] | undefined> {
  try {
    const { topics, types } = await client.ask('/rosapi/topics', {}, askMs);
    const typeNames = arrayOf(types);
    return Array.from(arrayOf(topics), (topic, index) => ({ topic: String(topic), type: shortType(String(typeNames[index] ?? '')) }));
  } catch {
    return undefined;
  }
}

/** `package/Type` of a type name of either generation. */
export function shortType(type: string): string {
  return type.replace('/msg/', '/');
}

export function checkServices(listed: readonly ListedTopic[] | undefined): Finding {
  const check = 'bridge-services-open';
  if (listed === undefined) return { level: 'ok', check, text: 'rosapi does not answer: services are closed', remedy: '' };
  return {
    level: 'fail',
    check,
    text: `rosapi answers (${listed.length} topics listed): services, and with them parameters, can be called through the bridge`,
    remedy: 'set services_glob and params_glob to [] as in packaging/rosbridge/',
  };
}

/**
 * rosbridge has no read-only mode: whatever its topics_glob lets through can also be published to. Fails when a topic that moves the
 * robot is among them; names those that still are.
 */
export async function checkPublishable(
  client: BridgeClient,
  topics: { commands: readonly string[]; listed: readonly ListedTopic[] | undefined },
): Promise<Finding> {
  const check = 'topics-publishable';
  const patterns = await readGlob(client);
  if (patterns === undefined) {
    return {
      level: topics.listed === undefined ? 'skipped' : 'warning',
      check,
      text: 'topics_glob cannot be read from here; every topic it lets through can be published to',
      remedy: `see that the launch file has only the profile's topics in it, and none of ${topics.commands.join(', ') || 'the robot’s command topics'}`,
    };
  }
  const known = [...new Set([...topics.commands, ...(topics.listed ?? []).map(({ topic }) => topic)])];
  const open = known.filter((topic) => patterns.length === 0 || patterns.some((pattern) => matchesGlob(topic, pattern)));
  const moving = open.filter((topic) => topics.commands.includes(topic));
  const remedy = 'list only the topics of the profile in topics_glob, as in packaging/rosbridge/';
  if (patterns.length === 0)
    return { level: 'fail', check, text: `no topics_glob: every topic can be published to, for example ${named(open)}`, remedy };
  if (moving.length > 0) return { level: 'fail', check, text: `topics that move the robot can be published to: ${named(moving)}`, remedy };
  return {
    level: 'warning',
    check,
    text: `still publishable, because they can be read: ${named(open) || 'none of those listed'}`,
    remedy: '',
  };
}

function named(topics: readonly string[]): string {
  return topics.length > namedCountMax
    ? `${topics.slice(0, namedCountMax).join(', ')} and ${topics.length - namedCountMax} more`
    : topics.join(', ');
}

/** The patterns of topics_glob; empty when it is not set; undefined when it cannot be read. */
async function readGlob(client: BridgeClient): Promise<string[] | undefined> {
  for (const name of globParameters) {
    try {
      const { value } = await client.ask('/rosapi/get_param', { name, default: '' }, askMs);
      if (typeof value === 'string' && value !== '' && value !== 'null') return patternsOf(value);
      if (typeof value === 'string') return [];
    } catch {
      return undefined;
    }
  }
  return undefined;
}

/** `"['/a', '/b/*']"` as rosbridge writes its parameter; `'*'` alone stands for no limit. */
export function patternsOf(text: string): string[] {
  const patterns = text
    .split(/[\s,'"[\]]+/)
    .filter((pattern) => pattern !== '')
    .map((pattern) => (pattern.startsWith('/') || pattern.startsWith('*') ? pattern : `/${pattern}`));
  return patterns.includes('*') || patterns.includes('/*') ? [] : patterns;
}

/** Shell-like: `*` stands for any characters. */
export function matchesGlob(topic: string, pattern: string): boolean {
  const parts = pattern.split('*');
  if (parts.length === 1) return topic === pattern;
  const [first = '', ...rest] = parts;
  const last = rest.pop() ?? '';
  if (!topic.startsWith(first) || topic.length < first.length + last.length || !topic.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = topic.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= topic.length - last.length;
}
