import type { IncomingMessage } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ListenerTls, RosbridgeListener, type Upgrade } from './rosbridge-listener.ts';
import { answerRosapi, type BridgeTopic, type ServiceFate } from './rosbridge-rosapi.ts';
import { type AskedSubscription, RosbridgeSession } from './rosbridge-session.ts';
import {
  cborOf,
  cborWorks,
  type Fields,
  type Fragmentation,
  type Generation,
  jsonOf,
  piecesOf,
  stampOf,
  typeMatches,
} from './rosbridge-wire.ts';
import type { Watched } from './watched.ts';

export interface RosbridgeChoice {
  readonly generation: Generation;
  readonly topics?: readonly BridgeTopic[];
  readonly tls?: ListenerTls;
}

/**
 * How the bridge behaves from now on; `thaw()` is the way out of `frozen`.
 * - `zombie`: accepts, subscribes and answers pings; no data and no answers.
 * - `frozen`: a stopped process: nothing read, no handshake, no pong; what is published meanwhile waits, the newest 10,000 messages.
 * - `halfOpen`: the cable is out: nothing arrives in either direction and nothing waits.
 * - `handshakeSilent`: connections are accepted and their WebSocket handshake is never answered.
 */
export type BridgeMood = 'well' | 'zombie' | 'frozen' | 'halfOpen' | 'handshakeSilent';

const heldCountMax = 10_000;

/**
 * ```
 *  client ─▶ upgrade ─▶ subscribe, unsubscribe, call_service ─▶ sessions, rosapi
 *  test ─▶ publish(topic, message) ─▶ type rule, throttle, encoding, spoil ─▶ every client that asked
 * ```
 * A rosbridge v2 server on loopback, written from the facts, for everything the real ones were seen to do. It has no time of its own:
 * `robotMs` is the robot's clock, moved by the test.
 */
export class RosbridgeServer {
  mood: BridgeMood = 'well';
  /** The robot's wall clock, ms; stamps and rosapi's time are of it, and throttling measures on it. A step is an assignment. */
  robotMs = Date.UTC(2026, 2, 14, 9, 0, 0);
  /** Added to stamps only: a robot whose clock is off. */
  stampOffsetMs = 0;
  /** NaN and infinities as bare literals, as in fixed-size arrays of ROS 2, where the usual is `null`. */
  bareNumbers = false;
  /** Splits JSON text longer than so many characters; ids as the bridge gives them to un-id'd messages. */
  fragments: Fragmentation | undefined;
  /** Last hand on every JSON text that goes out with data: cut it short, make it no object, and so on. */
  spoil: (text: string) => string = (text) => text;
  /** ROS 1 serialisation or CDR of a message, for subscriptions in `cbor-raw`; nothing is sent without. */
  rawBytesOf: ((topic: string, message: Fields) => Uint8Array) | undefined;
  /** By service with its leading slash; `answered` where nothing is said. */
  readonly serviceFates = new Map<string, ServiceFate>();
  readonly parameters = new Map<string, unknown>();
  /** The operations that were received, in order; the newest 10,000. */
  readonly received: Fields[] = [];
  /** Headers of every handshake that was asked for. */
  readonly handshakes: IncomingMessage['headers'][] = [];
  /** False: pings stay unanswered, whatever else goes on. */
  pongs = true;
  pingCount = 0;
  /** How connections ended, as the bridge saw it; 1006 without a goodbye. */
  readonly closeCodes: number[] = [];
  connectionCount = 0;
  /** Data messages that went to a client. */
  sentCount = 0;
  readonly generation: Generation;
  readonly #watched: Watched;
  readonly #clients = new Map<WebSocket, RosbridgeSession>();
  readonly #latched = new Map<string, Fields>();
  readonly #upgrader = new WebSocketServer({ noServer: true, autoPong: false });
  readonly #listener: RosbridgeListener;
  #topics: readonly BridgeTopic[];
  #held: (() => void)[] = [];
  #seq = 0;

  constructor(watched: Watched, choice: RosbridgeChoice) {
    this.#watched = watched;
    this.generation = choice.generation;
    this.#topics = choice.topics ?? [];
    this.#listener = new RosbridgeListener(watched, choice.tls);
  }

  get url(): string {
    return this.#listener.url;
  }

  /** Clients whose handshake was answered. */
  get openCount(): number {
    return this.#clients.size;
  }

  /** TCP connections, answered or not. */
  get bareCount(): number {
    return this.#listener.openCount;
  }

  /** What waits for the thaw: publications, operations, pings and handshakes. */
  get heldCount(): number {
    return this.#held.length;
  }

