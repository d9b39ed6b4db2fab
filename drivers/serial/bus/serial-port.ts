import { SerialPort } from 'serialport';
import { TransientError } from '../../../agent/contract/errors.ts';

/** Bits per second. */
export type BaudRate = number;

export interface SerialEndpoint {
  readonly path: string;
  readonly baudRate: BaudRate;
}

/** An open port. Closing twice does nothing; `ended` aborts when it is over, whoever ended it, with the reason. */
export interface Link {
  readonly ended: AbortSignal;
  write(bytes: Uint8Array): void;
  onBytes(take: (bytes: Uint8Array) => void): void;
  /** Resolves when the descriptor is given back, so that the same port can be opened at once. */
  close(): Promise<void>;
}

/** What the system says of a port that does not open, and what helps. */
const refusals = [
  {
    pattern: /no such file|cannot find|ENOENT|ENXIO|no such device/i,
    code: 'serial/port-missing',
    remedy: 'plug the device in; its path that stays the same is in /dev/serial/by-id',
  },
  {
    pattern: /permission denied|EACCES|EPERM/i,
    code: 'serial/permission-denied',
    remedy: 'add the user of the agent to the group of the port (on Debian: usermod -aG dialout USER) and start it anew',
  },
  {
    pattern: /cannot lock|resource temporarily unavailable|EBUSY|resource busy/i,
    code: 'serial/port-locked',
    remedy: 'another program holds it; end it, `fuser -v` with the path says which',
  },
] as const;

/**
 * Opens the port with an exclusive lock and keeps a reader attached, because a port nobody reads does not notice an unplug.
 * Throws TransientError with the remedy: the device may be plugged in later.
 */
export async function openSerialPort({ path, baudRate }: SerialEndpoint): Promise<Link> {
  const port = new SerialPort({ path, baudRate, autoOpen: false });
  const ended = new AbortController();
  let take: (bytes: Uint8Array) => void = () => undefined;
  port.on('data', (bytes: Uint8Array) => take(bytes));
  // An unplug may say error and close, twice each.
  port.on('error', (error: Error) => ended.abort(`${path}: ${error.message}`));
  port.on('close', (error: Error | null) => ended.abort(`${path}: ${error?.message ?? 'closed'}`));
  const { promise: opened, resolve, reject } = Promise.withResolvers<void>();
  port.open((error) => (error === null ? resolve() : reject(refusalOf(path, error))));
  await opened;
  let closing: Promise<void> | undefined;
  return {
    ended: ended.signal,
    write: (bytes) => {
      if (port.isOpen) port.write(bytes);
    },
    onBytes: (taker) => {
      take = taker;
    },
    close: () => {
      closing ??= closed(port);
      return closing;
    },
  };
}

/** A port that closes itself, as after an unplug, is no longer open and still holds its descriptor. */
function closed(port: SerialPort): Promise<void> {
  if (!port.isOpen && !port.closing) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  if (port.closing) for (const event of ['close', 'error']) port.once(event, () => resolve());
  else port.close(() => resolve());
  return promise;
}

function refusalOf(path: string, error: Error): TransientError {
  const known = refusals.find(({ pattern }) => pattern.test(error.message));
  const text = error.message.replace(/^Error:?\s*/, '');
  if (known === undefined) return new TransientError('serial/port-refused', `${path}: ${text}`);
  return new TransientError(known.code, `${path}: ${text} — ${known.remedy}`);
}
