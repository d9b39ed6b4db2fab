import { WebSocket } from 'ws';
import { streamTopics } from './ros-stream.ts';

/*
 * The floor a JSON client cannot go below: receive and parse, nothing else.
 *   run-floor.ts URL ─▶ "ready" at the first message ─▶ SIGTERM: counts
 */
const socket = new WebSocket(String(process.argv[2]), { perMessageDeflate: false });
let messageCount = 0;
socket.on('open', () => {
  for (const { name, type } of streamTopics) socket.send(JSON.stringify({ op: 'subscribe', topic: name, type }));
});
socket.on('message', (bytes) => {
  const { msg } = JSON.parse(String(bytes)) as { msg?: object };
  if (msg !== undefined && messageCount++ === 0) process.stdout.write('ready\n');
});
process.on('SIGTERM', () => {
  process.stdout.write(`${JSON.stringify({ messageCount })}\n`, () => process.exit(0));
});
