import type { Driver, DriverContext, Source } from '../../agent/contract/driver.ts';
import { ConfigError } from '../../agent/contract/errors.ts';
import { connectBridge } from './connection/roslib-client.ts';
import { BridgeGeneration } from './formats/bridge-generation.ts';
import { chooseTopics } from './formats/choose-topics.ts';
import { readEndpoint } from './formats/endpoint.ts';
import { readAddress } from './formats/read-address.ts';
import { optionsSchema, type RosbridgeOptions } from './options-schema.ts';
import { bridgeProbe } from './probe/bridge-probe.ts';
import { RosbridgeSource } from './rosbridge-source.ts';
import { openTopic } from './telemetry/open-topic.ts';

export type { RosbridgeOptions } from './options-schema.ts';

/**
 * ```
 *  options + profile's ros block ──check everything──▶ a reader per topic ──▶ RosbridgeSource ──run──▶ frames, messages, flaws
 * ```
 * Robots that speak ROS 1 or ROS 2, through a rosbridge server. `open` throws one ConfigError with every problem; it does not connect.
 */
const rosbridge: Driver<RosbridgeOptions> = {
  name: 'rosbridge',
  origin: 'live',
  optionsSchema,
  open: openRosbridge,
  probe: bridgeProbe,
};

export default rosbridge;

async function openRosbridge(options: RosbridgeOptions, context: DriverContext): Promise<Source> {
  const { profile, clock } = context;
  const { endpoint, transport, problems: wrongEndpoint } = readEndpoint(options);
  const { address, problems: wrongFiles } = await readAddress(options, context);
  const { chosen, problems: wrongTopics } = chooseTopics(profile, options);
  const opened = chosen.map((topic) => openTopic(topic, options, context));
  const problems = [...wrongEndpoint, ...wrongFiles, ...wrongTopics, ...opened.flatMap((one) => one.problems)];
  if (problems.length > 0) throw new ConfigError('rosbridge/options-refused', problems);
  const readers = opened.flatMap(({ reader }) => reader);
  const reportable = new Set(readers.flatMap(({ decoder }) => decoder.observable));
  return new RosbridgeSource({
    connect: connectBridge,
    address,
    readers,
    generation: new BridgeGeneration(options.generation),
    silenceMs: options.silenceMs,
    observable: profile.observable.filter((eventClass) => reportable.has(eventClass)),
    identity: {
      protocol: 'rosbridge',
      endpoint,
      generation: options.generation,
      transport,
      authenticated: transport === 'wss' ? 'yes' : 'no',
    },
    clock,
  });
}
