import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, rm } from 'node:fs/promises';
import { ConfigError } from '../contract/errors.ts';
import type { Hear, LinePort } from './line-port.ts';

/** A pseudo terminal made at a path of its own, or a device file that is already there. */
export type SocatPlace = { readonly kind: 'pty' | 'device'; readonly path: string; readonly bitsPerS: number };

/** More than this waiting for the reader is thrown away, as a serial port without a reader does. */
const waitingBytesMax = 65_536;
/** What socat says once the link exists and bytes flow. */
const flowing = /starting data transfer loop/;
const errorLine = /^.* [EF] (.*)$/m;

/**
 * ```
 *  reader ──▶ pseudo terminal at PATH, or the wire behind a device ◀── socat ──▶ pipes ◀── this process
 * ```
 * Node cannot make a pseudo terminal by itself, so socat does. Killing it takes the terminal away, as an unplug does.
 */
export class SocatPort implements LinePort {
  droppedBytes = 0;
  failure: string | undefined;
  readonly #place: SocatPlace;
  #child: ChildProcess | undefined;
  #held: FileHandle | undefined;

  constructor(place: SocatPlace) {
    this.#place = place;
  }

  async plugIn(hear: Hear): Promise<void> {
    const { kind, path } = this.#place;
    if (kind === 'pty') await mustBeFree(path);
    const child = spawn('socat', ['-d', '-d', addressOf(this.#place), '-'], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', (bytes: Uint8Array) => hear(bytes, this.say));
    await started(child, path);
    child.on('exit', (code) => {
      if (this.#child === child) this.failure = `socat ended with ${code ?? 'a signal'}`;
    });
    // A terminal that no one has open any more ends socat; this one stays open between two readers.
    if (kind === 'pty') this.#held = await open(path, constants.O_RDWR | constants.O_NOCTTY);
  }

  readonly say = (bytes: Uint8Array): void => {
    const pipe = this.#child?.stdin;
    if (!pipe?.writable || pipe.writableLength > waitingBytesMax) this.droppedBytes += bytes.length;
    else pipe.write(bytes);
  };

  async unplug(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    await this.#held?.close();
    this.#held = undefined;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    }
    if (child !== undefined && this.#place.kind === 'pty') await rm(this.#place.path, { force: true });
  }
}

function addressOf({ kind, path, bitsPerS }: SocatPlace): string {
  return kind === 'pty' ? `pty,rawer,link=${path}` : `open:${path},rawer,b${bitsPerS}`;
}

/** Resolves when bytes flow; throws ConfigError with socat's own words when it ends before. */
async function started(child: ChildProcess, path: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    // Only what it says before bytes flow matters; later words would pile up.
    if (!flowing.test(said)) said += text;
    if (flowing.test(said)) resolve();
  });
  child.on('error', () => reject(socatMissing()));
  child.on('close', () => {
    const value = errorLine.exec(said)?.[1] ?? 'socat ended at once';
    reject(new ConfigError('simulate/port-refused', [{ place: path, value, remedy: 'give a path that can be made or opened' }]));
  });
  await promise;
}

function socatMissing(): ConfigError {
  const remedy = 'install it (Debian: apt-get install socat, Fedora: dnf install socat, macOS: brew install socat), or use --tcp';
  return new ConfigError('simulate/socat-missing', [{ place: 'socat', value: 'not found on PATH', remedy }]);
}

/** A link that leads nowhere was left behind by a run that was killed; anything else belongs to somebody. */
async function mustBeFree(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return;
  const target = await open(path, constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK).catch(() => undefined);
  await target?.close();
  if (found.isSymbolicLink() && target === undefined) {
    await rm(path);
    return;
  }
  throw new ConfigError('simulate/path-taken', [
    { place: '--pty', value: `${path} exists`, remedy: 'give a path where nothing is; --connect opens a device that exists' },
  ]);
}
