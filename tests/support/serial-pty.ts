import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until.ts';

/** Whether ptys can be made here; where not, tests on them are reported as skipped under a name that says how to get it. */
export const hasSocat = spawnSync('socat', ['-V']).error === undefined;
export const socatAbsence = hasSocat ? '' : ' (skipped: no socat on PATH; apt-get install socat)';

/** The devices at the other end: takes what the driver sent, answers with `send`, now or later. */
export type FarEnd = (bytes: Uint8Array, send: (bytes: Uint8Array) => void) => void;

/**
 * ```
 *  driver ──▶ path (pty) ◀── socat ──▶ pipes ◀── far end: the devices on the bus
 * ```
 * A serial port that can be unplugged and plugged in again: killing socat takes the pty away.
 */
export class SerialPty {
  readonly #folder = mkdtempSync(join(tmpdir(), 'rra-serial-'));
  readonly path = join(this.#folder, 'port');
  #child: ChildProcess | undefined;
  #heldFd: number | undefined;

  async plugIn(farEnd: FarEnd): Promise<void> {
    const child = spawn('socat', [`pty,rawer,link=${this.path}`, 'STDIO'], { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#child = child;
    child.stdin?.on('error', () => undefined);
    child.stdout?.on('data', (bytes: Uint8Array) => farEnd(bytes, (answer) => this.send(answer)));
    await until('the pty', () => existsSync(this.path), 5000);
    // socat ends when nobody has the pty open any more; a driver that opens it anew must find it there.
    this.#heldFd = openSync(this.path, constants.O_RDWR | constants.O_NOCTTY);
  }

  /** Sends bytes to the driver, asked or not. */
  send(bytes: Uint8Array): void {
    const stdin = this.#child?.stdin;
    if (stdin?.writable) stdin.write(bytes);
  }

  /** The pty is gone when it resolves; harmless when it is. */
  async unplug(): Promise<void> {
    if (this.#heldFd !== undefined) closeSync(this.#heldFd);
    this.#heldFd = undefined;
    const child = this.#child;
    this.#child = undefined;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    }
    rmSync(this.path, { force: true });
  }

  async dispose(): Promise<void> {
    await this.unplug();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
