import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Watched } from './watched.ts';

/** Debian keeps it where only root's PATH looks. */
const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin` };

/** Whether the broker can be started here; where not, its tests are reported as skipped under a name that says how to get it. */
export const hasMosquitto = spawnSync('mosquitto', ['-h'], { env }).error === undefined;
export const mosquittoAbsence = hasMosquitto ? '' : ' (skipped: no mosquitto on PATH; apt-get install mosquitto)';

/** A real Mosquitto in a child process on loopback, with its own configuration and folder. */
export class Mosquitto {
  readonly port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'rra-mosquitto-'));
  readonly #watched = new Watched();
  #child: ChildProcess | undefined;
  #log = '';

  constructor(port: number) {
    this.port = port;
  }

  /** What the broker said so far. */
  get log(): string {
    return this.#log;
  }

  /** Writes a file the configuration may name, for example an access list; its path. */
  write(name: string, text: string): string {
    const path = join(this.#folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  }

  /** Starts with these lines of configuration besides its port; nothing is kept from an earlier start. */
  async start(lines: readonly string[] = ['allow_anonymous true']): Promise<void> {
    const user = process.getuid?.() === 0 ? ['user root'] : [];
    const common = [`listener ${this.port} 127.0.0.1`, 'persistence false', 'log_dest stderr', 'log_type all', ...user];
    const path = this.write('mosquitto.conf', `${[...common, ...lines].join('\n')}\n`);
    this.#log = '';
    const child = spawn('mosquitto', ['-c', path], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child = child;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#log += text;
      this.#watched.note();
    });
    child.once('exit', this.#watched.note);
    await this.said(/ running\n/);
  }

  /** Resolves when the broker has logged this since its start. */
  async said(pattern: RegExp): Promise<void> {
    await this.#watched.until(`mosquitto says ${pattern}\n`, () => pattern.test(this.#log) || this.#child?.exitCode !== null);
    if (!pattern.test(this.#log)) throw new Error(`mosquitto ended:\n${this.#log}`);
  }

  signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGHUP'): void {
    this.#child?.kill(name);
  }

  /** Ends it and waits until it is gone; harmless when it is. */
  async stop(name: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(name);
    // A stopped process takes its end only when it goes on.
    child.kill('SIGCONT');
    await exit;
  }

  async dispose(): Promise<void> {
    await this.stop('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
