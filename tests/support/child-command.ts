import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Watched } from './watched.ts';

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Node on a script, as a process of its own that can be spoken to by signals. */
export class ChildCommand {
  readonly #child: ChildProcess;
  readonly #watched = new Watched();
  readonly #ended: Promise<Ending>;
  #isOver = false;
  out = '';
  err = '';

  constructor(script: string | URL, args: readonly string[] = []) {
    const path = script instanceof URL ? script.pathname : script;
    this.#child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.out += text;
      this.#watched.note();
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.err += text;
      this.#watched.note();
    });
    this.#ended = once(this.#child, 'close').then(([code, signal]) => {
      this.#isOver = true;
      this.#watched.note();
      return { code, signal } as Ending;
    });
  }

  /** Resolves when standard output matches; rejects when the process ends without. */
  async said(pattern: RegExp, withinMs?: number): Promise<RegExpExecArray> {
    await this.#watched.until(`${pattern}`, () => pattern.test(this.out) || this.#isOver, withinMs);
    const match = pattern.exec(this.out);
    if (match === null) throw new Error(`ended without saying ${pattern}:\n${this.out}\n${this.err}`);
    return match;
  }

  /** Its number; throws when it could not be started. */
  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error(`not started: ${this.err}`);
    return pid;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Resolves when it has ended by itself or by a signal sent before. */
  ended(): Promise<Ending> {
    return this.#ended;
  }

  /** Sends a signal and waits for the end; harmless when it has ended. */
  async end(name: NodeJS.Signals): Promise<Ending> {
    if (!this.#isOver) this.#child.kill(name);
    return this.#ended;
  }
}
