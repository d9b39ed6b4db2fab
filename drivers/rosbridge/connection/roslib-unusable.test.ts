import { afterEach, describe, expect, it } from 'vitest';
import { TransientError } from '../../../agent/contract/errors.ts';
import { answeredOnce, asked, connected, endConnections } from '../../../tests/support/rosbridge-connection.ts';

afterEach(endConnections);

describe('what cannot be used', () => {
  it('is counted by code, and the connection goes on', async () => {
    const { client, server, taken, take, subscribed, watched } = await connected();
    client.subscribe(asked('/battery'), take);
    await subscribed();
    for (const text of ['{"op":"pub', 'null', '[]', '7', '{"op":"png","data":"x"}', '{"op":"advertise"}', '{"op":"fragment","id":1}'])
      server.sendRaw(text);
    server.sendRaw(Uint8Array.of(0xff, 0x00));
    server.sendRaw('{"op":"status","level":"error","msg":"type conflict"}');
    server.bareNumbers = true;
    server.publish('/battery', { voltage: Number.NaN, text: 'NaN' }, true);
    await watched.until('the repaired message', () => taken.length === 1);
    expect(taken).toEqual([{ voltage: null, text: 'NaN' }]);
    expect(client.counts).toEqual({
      'rosbridge/unreadable-json': 1,
      'rosbridge/not-an-operation': 4,
      'rosbridge/png-refused': 1,
      'rosbridge/fragment-refused': 1,
      'rosbridge/unreadable-cbor': 1,
      'rosbridge/bridge-complained': 1,
      'rosbridge/bare-number': 1,
    });
    expect(client.ended.aborted).toBe(false);
  });

  it('does not include fragments, whatever their id', async () => {
    const { client, server, taken, take, subscribed, watched } = await connected();
    client.subscribe(asked('/battery'), take);
    await subscribed();
    for (const [index, id] of [0, '0', 7].entries()) {
      server.fragments = { chars: 16, id };
      server.publish('/battery', { location: `rack ${index}` }, true);
    }
    await watched.until('all three', () => taken.length === 3);
    expect(taken).toEqual([{ location: 'rack 0' }, { location: 'rack 1' }, { location: 'rack 2' }]);
    expect(client.counts).toEqual({});
  });

  it('cannot speak to the library: topics and answers in its own names are counted', async () => {
    const { client, server } = await connected();
    for (const name of ['connection', 'close', 'error', 'status']) {
      server.sendRaw(JSON.stringify({ op: 'publish', topic: name, msg: {} }));
      server.sendRaw(JSON.stringify({ op: 'service_response', id: name, result: true, values: {} }));
    }
    server.sendRaw(JSON.stringify({ op: 'service_response', result: true }));
    await answeredOnce(client);
    expect(client.counts).toEqual({ 'rosbridge/not-an-operation': 9 });
  });

  it('ends the connection when it is our own listener that fails, and says why', async () => {
    const { client, server, subscribed, watched } = await connected();
    const cause = new Error('a decoder of ours');
    client.subscribe(asked('/battery'), () => {
      throw cause;
    });
    await subscribed();
    server.publish('/battery', {});
    await watched.until('the end', () => client.ended.aborted);
    expect(client.ended.reason).toBeInstanceOf(TransientError);
    expect(client.ended.reason).toMatchObject({ code: 'rosbridge/listener-failed', cause });
  });
});
