import { sha256 } from '../../agent/evidence/hash.ts';
import { signingKeyFromSeed } from '../../agent/evidence/keys.ts';
import { MqttChannel } from '../../agent/report/mqtt-channel.ts';
import type { MqttChannelOptions } from '../../agent/report/mqtt-channel-options.ts';
import { MemoryOutbox } from './memory-outbox.ts';
import { type RecordingLogger, recordingLogger } from './recording-logger.ts';
import { type BrokerScript, ScriptedBroker } from './scripted-broker.ts';
import { SigningReceiver } from './signing-receiver.ts';
import { VirtualClock } from './virtual-clock.ts';

export const channelAgentKey = signingKeyFromSeed(sha256('channel agent'));

/** Uniform in [0, 1), the same draws for the same seed (Marsaglia's xorshift32). */
export function seededRandom(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

export interface ChannelFixture {
  readonly clock: VirtualClock;
  readonly outbox: MemoryOutbox;
  readonly receiver: SigningReceiver;
  readonly broker: ScriptedBroker;
  readonly logger: RecordingLogger;
  readonly channel: MqttChannel;
  /** Starts `run`; the channel's own promise. */
  start(): Promise<void>;
  /** Asks it to stop; await what `start` gave. */
  stop(): void;
}

/** A channel between an outbox in memory and a scripted broker, on a clock that stands. */
export function channelFixture(script: BrokerScript = {}, changes: Partial<MqttChannelOptions> = {}): ChannelFixture {
  const clock = new VirtualClock();
  const outbox = new MemoryOutbox(channelAgentKey);
  const receiver = new SigningReceiver(channelAgentKey.kid);
  const broker = new ScriptedBroker(receiver, script);
  const logger = recordingLogger();
  const channel = new MqttChannel({
    recipientId: 'insurer',
    url: 'mqtt://broker.example:1883',
    tenant: 'demo',
    agentId: channelAgentKey.kid,
    kid: channelAgentKey.kid,
    epoch: 0,
    outbox,
    receiverKeys: receiver.registry(),
    clock,
    logger,
    random: seededRandom(1),
    connect: broker.connect,
    ...changes,
  });
  const stopping = new AbortController();
  return {
    clock,
    outbox,
    receiver,
    broker,
    logger,
    channel,
    start: () => channel.run(stopping.signal),
    stop: () => stopping.abort(),
  };
}

/** Moves time on until so many receipts are stored; fails after a day, or what is given. */
export async function untilReceipted({ clock, outbox }: ChannelFixture, count: number, withinMs = 86_400_000): Promise<void> {
  const isDone = await clock.advanceUntil(() => outbox.receipts.size >= count, withinMs, 1_000);
  if (!isDone) throw new Error(`${outbox.receipts.size} receipts of ${count} within ${withinMs} ms`);
}

/** Stops the channel and gives it the time it may take. */
export async function finish({ clock, stop }: ChannelFixture, running: Promise<void>): Promise<void> {
  stop();
  await clock.advance(20_000);
  await running;
}
