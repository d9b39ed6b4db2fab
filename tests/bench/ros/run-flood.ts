import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { rawBytes } from '../../support/rosbridge-raw.ts';
import { cborOf, jsonOf, stampOf } from '../../support/rosbridge-wire.ts';
import { jointsAt } from './ros-stream.ts';

/*
 * A bridge that sends prepared joint states as fast as they are taken, to whoever subscribes; JSON or cbor-raw, as asked.
 *   run-flood.ts COUNT ─▶ its address ─▶ subscribe ─▶ COUNT messages ─▶ …
 */
const messageCount = Number(process.argv[2]);
const waitingBytesMax = 1_000_000;
const batchCount = 100;
const variants = Array.from({ length: 500 }, (_, index) => {
  const header = { stamp: stampOf('ros2', Date.now()), frame_id: '' };
  const msg = { header, ...jointsAt(index) };
  const publication = { op: 'publish', topic: '/joint_states' };
  const raw = { secs: 1, nsecs: 0, bytes: rawBytes('ros2', 'sensor_msgs/JointState', msg) };
  return { none: jsonOf({ ...publication, msg }, false), 'cbor-raw': cborOf({ ...publication, msg: raw }) };
});

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (client) => {
  client.on('message', async (bytes) => {
    const { op, compression } = JSON.parse(String(bytes)) as { op: string; compression?: 'none' | 'cbor-raw' };
    if (op !== 'subscribe') return;
    for (let index = 0; index < messageCount && client.readyState === client.OPEN; index++) {
      const message = variants[index % variants.length]?.[compression ?? 'none'] ?? '';
      if (index % batchCount !== 0 || client.bufferedAmount < waitingBytesMax) client.send(message);
      else await new Promise((sent) => client.send(message, sent));
    }
  });
});
await once(server, 'listening');
process.stdout.write(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/\n`);
