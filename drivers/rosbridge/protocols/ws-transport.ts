import { WebSocket } from 'ws';
import { InvariantError, TransientError } from '../../../agent/contract/errors.ts';
import type { Clock } from '../../../agent/contract/time.ts';
import type { RosMessage } from '../../ros-messages/decoding/message-type.ts';
import type { BridgeAddress } from './bridge-address.ts';
import type { CountFlaw } from './count-flaw.ts';
import { MessageReader } from './message-reader.ts';
import { type Incoming, mayLeave } from './operation.ts';

export interface TransportPlan {
  readonly address: BridgeAddress;
  readonly clock: Clock;
  readonly count: CountFlaw;
}

type TransportEvent = 'open' | 'close' | 'error' | 'message';
type Listener = (event: never) => void;

/** A process that was stopped finds its timers due before its sockets are read: one more turn before silence is believed. */
const lastLookMs = 1;

/**
 * ```
 *  ws frame ─▶ MessageReader ─▶ 'message', parsed once ─▶ roslib ─▶ topics
 *  roslib ─▶ send ─▶ may it leave? ─▶ ws           ping every pingMs ─▶ nothing heard since the last one: the end
 * ```
 * The transport handed to `roslib`, in the shape it expects, over `ws`: client certificates, headers, limits and pings, which the
 * library's own has not. One connection, from `open` to the end; `error` is never emitted, the reason of `ended` says what happened.
 */
export class WsTransport {
  readonly #plan: TransportPlan;
  readonly #place: string;
  readonly #reader: MessageReader;
  readonly #listeners = new Map<TransportEvent, Listener[]>();
  readonly #ended = new AbortController();
  #socket: WebSocket | undefined;
  #hasHeard = false;
  #hasOpened = false;

  constructor(plan: TransportPlan) {
    this.#plan = plan;
    this.#place = placeOf(plan.address.url);
    this.#reader = new MessageReader(plan.address.payloadBytesMax, plan.count);
  }

  /** Aborts when the connection is over or could not be made; the reason is a TransientError. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Resolves once messages can be sent; throws TransientError when that takes longer than `connectMs`, fails, or the signal aborts. */
  async open(signal: AbortSignal): Promise<void> {
    const { address, clock } = this.#plan;
    const settled = new AbortController();
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = (): void => this.#lose('the agent stops');
    signal.addEventListener('abort', stop, { once: true });
    this.ended.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) stop();
    else this.#connect(resolve);
    const limit = clock.sleep(address.connectMs, settled.signal).then(() => {
      if (!settled.signal.aborted) this.#lose(`no answer to the WebSocket handshake within ${address.connectMs} ms`);
    });
    await promise;
    settled.abort();
    signal.removeEventListener('abort', stop);
    await limit;
    this.ended.throwIfAborted();
    void this.#keepAlive();
  }

  on(event: TransportEvent, listener: Listener): this {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this;
  }

  /** Throws InvariantError for what is neither a subscription nor a question: this agent is read-only. After the end nothing is sent. */
  send(message: RosMessage): void {
    if (!mayLeave(message)) throw new InvariantError('rosbridge/write-refused', `this agent only listens and asks: ${message.op}`);
    if (this.isOpen()) this.#socket?.send(JSON.stringify(message));
  }

  /** Ends the connection; a second time does nothing. */
  close(): void {
    this.#end(new TransientError('rosbridge/connection-closed', `${this.#place}: closed by the agent`));
  }

  isConnecting(): boolean {
    return !this.ended.aborted && !this.#hasOpened;
  }

  isOpen(): boolean {
    return !this.ended.aborted && this.#hasOpened;
  }

  /** Never: an end is at once. */
  isClosing(): boolean {
    return false;
  }

  isClosed(): boolean {
    return this.ended.aborted;
  }

  #connect(opened: () => void): void {
    const { address } = this.#plan;
    try {
      this.#socket = new WebSocket(address.url, socketOptions(address));
    } catch (error) {
      this.#lose(URL.canParse(address.url) ? textOf(error) : 'not an address');
      return;
    }
    this.#listen(this.#socket, opened);
  }

  #listen(socket: WebSocket, opened: () => void): void {
    socket.on('open', () => {
      this.#hasOpened = true;
      this.#emit('open');
      opened();
    });
    socket.on('error', (error) => this.#lose(this.#problemOf(error)));
    socket.on('close', (code) => this.#lose(`closed by the bridge, code ${code}`));
    socket.on('ping', () => this.#hear());
    socket.on('pong', () => this.#hear());
    socket.on('message', (bytes: Buffer, isBinary) => {
      this.#hear();
      if (!this.ended.aborted) this.#take(isBinary ? this.#reader.readBytes(bytes) : this.#reader.readText(bytes.toString()));
    });
  }

  #hear(): void {
    this.#hasHeard = true;
  }

  #take(message: Incoming | undefined): void {
    if (message === undefined) return;
    try {
      this.#emit('message', message);
    } catch (cause) {
      const text = `${this.#place}: a message could not be taken: ${textOf(cause)}`;
      this.#end(new TransientError('rosbridge/listener-failed', text, { cause }));
    }
  }

  #problemOf(error: Error): string {
    const isTooLong = 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
    if (!isTooLong || this.ended.aborted) return textOf(error);
    this.#plan.count('rosbridge/message-too-long');
    return `a message longer than payloadBytesMax, ${this.#plan.address.payloadBytesMax} bytes: raise it, or leave the topic out`;
  }

  async #keepAlive(): Promise<void> {
    const { address, clock } = this.#plan;
    while (!this.ended.aborted) {
      this.#hasHeard = false;
      this.#socket?.ping();
      await clock.sleep(address.pingMs, this.ended);
      if (!this.#hasHeard) await clock.sleep(lastLookMs, this.ended);
      if (!this.#hasHeard) this.#lose(`neither pong nor message within ${address.pingMs} ms: half open, or the bridge is frozen`);
    }
  }

  #lose(problem: string): void {
    const text = `${this.#place}: ${problem}`;
    this.#end(this.#hasOpened ? new TransientError('rosbridge/connection-lost', text) : new TransientError('rosbridge/unreachable', text));
  }

  /** The first reason stays. The goodbye is sent where it can be, and nobody waits for its answer: a frozen bridge would keep the socket. */
  #end(reason: TransientError): void {
    if (this.ended.aborted) return;
    this.#ended.abort(reason);
    // RFC 6455 §7.4.1: the purpose is fulfilled.
    this.#socket?.close(1000);
    this.#socket?.terminate();
    this.#emit('close');
  }

  #emit(event: TransportEvent, value?: Incoming): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(value as never);
  }
}

/** Everything `ws` may hold for one connection is said here; text that is not UTF-8 is read as far as it goes, not the end of everything. */
function socketOptions({ headers, payloadBytesMax, tls: { ca, cert, key, serverName } }: BridgeAddress) {
  return {
    headers,
    maxPayload: payloadBytesMax,
    perMessageDeflate: false,
    followRedirects: false,
    skipUTF8Validation: true,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { servername: serverName }),
  };
}

/** The address without user, password and query, which may be secrets. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'the bridge';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

/** Connecting to several addresses of one name fails with an error whose message is empty. */
function textOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(textOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
