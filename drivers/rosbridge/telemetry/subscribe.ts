import type { BridgeClient, Subscription } from '../connection/bridge-client.ts';
import { type Generation, typeForm } from '../formats/ask-form.ts';
import type { TopicReader } from './topic-reader.ts';

/** Asks for a topic in the words of this generation; as JSON where bytes are wanted that nobody could read. */
export function subscribe(
  client: BridgeClient,
  reader: TopicReader,
  form: { generation: Generation } & Pick<Subscription, 'compression'>,
): void {
  const { topic, throttleMs } = reader.chosen;
  const takeRaw = form.compression === 'cbor-raw' ? reader.takeRaw(form.generation) : undefined;
  const compression = form.compression === 'cbor-raw' && takeRaw === undefined ? 'none' : form.compression;
  const queueCount = throttleMs === 0 ? 0 : 1;
  const type = typeForm(topic.type, form.generation);
  client.subscribe({ topic: topic.topic, type, throttleMs, queueCount, compression }, takeRaw ?? reader.take);
}

/** Asks anew, as JSON, because CBOR fails on some types without a word, and bytes of another layout than the published one are never read. */
export function resubscribe(client: BridgeClient, reader: TopicReader, generation: Generation): void {
  client.unsubscribe(reader.chosen.topic.topic);
  subscribe(client, reader, { generation, compression: 'none' });
}
