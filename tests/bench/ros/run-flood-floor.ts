import { WebSocket } from 'ws';
import { FloodCount } from './flood-count.ts';

/* The floor of a flood: receive and parse JSON, nothing else. run-flood-floor.ts URL COUNT ─▶ µs per message */
const flood = new FloodCount(Number(process.argv[3]));
const socket = new WebSocket(String(process.argv[2]), { perMessageDeflate: false });
socket.on('open', () => socket.send(JSON.stringify({ op: 'subscribe', topic: '/joint_states', compression: 'none' })));
socket.on('message', (bytes) => {
  const { msg } = JSON.parse(String(bytes)) as { msg?: object };
  if (msg !== undefined) flood.take();
});
