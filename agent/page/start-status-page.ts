import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ConfigError } from '../contract/errors.ts';
import type { Logger } from '../contract/logger.ts';
import type { AgentStatus } from '../contract/status.ts';
import type { Clock } from '../contract/time.ts';
import { checkRequest, isLoopback, urlHost } from './check-request.ts';
import { contentSecurityPolicy, drawPage } from './page-document.ts';
import { type ReadStatus, readStatus } from './read-status.ts';
import { StatusStream } from './status-stream.ts';

const connectionsMax = 32;
const headerBytesMax = 8 * 1024;
/** A browser on the same machine says what it wants at once. */
const requestMsMax = 10_000;

export interface StatusPageOptions {
  /** 0 lets the system choose a free one. */
  readonly port: number;
  /** `127.0.0.1` unless said; another than a loopback address needs `allowRemote`. */
  readonly host?: string;
  /** The page asks nobody who they are: whoever reaches it reads it. */
  readonly allowRemote?: boolean;
  readonly status: () => AgentStatus;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log?: Logger;
}

export interface StatusPage {
  readonly url: string;
  /** Ends every connection and resolves once the port is free; also done when the signal aborts. */
  stop(): Promise<void>;
}

/**
 * Serves the one-screen page of a running agent; it reads what `status` returns and changes nothing.
 * ```
 *  status() ──▶ /             the page, drawn
 *          ├──▶ /status.json  the AgentStatus
 *          └──▶ /events       both, once a second (SSE)
 * ```
 * Throws ConfigError when the port is busy, cannot be bound, or is not on this machine.
 */
export async function startStatusPage(options: StatusPageOptions): Promise<StatusPage> {
  const { port, host = '127.0.0.1', allowRemote = false, signal } = options;
  if (!isLoopback(host) && !allowRemote) throw notLoopback(host);
  const read = readStatus(options.status, options.log);
  const stream = new StatusStream({ read, clock: options.clock, signal });
  const server = createServer(
    { maxHeaderSize: headerBytesMax, headersTimeout: requestMsMax, requestTimeout: requestMsMax },
    (request, response) => answer(request, response, { host, read, stream }),
  );
  server.maxConnections = connectionsMax;
  const boundPort = await listen(server, port, host);
  const stop = async (): Promise<void> => {
    signal.removeEventListener('abort', stop);
    stream.close();
    await closed(server);
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) await stop();
  return { url: `http://${urlHost(host)}:${boundPort}/`, stop };
}

interface Answering {
  readonly host: string;
  readonly read: ReadStatus;
  readonly stream: StatusStream;
}

const commonHeaders = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': contentSecurityPolicy,
} as const;

function answer(request: IncomingMessage, response: ServerResponse, page: Answering): void {
  for (const [name, value] of Object.entries(commonHeaders)) response.setHeader(name, value);
  const refusal = checkRequest({ method: request.method, host: request.headers.host }, page.host);
  if (refusal !== undefined) {
    if (refusal.statusCode === 405) response.setHeader('Allow', 'GET');
    send(response, refusal.statusCode, ['text/plain', refusal.text]);
    return;
  }
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  if (path === '/events') openStream(response, page.stream);
  else if (path === '/' || path === '/status.json') sendStatus(response, page, { path, query });
  else send(response, 404, ['text/plain', 'There is /, /status.json and /events.\n']);
}

function sendStatus(response: ServerResponse, { read }: Answering, { path, query }: { path: string; query: string }): void {
  const language = new URLSearchParams(query).get('lang') === 'zh' ? 'zh' : 'en';
  const text = read((status) => (path === '/' ? drawPage(status, language) : `${JSON.stringify(status)}\n`));
  if (text === undefined) send(response, 500, ['text/plain', 'The agent has no status to show.\n']);
  else send(response, 200, [path === '/' ? 'text/html' : 'application/json', text]);
}

function openStream(response: ServerResponse, stream: StatusStream): void {
  if (stream.isFull) {
    send(response, 503, ['text/plain', 'Too many pages are open; close one.\n']);
    return;
  }
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
  stream.add(response);
}

function send(response: ServerResponse, statusCode: number, [type, text]: readonly [type: string, text: string]): void {
  response.writeHead(statusCode, { 'Content-Type': `${type}; charset=utf-8` });
  response.end(text);
}

/** The port it got. */
function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, port, host)));
    server.listen({ port, host }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function cannotListen(error: NodeJS.ErrnoException, port: number, host: string): ConfigError {
  const value = `port ${port} on ${host}`;
  if (error.code === 'EADDRINUSE') {
    return new ConfigError('page/port-busy', [
      { place: 'page', value: `${value} is used by another program`, remedy: 'give the page another port, or 0 for any free one' },
    ]);
  }
  return new ConfigError('page/cannot-listen', [
    { place: 'page', value: `${value}: ${error.message}`, remedy: 'give the page an address of this machine and a port above 1023' },
  ]);
}

function notLoopback(host: string): ConfigError {
  const remedy = 'write 127.0.0.1, or allow it: whoever reaches the page reads it, because it asks nobody who they are';
  return new ConfigError('page/host-not-loopback', [{ place: 'page', value: `${host} can be reached from other machines`, remedy }]);
}
