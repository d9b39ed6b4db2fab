import type { ServerResponse } from 'node:http';
import type { Clock } from '../contract/time.ts';
import { drawViews } from './page-document.ts';
import type { ReadStatus } from './read-status.ts';

/** A page shows one state a second; faster than a person reads it, it only burns a robot's time. */
export const beatMs = 1000;
/** Two screens, two phones and some forgotten tabs. */
export const clientsMax = 8;
/** A client that leaves this much unread is slow, and is dropped; its browser connects again. */
export const backlogBytesMax = 256 * 1024;
/** How long a browser waits before it connects again. */
const reconnectMs = 2000;

export interface StatusStreamOptions {
  readonly read: ReadStatus;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Server-sent events to a bounded number of browsers.
 * ```
 *  status() ──1/s, drawn once──▶ event: status (AgentStatus) ─┬─▶ client
 *                          └──▶ event: view (drawn parts)    └─▶ client … at most 8
 * ```
 * The beat runs only while somebody listens. Where no status can be had, a comment keeps the connection alive.
 */
export class StatusStream {
  readonly #options: StatusStreamOptions;
  readonly #clients = new Set<ServerResponse>();
  #beating = false;
  #droppedCount = 0;

  constructor(options: StatusStreamOptions) {
    this.#options = options;
  }

  get clientCount(): number {
    return this.#clients.size;
  }

  /** Clients that read too slowly and were dropped. */
  get droppedCount(): number {
    return this.#droppedCount;
  }

  get isFull(): boolean {
    return this.#clients.size >= clientsMax;
  }

  /** Takes a client whose headers are written, and sends it the state at once. Ask `isFull` before. */
  add(response: ServerResponse): void {
    this.#clients.add(response);
    response.once('close', () => this.#clients.delete(response));
    response.write(`retry: ${reconnectMs}\n\n${this.#message()}`);
    if (!this.#beating) this.#beat().catch(() => this.close());
  }

  /** Ends every connection. */
  close(): void {
    for (const client of this.#clients) client.end();
    this.#clients.clear();
  }

  async #beat(): Promise<void> {
    const { clock, signal } = this.#options;
    this.#beating = true;
    while (this.#clients.size > 0 && !signal.aborted) {
      await clock.sleep(beatMs, signal);
      if (this.#clients.size > 0) this.#send(this.#message());
    }
    this.#beating = false;
  }

  #send(message: string): void {
    for (const client of this.#clients) {
      if (client.writableLength <= backlogBytesMax) client.write(message);
      else this.#drop(client);
    }
  }

  #drop(client: ServerResponse): void {
    this.#droppedCount++;
    this.#clients.delete(client);
    client.destroy();
  }

  #message(): string {
    const drawn = this.#options.read((status) => ({ state: JSON.stringify(status), views: JSON.stringify(drawViews(status)) }));
    if (drawn === undefined) return ': the agent has no status\n\n';
    return `event: status\ndata: ${drawn.state}\n\nevent: view\ndata: ${drawn.views}\n\n`;
  }
}
