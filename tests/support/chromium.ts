import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

/** The browser on PATH, or undefined; tests of the page then say they were skipped. */
export const chromiumPath: string | undefined = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'chromium'))
  .find((path) => existsSync(path));

export const chromiumRemedy = 'needs chromium on PATH: apt-get install -y chromium';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--remote-debugging-port=0',
];

interface Reply {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/**
 * One page of a real browser, driven by the DevTools protocol over the built-in WebSocket.
 * ```
 *  test ──open, evaluate, screenshot──▶ WebSocket ──▶ chromium (own profile, own process)
 * ```
 * Every wait ends with the deadline given to `openBrowser`.
 */
export class BrowserPage {
  readonly #socket: WebSocket;
  readonly #deadline: AbortSignal;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #lastId = 0;

  constructor(socket: WebSocket, deadline: AbortSignal) {
    this.#socket = socket;
    this.#deadline = deadline;
    socket.addEventListener('message', (event) => {
      const reply = JSON.parse(String(event.data)) as Reply;
      if (reply.id !== undefined) this.#waiting.get(reply.id)?.(reply);
    });
  }

  /** One command of the protocol. */
  async send(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const id = ++this.#lastId;
    const replied = new Promise<Reply>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await within(replied, this.#deadline);
    this.#waiting.delete(id);
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  /** The value of an expression in the page; a promise is awaited there. */
  async evaluate<Value>(expression: string): Promise<Value> {
    const reply = (await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })) as {
      result: { value: Value };
      exceptionDetails?: { text: string; exception?: { description?: string } };
    };
    const { exceptionDetails } = reply;
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return reply.result.value;
  }

  /** Opens an address; resolves once the document stands. What its content security policy stops is kept in `window.stopped`. */
  async open(url: string): Promise<void> {
    await this.send('Page.enable');
    const source =
      "window.stopped = []; addEventListener('securitypolicyviolation', (event) => window.stopped.push(event.effectiveDirective))";
    await this.send('Page.addScriptToEvaluateOnNewDocument', { source });
    await this.send('Page.navigate', { url });
    await this.until(`location.href.startsWith(${JSON.stringify(url)}) && document.readyState !== 'loading'`);
  }

  /** Resolves once an expression in the page is true; it is asked again at every frame the page draws. */
  async until(condition: string): Promise<void> {
    for (;;) {
      if (await this.evaluate<boolean>(`Boolean(${condition})`)) return;
      await this.evaluate('new Promise((resolve) => setTimeout(resolve, 20))').catch(() => undefined);
    }
  }

  textOf(selector: string): Promise<string> {
    return this.evaluate(`document.querySelector(${JSON.stringify(selector)})?.innerText.trim() ?? ''`);
  }
}

/** Rejects at the deadline, so that nothing hangs. */
function within<Value>(promise: Promise<Value>, deadline: AbortSignal): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  deadline.addEventListener('abort', () => reject(new Error('the browser did not answer in time')), { once: true });
  if (deadline.aborted) reject(new Error('the browser did not answer in time'));
  return Promise.race([promise, late]);
}

export interface Browser {
  readonly page: BrowserPage;
  close(): Promise<void>;
}

/** Starts chromium with an empty profile and one page. */
export async function openBrowser(path: string, deadline: AbortSignal): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'robot-risk-chromium-'));
  const child = spawn(path, [...flags, `--user-data-dir=${profile}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const close = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const endpoint = await within(debugEndpoint(child), deadline);
    return { page: new BrowserPage(await openSocket(endpoint, deadline), deadline), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Chromium says on standard error where it listens; the page's own address is asked there. */
async function debugEndpoint(child: ChildProcess): Promise<string> {
  if (child.stderr === null) throw new Error('chromium has no standard error');
  for await (const line of createInterface({ input: child.stderr })) {
    const found = /DevTools listening on ws:\/\/([^/]+)\//.exec(line);
    if (found !== null) return pageEndpoint(found[1] ?? '');
  }
  throw new Error('chromium ended before it listened');
}

async function pageEndpoint(host: string): Promise<string> {
  const targets = (await (await fetch(`http://${host}/json/list`)).json()) as { type: string; webSocketDebuggerUrl: string }[];
  const page = targets.find(({ type }) => type === 'page');
  if (page === undefined) throw new Error('chromium opened no page');
  return page.webSocketDebuggerUrl;
}

async function openSocket(endpoint: string, deadline: AbortSignal): Promise<WebSocket> {
  const socket = new WebSocket(endpoint);
  const opened = new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error('chromium refused the connection')));
  });
  await within(opened, deadline);
  return socket;
}