  /** What is subscribed now, by all clients. */
  get subscriptions(): readonly AskedSubscription[] {
    return [...this.#clients.values()].flatMap((session) => session.subscriptions);
  }

  /** Listens, on a free port the first time and on the same one after `kill`; gives the url. */
  async start(): Promise<string> {
    await this.#listener.start((upgrade) => this.#welcome(upgrade));
    return this.url;
  }

  /** The process dies: every connection is cut without a goodbye, nobody listens. `start` brings it back as new. */
  async kill(): Promise<void> {
    this.#held = [];
    this.#latched.clear();
    for (const client of this.#clients.keys()) client.terminate();
    await this.#listener.stop();
  }

  /** Cuts every connection and goes on listening. */
  drop(): void {
    this.#listener.drop();
  }

  /** Ends `frozen`: what was received is worked off, what was published goes out in one burst. */
  thaw(): void {
    this.mood = 'well';
    for (const run of this.#held.splice(0)) run();
  }

  /** Another robot's topics from now on; standing subscriptions get what fits them by name and type. */
  replaceTopics(topics: readonly BridgeTopic[]): void {
    this.#topics = topics;
    this.#latched.clear();
  }

  /** A header in this generation's form, stamped `robotMs + stampOffsetMs`. */
  header(frameId = ''): Fields {
    const stamp = stampOf(this.generation, this.robotMs + this.stampOffsetMs);
    return this.generation === 'ros1' ? { seq: this.#seq++, stamp, frame_id: frameId } : { stamp, frame_id: frameId };
  }

  /** A node of the robot publishes; a header is put in front unless the message has one or `isHeaderless`. */
  publish(topic: string, message: Fields, isHeaderless = false): void {
    const whole = isHeaderless ? message : { header: this.header(), ...message };
    const nowMs = this.robotMs;
    if (this.#topics.find(({ name }) => name === topic)?.latched) this.#latched.set(topic, whole);
    this.#meet(() => {
      for (const [client, session] of this.#clients) this.#deliver(client, topic, session.admit(topic, whole, nowMs));
    });
  }

  /** Text or bytes to every client, as they are: a `status`, garbage, or far too much. */
  sendRaw(content: string | Uint8Array, binary = typeof content !== 'string'): void {
    this.#meet(() => {
      for (const client of this.#clients.keys()) client.send(content, { binary });
    });
  }

  /** Runs now, at the thaw, or never. */
  #meet(run: () => void): void {
    if (this.mood === 'halfOpen') return;
    if (this.mood === 'frozen') this.#held.push(run);
    else run();
    if (this.#held.length > heldCountMax) this.#held.shift();
  }

  #welcome({ request, socket, head }: Upgrade): void {
    this.handshakes.push(request.headers);
    if (this.mood === 'handshakeSilent') socket.resume().on('end', () => socket.destroy());
    else this.#meet(() => this.#upgrader.handleUpgrade(request, socket, head, (client) => this.#serve(client)));
  }

  #serve(client: WebSocket): void {
    const session = new RosbridgeSession();
    this.connectionCount++;
    this.#clients.set(client, session);
    client.on('error', () => undefined);
    client.on('ping', (bytes) => {
      this.pingCount++;
      if (this.pongs) this.#meet(() => client.pong(bytes));
      this.#watched.note();
    });
    client.on('close', (code) => {
      this.closeCodes.push(code);
      this.#clients.delete(client);
      this.#watched.note();
    });
    client.on('message', (bytes) => {
      this.#meet(() => this.#take(client, session, JSON.parse(String(bytes))));
      this.#watched.note();
    });
    this.#watched.note();
  }

  #take(client: WebSocket, session: RosbridgeSession, message: Fields): void {
    this.received.push(message);
    if (this.received.length > heldCountMax) this.received.shift();
    if (message.op === 'unsubscribe') session.unsubscribe(message);
    if (message.op === 'subscribe') {
      const { topic } = session.subscribe(message);
      const last = this.#latched.get(topic);
      if (last !== undefined) this.#deliver(client, topic, session.admit(topic, last, this.robotMs));
    }
    if (message.op === 'call_service') this.#answer(client, message);
  }

  #answer(client: WebSocket, { id, service, args }: Fields): void {
    const name = String(service);
    const fate = this.mood === 'zombie' ? 'ignored' : (this.serviceFates.get(name) ?? 'answered');
    if (fate === 'ignored') return;
    const { generation, parameters, robotMs: wallMs } = this;
    const facts = { generation, parameters, wallMs, topics: this.#topics };
    const values = fate === 'refused' ? `Service ${name} failed` : answerRosapi(name, (args ?? {}) as Fields, facts);
    client.send(JSON.stringify({ op: 'service_response', id, service: name, values, result: typeof values !== 'string' }));
  }

  /** What does not fit is not sent, and nobody is told: that is rosbridge. */
  #deliver(client: WebSocket, topic: string, message: Fields | undefined): void {
    const live = this.#topics.find(({ name }) => name === topic);
    const asked = this.#clients.get(client)?.effective(topic);
    if (message === undefined || live === undefined || asked === undefined || this.mood === 'zombie') return;
    if (!typeMatches(this.generation, asked.type, live.type)) return;
    if (asked.compression === 'cbor' && !cborWorks(this.generation, live.type)) return;
    const contents = this.#contents(asked, message);
    for (const content of contents) client.send(content);
    if (contents.length > 0) this.sentCount++;
  }

  #contents({ topic, compression }: AskedSubscription, msg: Fields): readonly (string | Uint8Array)[] {
    const publication = { op: 'publish', topic, msg };
    if (compression === 'none') return piecesOf(this.spoil(jsonOf(publication, this.bareNumbers)), this.fragments);
    if (compression === 'cbor') return [cborOf(publication)];
    const bytes = this.rawBytesOf?.(topic, msg);
    return bytes === undefined ? [] : [cborOf({ ...publication, msg: { ...stampOf('ros1', this.robotMs), bytes } })];
  }
}
