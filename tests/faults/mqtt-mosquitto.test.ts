import { connect } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectToBroker } from '../../agent/report/broker-link.ts';
import { connectMqtt } from '../../agent/report/connect-mqtt.ts';
import type { MqttChannelOptions } from '../../agent/report/mqtt-channel-options.ts';
import { channelAgentKey } from '../support/channel-fixture.ts';
import { LiveChannel } from '../support/live-channel.ts';
import { hasMosquitto, Mosquitto, mosquittoAbsence } from '../support/mosquitto.ts';
import { freePort } from '../support/tcp-peer.ts';

const topics = `robot-risk/v1/demo/${channelAgentKey.kid}`;
const clientId = `rra-${channelAgentKey.kid}-insurer`;
const open = 'allow_anonymous true';

describe.skipIf(!hasMosquitto)(`a channel over Mosquitto${mosquittoAbsence}`, () => {
  let broker: Mosquitto;
  const lives: LiveChannel[] = [];

  beforeEach(async () => {
    broker = new Mosquitto(await freePort());
  });

  afterEach(async () => {
    for (const live of lives.splice(0)) await live.dispose();
    await broker.dispose();
  });

  function liveChannel(changes: Partial<MqttChannelOptions> = {}): LiveChannel {
    const live = new LiveChannel(broker.port, changes);
    lives.push(live);
    return live;
  }

  /** Broker, receiver and channel up, with this configuration of the broker. */
  async function connected(lines: readonly string[] = [open], changes: Partial<MqttChannelOptions> = {}): Promise<LiveChannel> {
    await broker.start(lines);
    const live = liveChannel(changes);
    await live.receive();
    live.run();
    await live.logged('report/mqtt-connected');
    return live;
  }

  const expectAllOnce = ({ receiver, outbox, channel }: LiveChannel, count: number): void => {
    expect(receiver.flaws).toEqual([]);
    expect(receiver.kept.size).toBe(count);
    expect(outbox.receipts.size).toBe(count);
    expect(channel.status().receiptedCount).toBe(count);
  };

  it('delivers with MQTT 5, is seen online, and leaves with a goodbye', async () => {
    const live = await connected();
    live.close(50);
    await live.receiptsReach(50);
    expect(live.channel.status()).toMatchObject({ protocolVersion: 5, state: 'connected' });
    expectAllOnce(live, 50);
    await live.stop();
    await live.watched.until('the goodbye', () => live.presences.includes('stopped'));
    expect(live.presences).toEqual(['online', 'stopped']);
    expect(live.logger.codes()).toEqual(['report/mqtt-connected', 'report/mqtt-stopped']);
  });

  it('delivers over WebSocket', async () => {
    const wsPort = await freePort();
    await broker.start([open, `listener ${wsPort} 127.0.0.1`, 'protocol websockets', open]);
    const live = liveChannel({ url: `ws://127.0.0.1:${wsPort}/mqtt` });
    await live.receive();
    live.run();
    live.close(3);
    await live.receiptsReach(3);
    expectAllOnce(live, 3);
  });

  it('delivers with 3.1.1 where 5 is not spoken', async () => {
    const only4: ConnectToBroker = (request, signal) =>
      request.protocolVersion === 4
        ? connectMqtt(request, signal)
        : Promise.resolve({ ok: false, failure: { kind: 'noConnack', text: 'closed' } });
    const live = await connected([open], { connect: only4 });
    live.close(5);
    await live.receiptsReach(5);
    expect(live.channel.status().protocolVersion).toBe(4);
    expectAllOnce(live, 5);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)('loses and doubles nothing when the broker ends by %s and comes back empty', async (signal) => {
    const live = await connected();
    live.close(20);
    await live.receiptsReach(3);
    await broker.stop(signal);
    live.close(10);
    await live.logged('report/mqtt-unreachable');
    expect(live.channel.status().state).not.toBe('connected');
    await broker.start([open]);
    await live.receiptsReach(30);
    expectAllOnce(live, 30);
    expect(live.channel.status().counts?.connectedCount).toBe(2);
  });

  it('delivers what the broker acknowledged and then forgot', async () => {
    const live = await connected();
    await live.stopReceiving();
    live.close(5);
    await live.watched.until(
      'all are acknowledged',
      () => live.channel.status().sentCount === 5 && broker.log.split('Sending PUBACK').length > 5,
    );
    await broker.stop('SIGKILL');
    await broker.start([open]);
    await live.receive();
    await live.receiptsReach(5);
    expectAllOnce(live, 5);
  });

  it('delivers when the receiver comes back after a while', async () => {
    const live = await connected();
    await live.stopReceiving();
    live.close(5);
    await live.logged('report/mqtt-no-receipts');
    expect(live.channel.status().reason).toContain('check that the receiver runs');
    await live.receive();
    await live.receiptsReach(5);
    await live.logged('report/mqtt-receipts-back');
    expectAllOnce(live, 5);
  });

  it('notices a broker that holds the connection and does nothing', async () => {
    const live = await connected();
    broker.signal('SIGSTOP');
    live.close(5);
    await live.logged('report/mqtt-stalled');
    await live.logged('report/mqtt-no-answer');
    broker.signal('SIGCONT');
    await live.receiptsReach(5);
    expectAllOnce(live, 5);
    expect(live.channel.status()).toMatchObject({ state: 'connected', protocolVersion: 5 });
  });

  it('says that the broker refuses its reports, and delivers once the access list is mended', async () => {
    const rules = `topic readwrite ${topics}/receipt\ntopic readwrite ${topics}/request\ntopic readwrite ${topics}/status\ntopic read ${topics}/report\n`;
    const list = broker.write('acl', rules);
    const live = await connected([open, `acl_file ${list}`]);
    live.close(20);
    await live.logged('report/mqtt-topic-refused');
    expect(live.channel.status()).toMatchObject({ state: 'connected', reason: expect.stringContaining('Not authorized') });
    expect(live.channel.status().counts?.refusedCount).toBeLessThan(20);
    broker.write('acl', `${rules}topic readwrite ${topics}/report\n`);
    broker.signal('SIGHUP');
    await live.receiptsReach(20);
    await live.logged('report/mqtt-publish-accepted');
    expectAllOnce(live, 20);
  });

  it('says that no receipts come where an access list of 3.1.1 swallows reports in silence', async () => {
    const list = broker.write('acl', `topic readwrite ${topics}/status\ntopic readwrite ${topics}/receipt\n`);
    const only4: ConnectToBroker = (request, signal) => connectMqtt({ ...request, protocolVersion: 4 }, signal);
    const live = await connected([open, `acl_file ${list}`], { connect: only4 });
    live.close();
    await live.logged('report/mqtt-no-receipts');
    expect(live.outbox.counts()).toEqual({ closedCount: 1, receiptedCount: 0 });
  });

  it('says that the broker does not let it in, and delivers once it does', async () => {
    await broker.start(['allow_anonymous false']);
    const live = liveChannel();
    live.close(3);
    live.run();
    await live.logged('report/mqtt-credentials-refused');
    expect(live.channel.status()).toMatchObject({ state: 'waiting', reason: expect.stringContaining('check user name, password') });
    await broker.stop();
    await broker.start([open]);
    await live.receive();
    await live.receiptsReach(3);
    expectAllOnce(live, 3);
  });

  it('goes round a report the broker finds too large: it breaks the connection, the others arrive', async () => {
    const live = await connected([open, 'message_size_limit 3000']);
    live.close(3);
    live.close(1, 4_000);
    live.close(8);
    await live.receiptsReach(11);
    expect(live.outbox.receipts.has(3)).toBe(false);
    expect(live.receiver.kept.has(3)).toBe(false);
  });

  it('does not try a report above the size the broker names', async () => {
    const live = await connected([open, 'max_packet_size 4000']);
    live.close(1, 4_000);
    live.close(2);
    await live.receiptsReach(2);
    await live.logged('report/mqtt-message-refused');
    expect(live.channel.status()).toMatchObject({ state: 'connected', reason: expect.stringContaining('the broker takes') });
    expect(live.channel.status().counts?.connectedCount).toBe(1);
  });

  // Mosquitto 2.0 closes the older connection without the DISCONNECT of MQTT 5 that would say why.
  it('gives way to whoever takes its name again and again, and says so', async () => {
    const live = await connected([open], { limits: { reconnectDelayMsMax: 20_000 } });
    const clone = connect(`mqtt://127.0.0.1:${broker.port}`, { clientId, reconnectPeriod: 20 });
    await live.logged('report/mqtt-taken-over');
    expect(live.channel.status()).toMatchObject({ state: 'waiting', reason: expect.stringContaining('two must not share one identity') });
    expect(live.channel.status().counts?.connectedCount).toBe(3);
    await clone.endAsync(true);
  });

  it('sends again what the receiver asks for', async () => {
    const live = await connected();
    live.close(4);
    await live.receiptsReach(4);
    await live.send('request', live.receiver.resend(1, 2));
    await live.watched.until('both came again', () => live.receiver.arrivals.length >= 6);
    expect(live.receiver.arrivals.slice(4)).toEqual([1, 2]);
    expectAllOnce(live, 4);
  });

  it('is seen offline when it is cut off', async () => {
    const live = await connected();
    await live.watched.until('online', () => live.presences.includes('online'));
    const cut = connect(`mqtt://127.0.0.1:${broker.port}`, { clientId, reconnectPeriod: 0 });
    await live.watched.until('offline', () => live.presences.includes('offline'));
    await cut.endAsync(true);
  });
});
