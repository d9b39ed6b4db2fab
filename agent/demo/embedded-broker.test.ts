import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import mqtt, { type MqttClient } from 'mqtt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { until } from '../../tests/support/until.ts';
import { Watched } from '../../tests/support/watched.ts';
import { startEmbeddedBroker } from './embedded-broker.ts';

/** What keeps a process from ending: servers and connections. */
const handles = (): string[] =>
  process
    .getActiveResourcesInfo()
    .filter((name) => /^TCP|^Timeout/.test(name))
    .sort();
/** The system takes a turn or two to close what was let go of. */
const onlyOpen = (before: readonly string[]): Promise<void> =>
  until(`nothing but ${before}`, () => handles().join() === before.join(), 2000);
const portOf = (url: string): number => Number(new URL(url).port);

async function client(url: string): Promise<MqttClient> {
  const connected = await mqtt.connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0 });
  connected.on('error', () => undefined);
  onTestFinished(() => connected.endAsync(true));
  return connected;
}

describe('the embedded broker', () => {
  it('listens on loopback alone, on a free port, and carries messages', async () => {
    const broker = await startEmbeddedBroker();
    onTestFinished(() => broker.stop());
    expect(broker.url).toMatch(/^mqtt:\/\/127\.0\.0\.1:[1-9]\d+$/);
    const [listener, speaker] = [await client(broker.url), await client(broker.url)];
    const watched = new Watched();
    const heard: string[] = [];
    listener.on('message', (_, payload) => {
      heard.push(payload.toString());
      watched.note();
    });
    await listener.subscribeAsync('robot-risk/#', { qos: 1 });
    await speaker.publishAsync('robot-risk/v1/report', 'one', { qos: 1 });
    await watched.until('the message', () => heard.length > 0);
    expect(heard).toEqual(['one']);
  });

  it('leaves nothing open when it stops, not even under connected clients, and its port is free at once', async () => {
    const before = handles();
    const broker = await startEmbeddedBroker();
    const connected = await client(broker.url);
    const silent = connectTcp(portOf(broker.url), '127.0.0.1');
    await once(silent, 'connect');
    const watched = new Watched();
    connected.once('close', watched.note);
    silent.once('close', watched.note);
    await broker.stop();
    await watched.until('both are cut off', () => !connected.connected && silent.closed);
    await onlyOpen(before);
    const again = await startEmbeddedBroker(portOf(broker.url));
    expect(again.url).toBe(broker.url);
    await again.stop();
    await onlyOpen(before);
  });

  it('forgets retained messages when it stops', async () => {
    const first = await startEmbeddedBroker();
    const speaker = await client(first.url);
    await speaker.publishAsync('robot-risk/status', 'online', { qos: 1, retain: true });
    await first.stop();
    const second = await startEmbeddedBroker(portOf(first.url));
    onTestFinished(() => second.stop());
    const listener = await client(second.url);
    const heard: string[] = [];
    listener.on('message', (_, payload) => heard.push(payload.toString()));
    await listener.subscribeAsync('robot-risk/#', { qos: 1 });
    // Whatever was retained is sent before the answer to a later publish.
    await listener.publishAsync('elsewhere', 'x', { qos: 1 });
    expect(heard).toEqual([]);
  });

  it('says that its port is busy, and leaves nothing open', async () => {
    const broker = await startEmbeddedBroker();
    onTestFinished(() => broker.stop());
    const before = handles();
    await expect(startEmbeddedBroker(portOf(broker.url))).rejects.toThrow('EADDRINUSE');
    await onlyOpen(before);
  });
});
