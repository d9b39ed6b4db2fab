import { afterEach, describe, expect, it } from 'vitest';
import { InvariantError, TransientError } from '../../../agent/contract/errors.ts';
import { answeredOnce, asked, connected, connectionTopics, endConnections } from '../../../tests/support/rosbridge-connection.ts';

afterEach(endConnections);

describe('a question to rosapi', () => {
  it('gives the values of its answer', async () => {
    const { client } = await connected();
    expect(await client.ask('/rosapi/topics', {}, 1000)).toEqual({
      topics: connectionTopics.map(({ name }) => name),
      types: connectionTopics.map(({ type }) => type),
    });
    expect(await client.ask('/rosapi/topic_type', { topic: '/battery' }, 1000)).toEqual({ type: 'sensor_msgs/msg/BatteryState' });
  });

  it('rejects with the refusal’s own text', async () => {
    const { client } = await connected('ros1');
    const refusal = client.ask('/rosapi/get_ros_version', {}, 1000);
    await expect(refusal).rejects.toBeInstanceOf(TransientError);
    await expect(refusal).rejects.toMatchObject({ code: 'rosbridge/service-refused', message: expect.stringContaining('does not exist') });
  });

  it('rejects after its time when nobody answers, and an answer that comes later does no harm', async () => {
    const { client, clock, server, watched } = await connected();
    server.serviceFates.set('/rosapi/nodes', 'ignored');
    const question = client.ask('/rosapi/nodes', {}, 700);
    const rejected = expect(question).rejects.toMatchObject({
      code: 'rosbridge/no-answer',
      message: '/rosapi/nodes: no answer within 700 ms',
    });
    await watched.until('the question', () => server.received.length === 1);
    await clock.advance(700);
    await rejected;
    server.sendRaw(JSON.stringify({ ...server.received[0], op: 'service_response', result: true, values: {} }));
    expect(await client.ask('/rosapi/get_time', {}, 1000)).toMatchObject({ time: { nanosec: 0 } });
  });

  it('rejects at once when the connection ends meanwhile, and after it', async () => {
    const { client, server, watched } = await connected();
    server.serviceFates.set('/rosapi/nodes', 'ignored');
    const question = client.ask('/rosapi/nodes', {}, 60_000);
    const rejected = expect(question).rejects.toMatchObject({ code: 'rosbridge/connection-lost' });
    await watched.until('the question', () => server.received.length === 1);
    await server.kill();
    await rejected;
    await expect(client.ask('/rosapi/nodes', {}, 60_000)).rejects.toBe(client.ended.reason);
  });

  it('is one of at most 64 that wait together', async () => {
    const { client, server } = await connected();
    server.serviceFates.set('/rosapi/nodes', 'ignored');
    const waiting = Array.from({ length: 64 }, () => client.ask('/rosapi/nodes', {}, 60_000).catch((error: unknown) => error));
    await expect(client.ask('/rosapi/topics', {}, 1000)).rejects.toMatchObject({ code: 'rosbridge/no-answer' });
    client.close();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([client.ended.reason]));
  });
});

describe('reading only', () => {
  it('is all a client can do: whatever is called, only subscriptions and questions leave', async () => {
    const { client, server, take } = await connected();
    client.subscribe(asked('/battery'), take);
    client.unsubscribe('/battery');
    await answeredOnce(client);
    await Promise.allSettled(['/rosapi/topics', 'rosapi/get_param', '/rosapi/nodes'].map((service) => client.ask(service, {}, 1000)));
    const ops = new Set(server.received.map(({ op }) => op));
    expect(ops).toEqual(new Set(['subscribe', 'unsubscribe', 'call_service']));
    expect(
      server.received
        .filter(({ op }) => op === 'call_service')
        .every(({ service }) => /^\/?rosapi\/get_|^\/?rosapi\/(topics|nodes)$/.test(String(service))),
    ).toBe(true);
  });

  it.each(['/rosapi/set_param', '/rosapi/delete_param', '/reset_safety', 'rosapi/../set_param', '/rosapi/get_time/x', ''])(
    'does not ask %s',
    async (service) => {
      const { client, server } = await connected();
      await expect(client.ask(service, {}, 1000)).rejects.toBeInstanceOf(InvariantError);
      await answeredOnce(client);
      expect(server.received).toHaveLength(1);
    },
  );
});
